"""Keys of sources: made, shown, rotated, removed; the vault alone has them."""

import itertools
from pathlib import Path

import pytest

from hipadmin.domain.errors import NotFound, VaultFailure, VaultTrouble
from hipadmin.domain.intake_key import KeyPurpose
from hipadmin.domain.ports import Unit
from hipadmin.domain.token import RefState, Secret
from hipadmin.services.configuration.journal import Journal
from hipadmin.services.configuration.records import Acts
from hipadmin.services.intake.intake_keys import IntakeKeys
from hipadmin.services.tokens import TokenKeeper
from hipadmin.vault.session_vault import SessionVault
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import START, Clock, Relay

__all__ = ["box", "hub", "path", "time"]


class Refusing(SessionVault):
    """A vault that may take no more."""

    full = False

    def put(self, ref_id: str, token: Secret) -> None:
        if self.full:
            raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")
        super().put(ref_id, token)


@pytest.fixture
def vault() -> SessionVault:
    return Refusing("for this test")


@pytest.fixture
def keys(hub: Relay, vault: SessionVault, time: Clock) -> IntakeKeys:
    ids = itertools.count()

    def new_id() -> str:
        return f"id{next(ids)}"

    tokens = TokenKeeper(hub.store, vault, time, new_id)
    return IntakeKeys(hub.store, tokens, Acts(hub.store, "ann", time, new_id, Journal()), time)


def secrets(keys: IntakeKeys) -> list[str]:
    return [door.secret.reveal() for door in keys.opening("s1").doors]


def test_a_key_is_made_when_it_is_first_wanted(keys: IntakeKeys, hub: Relay) -> None:
    key = keys.ensure("s1")
    assert keys.ensure("s1") == key
    ref = hub.store.read(lambda unit: unit.tokens.get(key.ref_id))
    assert ref is not None
    assert ref.state is RefState.LIVE
    assert keys.of("s1") == (key,)
    [plain] = secrets(keys)
    assert len(plain) >= 43
    shown = keys.reveal(key.ref_id)
    assert shown is not None
    assert shown.reveal() == plain
    assert keys.opening("other").doors == ()


class Lasting(SessionVault):
    """A vault that outlives the run, as far as anybody can tell."""

    durable = True


@pytest.mark.parametrize("vault", [Lasting("")])
def test_who_speaks_here_has_a_key_made(keys: IntakeKeys, vault: SessionVault) -> None:
    keys.add("s1", KeyPurpose.SIGNING, Secret("of the source"))  # not ours to speak with
    spoken = keys.speaking("s1")
    assert spoken is not None
    assert secrets(keys) == [spoken.reveal(), "of the source"]
    assert keys.speaking("s1") == spoken
    newer = keys.rotate("s1")
    vault.remove(newer.ref_id)
    assert keys.speaking("s1") == spoken


def test_no_key_is_made_that_would_be_gone_after_the_run(keys: IntakeKeys) -> None:
    assert keys.speaking("s1") is None
    assert keys.of("s1") == ()
    made = keys.add("s1")
    assert keys.speaking("s1") == keys.reveal(made.ref_id)


def test_keys_differ(keys: IntakeKeys) -> None:
    keys.add("s1")
    keys.add("s1")
    assert len(set(secrets(keys))) == 2


def test_a_rotation_overlaps_for_a_day(keys: IntakeKeys, time: Clock) -> None:
    keys.add("s1")
    keys.add("s1", KeyPurpose.SIGNING, Secret("of the source"))
    [old] = [
        d.secret.reveal() for d in keys.opening("s1").doors if d.key.purpose is KeyPurpose.INTAKE
    ]
    new = keys.rotate("s1")
    assert keys.ensure("s1") == new
    assert len(secrets(keys)) == 3
    time.step(hours=23, minutes=59)
    assert old in secrets(keys)
    time.step(minutes=1)
    assert old not in secrets(keys)
    assert set(secrets(keys)) == {keys.reveal(new.ref_id).reveal(), "of the source"}  # type: ignore[union-attr]


def test_a_second_rotation_does_not_prolong_the_first_key(keys: IntakeKeys, time: Clock) -> None:
    first = keys.add("s1")
    keys.rotate("s1")
    time.step(hours=12)
    keys.rotate("s1")
    time.step(hours=12)
    assert first.ref_id not in [key.ref_id for key in keys.of("s1")]
    assert len(keys.of("s1")) == 2


def test_a_rotation_at_once_ends_every_key_that_sources_show(
    keys: IntakeKeys, hub: Relay, vault: SessionVault
) -> None:
    signing = keys.add("s1", KeyPurpose.SIGNING, Secret("of the source"))
    leaked = [keys.add("s1"), keys.rotate("s1")]
    new = keys.rotate("s1", at_once=True)

    assert {key.ref_id for key in keys.of("s1")} == {signing.ref_id, new.ref_id}
    known = hub.store.read(lambda unit: unit.tokens.all())
    assert {known[key.ref_id].state for key in leaked} == {RefState.DEAD}
    assert known[new.ref_id].state is RefState.LIVE
    found = hub.store.read(lambda unit: unit.changes.page(limit=3))
    assert sorted(change.action for change in found) == ["deleteKey", "deleteKey", "rotateKey"]


