from dataclasses import replace

import pytest

from hipadmin.domain.change import Action, Change
from hipadmin.domain.errors import Conflict, InUse, Invalid, NotFound
from hipadmin.domain.integration import CLEAR, KEEP, IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.problems import Code
from hipadmin.domain.subscription import NotificationDraft, RoomChoice, SubscriptionDraft
from hipadmin.domain.token import RefState, Secret
from hipadmin.services.bundle import Services
from hipadmin.vault.session_vault import SessionVault
from tests.gui.fill import add_integration

ENDPOINT = "https://hipchat.example.com"
CANARY = "CanaryTokenAbcdefghij0123456789KLMNOPQRS"


def secret(text: str = CANARY) -> TokenEdit:
    return TokenEdit.to(Secret(text))


def draft(name: str = "Ops", **changes: object) -> IntegrationDraft:
    base = IntegrationDraft(
        name, ENDPOINT, secret(), (RoomDraft("17", secret("RoomA")), RoomDraft("Ops"))
    )
    return replace(base, **changes)


def test_name_and_token_are_enough(services: Services) -> None:
    added = services.integrations.add(IntegrationDraft("CI", ENDPOINT, secret()))
    [row] = services.views.integrations()
    assert (row.integration, row.used_by, row.last) == (added, 0, None)
    assert added.endpoint == "https://hipchat.example.com/v2"
    assert services.tokens.reveal(added.token_ref) == Secret(CANARY)
    assert services.integrations.last_endpoint() == added.endpoint


def test_adding_puts_it_to_use(services: Services) -> None:
    web = services.subscriptions.add(SubscriptionDraft("web"))
    added = services.integrations.add(draft(use_in=(web.id,)))
    [dependent] = services.integrations.dependents(added.id)
    assert (dependent.subscription, dependent.notifications) == ("web", ("Ops",))


def test_a_bad_draft_changes_nothing(services: Services, vault: SessionVault) -> None:
    services.integrations.add(draft())
    with pytest.raises(Invalid) as caught:
        services.integrations.add(draft("OPS", rooms=(RoomDraft("1"), RoomDraft("1"))))
    assert [p.code for p in caught.value.problems] == [Code.NAME_TAKEN, Code.ROOM_TWICE]
    assert len(services.views.integrations()) == 1


def test_a_failed_save_leaves_no_token_behind(services: Services) -> None:
    with pytest.raises(NotFound):
        services.integrations.add(draft(use_in=("nowhere",)))
    assert services.views.integrations() == ()
    assert services.store.read(lambda unit: unit.tokens.all()) == {}


def test_an_edit_keeps_tokens_and_rooms(services: Services) -> None:
    before = services.integrations.add(draft())
    rooms = tuple(RoomDraft(r.room, KEEP, r.enabled, r.id) for r in before.rooms)
    after = services.integrations.edit(
        before.id, before.version, draft("New name", token=KEEP, rooms=rooms)
    )
    assert (after.name, after.version) == ("New name", before.version + 1)
    assert after.token_ref == before.token_ref
    assert after.rooms == before.rooms


def test_a_new_token_replaces_the_old_version(services: Services) -> None:
    before = services.integrations.add(draft())
    after = services.integrations.edit(before.id, before.version, draft(token=secret("Other")))
    assert services.tokens.reveal(after.token_ref) == Secret("Other")
    refs = services.store.read(lambda unit: unit.tokens.all())
    assert refs[str(before.token_ref)].state is RefState.DEAD
    assert refs[str(after.token_ref)].state is RefState.LIVE


def test_a_cleared_token_is_needed_again(services: Services) -> None:
    before = services.integrations.add(draft(rooms=()))
    after = services.integrations.edit(before.id, before.version, draft(token=CLEAR, rooms=()))
    assert after.token_ref is None
    assert services.views.integrations()[0].state.health == "token_needed"


def test_a_stored_token_never_goes_to_another_host(services: Services) -> None:
    before = services.integrations.add(draft())
    rooms = tuple(RoomDraft(r.room, KEEP, r.enabled, r.id) for r in before.rooms)
    moved = draft(endpoint="https://elsewhere.example.com", token=KEEP, rooms=rooms)
    after = services.integrations.edit(before.id, before.version, moved)
    assert after.token_ref is None
    assert [r.token_ref for r in after.rooms] == [None, None]


def test_somebody_else_was_faster(services: Services) -> None:
    added = services.integrations.add(draft())
    services.integrations.set_enabled(added.id, added.version, False)
    for verb in (
        lambda: services.integrations.edit(added.id, added.version, draft("X", token=KEEP)),
        lambda: services.integrations.set_enabled(added.id, added.version, True),
        lambda: services.integrations.delete(added.id, added.version),
    ):
        with pytest.raises(Conflict):
            verb()
    assert services.views.integrations()[0].integration.enabled is False


def test_switches_of_integration_and_room(services: Services) -> None:
    added = services.integrations.add(draft())
    off = services.integrations.set_enabled(added.id, added.version, False)
    assert services.views.integrations()[0].state.health == "off"
    assert [r.state.cause for r in services.views.details(off.id).rooms] == ["integration"] * 2
    room = off.rooms[0]
    after = services.integrations.set_room_enabled(off.id, room.id, off.version, False)
    assert [r.enabled for r in after.rooms] == [False, True]


