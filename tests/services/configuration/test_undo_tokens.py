"""Undo brings tokens back with their row, or says that it cannot."""

from datetime import timedelta
from pathlib import Path

import pytest

from hipadmin import app
from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.integration import Integration, TokenEdit
from hipadmin.domain.token import RefState, Secret
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.reversal import NotUndone
from hipadmin.services.tokens import UNDO_HORIZON, TokenKeeper
from hipadmin.store import Database, open_store
from hipadmin.vault.session_vault import SessionVault
from tests.services.past import House, kept


@pytest.fixture
def house(services: Services) -> House:
    return House(services)


def test_tokens_come_back_with_their_row(house: House, vault: SessionVault) -> None:
    services = house.services
    services.integrations.delete(house.free.id, 1)
    assert services.tokens.sweep() == 0
    undone = services.undo.undo()
    assert undone.tokenless == ()
    assert services.tokens.reveal(house.free.token_ref) == Secret("AccountSpare")
    assert states(services, house.free) == {RefState.LIVE}


def states(services: Services, row: Integration) -> set[RefState]:
    refs = services.store.read(lambda unit: unit.tokens.all())
    return {refs[ref].state for ref in row.token_refs}


def test_lost_tokens_are_told_and_needed(house: House, vault: SessionVault) -> None:
    services = house.services
    services.integrations.delete(house.free.id, 1)
    for ref in house.free.token_refs:
        vault.remove(ref)
    undone = services.undo.undo()
    assert [row.name for row in undone.tokenless] == ["Spare"]
    assert states(services, house.free) == {RefState.MISSING}
    details = services.views.details(house.free.id)
    assert details.row.state.health == "token_needed"
    assert not any(room.has_token for room in details.rooms)


def test_forgotten_references_are_needed_too(house: House) -> None:
    services = house.services
    after = services.integrations.edit(
        house.free.id, 1, kept(house.free, token=TokenEdit.to(Secret("Other")))
    )
    old = str(house.free.token_ref)
    services.store.write(lambda unit: unit.tokens.forget([old]))
    undone = services.undo.undo()
    assert [row.id for row in undone.tokenless] == [after.id]
    refs = services.store.read(lambda unit: unit.tokens.all())
    assert (refs[old].state, refs[str(after.token_ref)].state) == (RefState.MISSING, RefState.DEAD)


def test_a_token_of_another_runs_memory_is_told(house: House, tmp_path: Path) -> None:
    services = house.services
    store = open_store(tmp_path / "hipadmin.db", clock=app.clock)
    later = app.build(store, SessionVault("for this test"))
    later.integrations.delete(house.free.id, 1)
    undone = later.undo.undo()
    assert [row.name for row in undone.tokenless] == ["Spare"]
    assert later.views.details(house.free.id).row.state.health == "token_needed"
    store.close()
    assert services.tokens.reveal(house.free.token_ref) == Secret("AccountSpare")


class OtherVault(SessionVault):
    """Another kind of vault than the one the tokens were written to."""

    name = "keyring"


def test_a_token_in_another_kind_of_vault_stays_there(house: House, tmp_path: Path) -> None:
    services = house.services
    store = open_store(tmp_path / "hipadmin.db", clock=app.clock)
    later = app.build(store, OtherVault("for this test"))
    later.integrations.delete(house.free.id, 1)
    assert [row.name for row in later.undo.undo().tokenless] == ["Spare"]
    store.close()
    assert states(services, house.free) == {RefState.LIVE}
    assert services.views.details(house.free.id).row.state.health == "not_tested"


class LockedVault(SessionVault):
    """Locks its door when told to."""

    locked = False

    def get(self, ref_id: str) -> Secret | None:
        if self.locked:
            raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")
        return super().get(ref_id)


def test_a_locked_keyring_is_said_and_asked_again(store: Database) -> None:
    vault = LockedVault("for this test")
    house = House(app.build(store, vault))
    services = house.services
    services.integrations.delete(house.free.id, 1)
    vault.locked = True
    with pytest.raises(NotUndone, match=r"The keyring is locked\.") as caught:
        services.undo.undo()
    assert isinstance(caught.value.cause, VaultTrouble)
    assert len(services.views.integrations()) == 1
    vault.locked = False
    services.undo.undo()
    assert len(services.views.integrations()) == 2


def test_what_can_be_undone_is_not_swept(store: Database, vault: SessionVault, clock) -> None:
    services = app.build(store, vault)
    house = House(services)
    services.integrations.delete(house.free.id, 1)
    clock.now = app.clock() + UNDO_HORIZON + timedelta(days=1)
    refs = iter(f"new{n}" for n in range(9))
    keeper = TokenKeeper(store, vault, clock, refs.__next__, services.journal.token_refs)
    assert keeper.sweep() == 0
    assert TokenKeeper(store, vault, clock, refs.__next__).sweep() == 2


def test_tokens_that_are_being_swept_are_told_and_needed(house: House) -> None:
    services = house.services
    services.integrations.delete(house.free.id, 1)
    refs = house.free.token_refs
    services.store.write(lambda unit: unit.tokens.mark(refs, RefState.PENDING, app.clock()))
    undone = services.undo.undo()
    assert [row.name for row in undone.tokenless] == ["Spare"]
    assert states(services, house.free) == {RefState.MISSING}


def test_tokens_swept_while_the_undo_asks_are_not_claimed(store: Database, tmp_path: Path) -> None:
    class Asked(SessionVault):
        """While the vault is asked, another process begins to sweep."""

        def get(self, ref_id: str) -> Secret | None:
            store.write(lambda unit: unit.tokens.mark([ref_id], RefState.PENDING, app.clock()))
            return super().get(ref_id)

    house = House(app.build(store, Asked("for this test")))
    house.services.integrations.delete(house.free.id, 1)
    house.services.undo.undo()
    assert states(house.services, house.free) == {RefState.MISSING}
