from datetime import timedelta

import pytest

from hipadmin.domain.errors import StoreTrouble, VaultFailure, VaultTrouble
from hipadmin.domain.token import RefState, Secret
from hipadmin.services.tokens import PENDING_HORIZON, UNDO_HORIZON, TokenKeeper
from hipadmin.store import Database
from hipadmin.vault.session_vault import SessionVault


class StubbornVault(SessionVault):
    """Takes a number of tokens, then refuses."""

    def __init__(self, takes: int) -> None:
        super().__init__("for this test")
        self.takes = takes

    def put(self, ref_id: str, token: Secret) -> None:
        if not self.takes:
            raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")
        self.takes -= 1
        super().put(ref_id, token)


@pytest.fixture
def keeper(store: Database, vault: SessionVault, clock, ids) -> TokenKeeper:
    return TokenKeeper(store, vault, clock, lambda: next(ids))


def states(store: Database) -> dict[str, RefState]:
    refs = store.read(lambda unit: unit.tokens.all())
    return {ref.id: ref.state for ref in refs.values()}


def test_a_token_is_announced_before_it_is_kept(keeper: TokenKeeper, store: Database) -> None:
    refs = keeper.keep([Secret("a"), Secret("b")])
    assert states(store) == dict.fromkeys(refs, RefState.PENDING)
    assert [keeper.reveal(r) for r in refs] == [Secret("a"), Secret("b")]


def test_no_token_no_work(keeper: TokenKeeper, store: Database) -> None:
    assert keeper.keep([]) == ()
    assert keeper.reveal(None) is None
    assert keeper.reveal("unknown") is None
    assert states(store) == {}


def test_a_refusing_vault_keeps_nothing(store: Database, clock, ids) -> None:
    keeper = TokenKeeper(store, StubbornVault(1), clock, lambda: next(ids))
    with pytest.raises(VaultTrouble, match="locked"):
        keeper.keep([Secret("a"), Secret("b")])
    assert states(store) == {}


def test_settling_makes_live_and_dead(keeper: TokenKeeper, store: Database) -> None:
    old, new = keeper.keep([Secret("old"), Secret("new")])
    store.write(lambda unit: keeper.settle(unit, [new, None], [old, new, None]))
    assert states(store) == {old: RefState.DEAD, new: RefState.LIVE}


def test_a_vanished_token_is_missing_until_it_is_back(
    keeper: TokenKeeper, store: Database, vault: SessionVault
) -> None:
    [ref] = keeper.keep([Secret("a")])
    store.write(lambda unit: keeper.settle(unit, [ref], []))
    vault.remove(ref)
    assert keeper.reveal(ref) is None
    vault.put(ref, Secret("a"))
    assert keeper.reveal(ref) == Secret("a")
    assert states(store)[ref] is RefState.LIVE


def test_leftovers_are_swept_after_their_time(
    keeper: TokenKeeper, store: Database, vault: SessionVault, clock
) -> None:
    pending, dead, live = keeper.keep([Secret("p"), Secret("d"), Secret("l")])
    store.write(lambda unit: keeper.settle(unit, [live], [dead]))
    assert keeper.sweep() == 0
    clock.now += PENDING_HORIZON + timedelta(seconds=1)
    assert keeper.sweep() == 1
    assert vault.get(pending) is None
    clock.now += UNDO_HORIZON
    assert keeper.sweep() == 1
    assert vault.get(dead) is None
    assert states(store) == {live: RefState.LIVE}


class Watchful(SessionVault):
    """Notes the state a reference has while its token is removed."""

    def __init__(self, store: Database) -> None:
        super().__init__("for this test")
        self._store = store
        self.seen: list[RefState] = []

    def remove(self, ref_id: str) -> None:
        self.seen.append(states(self._store)[ref_id])
        super().remove(ref_id)


def test_what_is_being_swept_cannot_be_brought_back(store: Database, clock, ids) -> None:
    vault = Watchful(store)
    keeper = TokenKeeper(store, vault, clock, lambda: next(ids))
    [dead] = keeper.keep([Secret("d")])
    store.write(lambda unit: keeper.settle(unit, [], [dead]))
    clock.now += UNDO_HORIZON + timedelta(seconds=1)
    assert keeper.sweep() == 1
    assert vault.seen == [RefState.PENDING]