def test_details_of_all_are_those_of_each(services: Services) -> None:
    web = services.subscriptions.add(SubscriptionDraft("web"))
    used = services.integrations.add(draft(use_in=(web.id,)))
    plain = services.integrations.add(draft("Other", rooms=()))
    every = services.views.every_details()
    assert {d.row.id for d in every} == {used.id, plain.id}
    assert every == tuple(services.views.details(d.row.id) for d in every)
    assert {d.row.id: len(d.notifications) for d in every} == {used.id: 1, plain.id: 0}


def test_deleting_an_unused_one(services: Services) -> None:
    added = services.integrations.add(draft())
    services.integrations.delete(added.id, added.version)
    assert services.views.integrations() == ()
    refs = services.store.read(lambda unit: unit.tokens.all())
    assert {r.state for r in refs.values()} == {RefState.DEAD}
    assert services.integrations.add(draft()).name == "Ops"


def test_a_used_one_names_its_dependents(services: Services) -> None:
    subscriptions = [services.subscriptions.add(SubscriptionDraft(n)) for n in ("web", "Images")]
    added = services.integrations.add(draft(use_in=tuple(s.id for s in subscriptions)))
    with pytest.raises(InUse) as caught:
        services.integrations.delete(added.id, added.version)
    assert [d.subscription for d in caught.value.dependents] == ["Images", "web"]
    for subscription in subscriptions:
        for row in services.views.notifications(subscription.id):
            services.notifications.delete(row.id, row.notification.version)
    services.integrations.delete(added.id, added.version)


def changes(services: Services, limit: int) -> list[Change]:
    return services.store.read(lambda unit: unit.changes.page(limit=limit))


def test_remove_from_all_and_delete_is_one_act(services: Services) -> None:
    web = services.subscriptions.add(SubscriptionDraft("web"))
    added = services.integrations.add(draft(use_in=(web.id,)))
    assert services.integrations.remove_from_all_and_delete(added.id, added.version) == 1
    assert services.views.notifications(web.id) == ()
    last, before_last = changes(services, limit=2)
    assert (last.action, before_last.action) == (
        Action.DELETE_INTEGRATION,
        Action.DELETE_NOTIFICATION,
    )
    assert last.batch == before_last.batch


def test_a_room_in_use_cannot_be_removed(services: Services) -> None:
    web = services.subscriptions.add(SubscriptionDraft("web"))
    added = services.integrations.add(draft())
    choice = RoomChoice(every=False, room_ids=(added.rooms[0].id,))
    services.notifications.add(NotificationDraft(web.id, added.id, "failures", choice))
    kept = (RoomDraft("Ops", KEEP, True, added.rooms[1].id),)
    with pytest.raises(Invalid) as caught:
        services.integrations.edit(added.id, added.version, draft(token=KEEP, rooms=kept))
    [problem] = caught.value.problems
    assert problem.code is Code.ROOM_IN_USE
    assert "web (failures)" in problem.text


def test_every_change_is_recorded_without_secrets(services: Services) -> None:
    added = services.integrations.add(draft())
    services.integrations.set_enabled(added.id, added.version, False)
    found = changes(services, limit=10)
    assert [c.action for c in found] == [Action.UPDATE_ON, Action.CREATE_INTEGRATION]
    assert found[0].before["enabled"] is True
    assert found[0].after["enabled"] is False
    assert CANARY not in repr(found)
    assert "RoomA" not in repr(found)


def test_no_token_reaches_the_database_file(services: Services, tmp_path) -> None:
    services.integrations.add(draft())
    services.store.close()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes()


def test_a_copy_has_everything_but_name_and_users(services: Services) -> None:
    first = add_integration(
        services, "CI", "Builds", "Ops", room_tokens={"Ops": "R" * 40}, off=("Ops",), token="T" * 40
    )
    copy = services.integrations.duplicate(first.id)
    assert (copy.name, copy.endpoint, copy.enabled) == ("CI 2", first.endpoint, first.enabled)
    assert [(r.room, r.enabled) for r in copy.rooms] == [("Builds", True), ("Ops", False)]
    assert not copy.token_refs & first.token_refs
    told = [services.tokens.reveal(ref) for ref in (copy.token_ref, copy.rooms[1].token_ref)]
    assert told == [Secret("T" * 40), Secret("R" * 40)]
    assert copy.rooms[0].token_ref is None
    services.integrations.delete(first.id, first.version)
    assert services.tokens.reveal(copy.token_ref) == Secret("T" * 40)
    assert services.integrations.duplicate(copy.id).name == "CI 2 2"


def test_a_copy_is_not_given_to_new_subscriptions(services: Services) -> None:
    draft = IntegrationDraft("CI", "https://chat.example.com/v2", standard=True)
    copy = services.integrations.duplicate(services.integrations.add(draft).id)
    assert not copy.standard, "else each new subscription would tell everything twice"