def test_a_rotation_of_no_key_makes_one(keys: IntakeKeys, hub: Relay) -> None:
    made = keys.rotate("s1", at_once=True)
    assert keys.of("s1") == (made,)
    [change] = hub.store.read(lambda unit: unit.changes.page(limit=1))
    assert change.action == "createKey"


def test_a_failed_rotation_at_once_leaves_the_old_key(keys: IntakeKeys, vault: Refusing) -> None:
    old = keys.add("s1")
    vault.full = True
    with pytest.raises(VaultTrouble):
        keys.rotate("s1", at_once=True)
    assert keys.of("s1") == (old,)


def test_what_is_over_is_swept(keys: IntakeKeys, hub: Relay, time: Clock) -> None:
    old = keys.add("s1")
    keys.rotate("s1")
    assert keys.sweep() == 0
    time.step(days=1)
    assert keys.sweep() == 1
    ref = hub.store.read(lambda unit: unit.tokens.get(old.ref_id))
    assert ref is not None
    assert ref.state is RefState.DEAD
    assert len(hub.store.read(lambda unit: unit.intake_keys.of_subscription("s1"))) == 1


def test_a_removed_key_opens_nothing(keys: IntakeKeys, hub: Relay) -> None:
    key = keys.add("s1")
    keys.remove(key)
    assert keys.of("s1") == keys.opening("s1").doors == ()
    ref = hub.store.read(lambda unit: unit.tokens.get(key.ref_id))
    assert ref is not None
    assert ref.state is RefState.DEAD


def test_what_is_done_is_recorded_without_the_key(keys: IntakeKeys, hub: Relay, path: Path) -> None:
    keys.add("s1")
    keys.rotate("s1")
    plain = secrets(keys)
    keys.remove(keys.of("s1")[0])
    found = hub.store.read(lambda unit: unit.changes.page(limit=9))
    assert [(c.action, c.name) for c in found] == [
        ("deleteKey", "web"),
        ("rotateKey", "web"),
        ("createKey", "web"),
    ]
    for file in path.parent.iterdir():
        held = file.read_bytes()
        assert not any(key.encode() in held for key in plain), file


def test_nothing_is_kept_for_an_unknown_subscription(
    keys: IntakeKeys, hub: Relay, vault: SessionVault
) -> None:
    before = hub.store.read(lambda unit: unit.tokens.all())
    with pytest.raises(NotFound):
        keys.add("nobody")
    assert hub.store.read(lambda unit: unit.tokens.all()) == before


def test_a_key_the_vault_lost_opens_nothing(keys: IntakeKeys, vault: SessionVault) -> None:
    key = keys.add("s1")
    vault.remove(key.ref_id)
    assert keys.opening("s1").doors == ()
    assert keys.of("s1") == (key,)


class Locked(SessionVault):
    def put(self, ref_id: str, token: Secret) -> None:
        raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")


def test_without_a_vault_no_key_is_made(hub: Relay, time: Clock) -> None:
    tokens = TokenKeeper(hub.store, Locked("x"), time, lambda: "id")
    acts = Acts(hub.store, "ann", time, lambda: "id", Journal())
    with pytest.raises(VaultTrouble):
        IntakeKeys(hub.store, tokens, acts, time).add("s1")
    assert hub.store.read(lambda unit: unit.intake_keys.of_subscription("s1")) == []


def test_a_secret_of_a_source_is_no_key_to_send_with(keys: IntakeKeys, time: Clock) -> None:
    """Nor is one whose time ends: what is handed out next must last."""
    signing = keys.add("s1", KeyPurpose.SIGNING, Secret("of the source"))
    made = keys.ensure("s1")
    assert (made.purpose, made.ref_id) != (KeyPurpose.SIGNING, signing.ref_id)
    keys.remove(keys.rotate("s1"))
    assert [key.ref_id for key in keys.of("s1") if key.ends_at] == [made.ref_id]
    assert keys.ensure("s1").ref_id not in (made.ref_id, signing.ref_id)


def test_a_key_of_a_subscription_that_is_gone_can_still_be_removed(
    keys: IntakeKeys, hub: Relay
) -> None:
    def delete(unit: Unit) -> None:
        unit.notifications.delete("n1", 1, START)
        unit.subscriptions.delete("s1", 1, START)

    key = keys.add("s1")
    hub.store.write(delete)
    keys.remove(key)
    [change] = hub.store.read(lambda unit: unit.changes.page(limit=1))
    assert (change.action, change.name, change.before) == (
        "deleteKey",
        "s1",
        {"purpose": "intake"},
    )