def test_what_was_brought_back_meanwhile_is_not_swept(
    keeper: TokenKeeper, store: Database, vault: SessionVault, clock
) -> None:
    one, two = keeper.keep([Secret("1"), Secret("2")])
    store.write(lambda unit: keeper.settle(unit, [], [one, two]))
    clock.now += UNDO_HORIZON + timedelta(seconds=1)

    class Slow(SessionVault):
        """While the first goes, somebody takes the delete of both back."""

        def remove(self, ref_id: str) -> None:
            store.write(
                lambda unit: unit.tokens.mark({one, two} - {ref_id}, RefState.LIVE, clock())
            )

    sweeper = TokenKeeper(store, Slow("for this test"), clock, lambda: "unused")
    assert sweeper.sweep() == 1
    assert list(states(store).values()) == [RefState.LIVE]


def test_a_token_is_not_missing_because_its_vault_is_away(
    keeper: TokenKeeper, store: Database, vault: SessionVault, clock
) -> None:
    [ref] = keeper.keep([Secret("a")])
    store.write(lambda unit: keeper.settle(unit, [ref], []))

    class Late(SessionVault):
        """Expects to have it, until it is asked and turns out to be another run's memory."""

        asked = False

        def get(self, ref_id: str) -> Secret | None:
            self.asked = True
            return super().get(ref_id)

        def holds(self, ref_id: str, vault: str) -> bool:
            return not self.asked

    assert TokenKeeper(store, Late("away"), clock, lambda: "unused").reveal(ref) is None
    assert states(store)[ref] is RefState.LIVE


def test_what_could_not_be_taken_back_is_left_to_the_sweep(
    keeper: TokenKeeper, store: Database, vault: SessionVault, clock, monkeypatch
) -> None:
    one, two = keeper.keep([Secret("1"), Secret("2")])
    remove = vault.remove

    def locked(ref_id: str) -> None:
        if ref_id == one:
            raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")
        remove(ref_id)

    with monkeypatch.context() as locking:
        locking.setattr(vault, "remove", locked)
        keeper.abandon([one, two])
    assert states(store) == {one: RefState.PENDING}
    assert (vault.get(one), vault.get(two)) == (Secret("1"), None)
    clock.now += PENDING_HORIZON + timedelta(seconds=1)
    assert keeper.sweep() == 1
    assert vault.get(one) is None


def test_what_a_full_disk_did_not_let_go_of_goes_with_the_next_token(
    keeper: TokenKeeper, store: Database, vault: SessionVault, monkeypatch
) -> None:
    one, two = keeper.keep([Secret("1"), Secret("2")])

    def full(_work: object) -> None:
        raise StoreTrouble("The disk is full.")

    with monkeypatch.context() as filled:
        filled.setattr(store, "write", full)
        keeper.abandon([one, two])
        with pytest.raises(StoreTrouble):
            keeper.keep([Secret("3")])
    assert states(store) == dict.fromkeys([one, two], RefState.PENDING)
    assert (vault.get(one), vault.get(two)) == (None, None)

    [three] = keeper.keep([Secret("3")])

    assert states(store) == {three: RefState.PENDING}


def test_only_a_keyring_is_waited_for(store: Database, clock, ids) -> None:
    """What another run kept in its memory went with it; a keyring may come back."""
    vault = Watchful(store)
    keeper = TokenKeeper(store, vault, clock, lambda: next(ids))
    for ref, where in (("gone", "sandbox"), ("away", "keyring"), ("mine", vault.name)):
        store.write(lambda unit, ref=ref, where=where: unit.tokens.add_pending(ref, where, clock()))
    clock.now += PENDING_HORIZON + timedelta(seconds=1)
    assert keeper.sweep() == 2
    assert states(store) == {"away": RefState.PENDING}
    assert len(vault.seen) == 1  # the vault was asked for its own one only
