"""Every change can be taken back and done again, unless somebody else changed its row since."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hipadmin import app
from hipadmin.domain.change import Action, Change
from hipadmin.domain.errors import InUse, Invalid, NotFound
from hipadmin.domain.integration import KEEP, RoomDraft, TokenEdit
from hipadmin.domain.step import Verb
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    SubscriptionDraft,
    SubscriptionKind,
)
from hipadmin.domain.token import Secret
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.reversal import NotUndone
from hipadmin.services.configuration.undo import NothingToUndo
from hipadmin.services.files.config_file import read_config
from hipadmin.services.wanted import Dropped, Wanted
from hipadmin.store import Database, open_store
from hipadmin.vault.session_vault import SessionVault
from tests.services.past import House, chosen, configuration, draft, kept


@pytest.fixture
def house(services: Services) -> House:
    return House(services)


@pytest.fixture
def other(tmp_path: Path, store: Database, vault: SessionVault) -> Iterator[Services]:
    """Somebody else's program on the same database."""
    second = open_store(tmp_path / "hipadmin.db", clock=app.clock)
    yield app.build(second, vault)
    second.close()


FILE = """
version: 1
integrations:
  - {name: Ops, type: hipchat, endpoint: "https://elsewhere.example.com", rooms: [{room: New}]}
  - {name: Fresh, type: hipchat, endpoint: "https://hipchat.example.com", rooms: []}
subscriptions:
  - {name: docs, kind: other, notifications: [{name: all, integration: Fresh, own_rooms: [Hall]}]}
  - name: web
    kind: image
    notifications: [{name: new, integration: Ops, rooms: [New], enabled: false}]
"""

ACTS: dict[str, Callable[[House], object]] = {
    "add integration": lambda h: h.services.integrations.add(draft("New")),
    "add in use": lambda h: h.services.integrations.add(draft("New", use_in=(h.web.id,))),
    "rename": lambda h: h.services.integrations.edit(h.used.id, 1, kept(h.used, name="Renamed")),
    "other token": lambda h: h.services.integrations.edit(
        h.used.id, 1, kept(h.used, token=TokenEdit.to(Secret("Other")))
    ),
    "other server": lambda h: h.services.integrations.edit(
        h.used.id, 1, kept(h.used, endpoint="https://elsewhere.example.com")
    ),
    "other rooms": lambda h: h.services.integrations.edit(
        h.used.id,
        1,
        kept(h.used, rooms=(RoomDraft("99"), RoomDraft("17", KEEP, False, h.used.rooms[0].id))),
    ),
    "turn off": lambda h: h.services.integrations.set_enabled(h.used.id, 1, False),
    "turn off room": lambda h: h.services.integrations.set_room_enabled(
        h.used.id, h.used.rooms[1].id, 1, False
    ),
    "turn off two": lambda h: h.services.integrations.set_enabled_several(
        chosen(h.used, h.free), False
    ),
    "delete": lambda h: h.services.integrations.delete(h.free.id, 1),
    "delete several": lambda h: h.services.integrations.delete_several(chosen(h.free, h.used)),
    "remove and delete": lambda h: h.services.integrations.remove_from_all_and_delete(h.used.id, 1),
    "add subscription": lambda h: h.services.subscriptions.add(SubscriptionDraft("images")),
    "edit subscription": lambda h: h.services.subscriptions.edit(
        h.web.id, 1, SubscriptionDraft("WEB", SubscriptionKind.FLAGS)
    ),
    "delete subscription": lambda h: h.services.subscriptions.delete(h.web.id, 1),
    "delete subscriptions": lambda h: h.services.subscriptions.delete_several(chosen(h.web)),
    "add notification": lambda h: h.services.notifications.add(
        NotificationDraft(h.web.id, h.free.id, "all")
    ),
    "edit notification": lambda h: h.services.notifications.edit(
        h.failures.id, 1, NotificationDraft(h.web.id, h.free.id, "moved", RoomChoice())
    ),
    "turn off notification": lambda h: h.services.notifications.set_enabled(
        h.failures.id, 1, False
    ),
    "turn off notifications": lambda h: h.services.notifications.set_enabled_several(
        chosen(h.failures), False
    ),
    "delete notification": lambda h: h.services.notifications.delete(h.failures.id, 1),
    "delete notifications": lambda h: h.services.notifications.delete_several(chosen(h.failures)),
    "import": lambda h: h.services.apply.apply(read_config(FILE.encode())),
}


@pytest.mark.parametrize("act", ACTS)
def test_it_can_be_taken_back_and_done_again(house: House, act: str) -> None:
    services = house.services
    before = configuration(services)
    ACTS[act](house)
    after = configuration(services)
    assert after != before
    step = services.journal.undo
    for _ in range(2):
        services.undo.undo()
        assert configuration(services) == before
        services.undo.redo()
        assert configuration(services) == after
    again = services.journal.undo
    assert step is not None
    assert again is not None
    assert (again.id, again.verb, again.name, again.count) == (
        step.id,
        step.verb,
        step.name,
        step.count,
    )


def test_all_of_it_back_to_nothing_and_forward_again(house: House) -> None:
    services = house.services
    states = [configuration(services)]
    off = services.integrations.set_enabled(house.used.id, 1, False)
    states.append(configuration(services))
    services.integrations.edit(off.id, off.version, kept(off, name="Renamed"))
    states.append(configuration(services))
    services.integrations.remove_from_all_and_delete(off.id, 3)
    states.append(configuration(services))
    for state in reversed(states[:-1]):
        services.undo.undo()
        assert configuration(services) == state
    while services.journal.undo:
        services.undo.undo()
    assert configuration(services) == {}
    while services.journal.redo:
        services.undo.redo()
    assert configuration(services) == states[-1]
    with pytest.raises(NothingToUndo):
        services.undo.redo()


def test_a_new_act_clears_redo(house: House) -> None:
    services = house.services
    services.integrations.delete(house.free.id, 1)
    services.undo.undo()
    services.integrations.set_enabled(house.used.id, 1, False)
    assert services.journal.redo is None
    with pytest.raises(NothingToUndo):
        services.undo.redo()


def test_nothing_was_done_yet(services: Services) -> None:
    with pytest.raises(NothingToUndo):
        services.undo.undo()


@pytest.mark.parametrize(
    ("act", "verb", "count", "name"),
    [
        ("turn off", Verb.TURN_OFF, 1, "Ops"),
        ("turn off two", Verb.TURN_OFF, 2, "Ops"),
        ("delete several", Verb.DELETE, 1, "Spare"),
        ("remove and delete", Verb.REMOVE_AND_DELETE, 1, "Ops"),
        ("delete subscription", Verb.DELETE, 1, "web"),
        ("add in use", Verb.ADD, 1, "New"),
        ("import", Verb.IMPORT, 7, "Ops"),
    ],
)
def test_a_step_tells_what_was_done(
    house: House, act: str, verb: Verb, count: int, name: str
) -> None:
    ACTS[act](house)
    step = house.services.journal.undo
    assert step is not None
    assert (step.verb, step.count, step.name) == (verb, count, name)


def test_a_switched_room_is_named(house: House) -> None:
    ACTS["turn off room"](house)
    services = house.services
    assert services.journal.undo is not None
    assert services.journal.undo.room == "Builds"
    services.undo.undo()
    assert services.journal.redo is not None
    assert services.journal.redo.room == "Builds"


def test_only_what_was_done_is_taken_back(house: House) -> None:
    services = house.services
    fates = services.integrations.delete_several(chosen(house.used, house.free))
    assert [type(f.error) for f in fates] == [InUse, type(None)]
    services.undo.undo()
    assert {r.id for r in services.views.integrations()} == {house.used.id, house.free.id}
    assert services.views.integrations()[0].integration.version == 1


def test_nothing_done_is_no_step(house: House) -> None:
    services = house.services
    last = services.journal.undo
    services.integrations.delete_several(chosen(house.used))
    services.apply.apply(read_config(FILE.encode()), dry_run=True)
    with pytest.raises(Invalid):
        services.integrations.add(draft("ops"))
    assert services.journal.undo is last


def newest(services: Services, limit: int) -> list[Change]:
    return services.store.read(lambda unit: unit.changes.page(limit=limit))


def test_the_audit_log_shows_it_as_what_it_is(house: House) -> None:
    services = house.services
    services.integrations.remove_from_all_and_delete(house.used.id, 1)
    services.undo.undo()
    restored = newest(services, 2)
    assert [c.action for c in restored] == [Action.RESTORE_NOTIFICATION, Action.RESTORE_INTEGRATION]
    assert restored[0].batch == restored[1].batch
    assert (restored[1].before, restored[1].after is not None) == (None, True)
    services.undo.redo()
    assert newest(services, 1)[0].action is Action.DELETE_INTEGRATION


# somebody else


def test_somebody_elses_change_is_told_and_stays(house: House, other: Services) -> None:
    services = house.services
    off = services.integrations.set_enabled(house.free.id, 1, False)
    other.integrations.edit(off.id, off.version, kept(off, name="Theirs"))
    before = configuration(services)
    with pytest.raises(NotUndone) as caught:
        services.undo.undo()
    [moved] = caught.value.moved
    assert (moved.name, moved.gone) == ("Theirs", False)
    assert moved.by is not None
    assert moved.by.action is Action.UPDATE_CONFIGURATION
    assert configuration(services) == before
    assert caught.value.rest is None
    assert services.journal.undo is not None
    assert services.journal.undo.name == "failures"  # what cannot be done is not offered again


def test_somebody_elses_delete_is_told(house: House, other: Services) -> None:
    services = house.services
    off = services.integrations.set_enabled(house.free.id, 1, False)
    other.integrations.delete(off.id, off.version)
    with pytest.raises(NotUndone) as caught:
        services.undo.undo()
    [moved] = caught.value.moved
    assert (moved.name, moved.gone) == ("Spare", True)


def test_what_somebody_else_brought_back_is_told_and_stays(house: House, other: Services) -> None:
    services = house.services
    services.integrations.delete(house.free.id, 1)
    at = newest(services, 1)[0].at
    other.store.write(lambda unit: unit.integrations.restore(house.free.id, 2, at))
    with pytest.raises(NotUndone) as caught:
        services.undo.undo()
    [moved] = caught.value.moved
    assert (moved.name, moved.gone) == ("Spare", False)
    assert services.integrations.load(house.free.id).integration.version == 3


def test_the_rest_can_still_be_taken_back(house: House, other: Services) -> None:
    services = house.services
    services.integrations.set_enabled_several(chosen(house.used, house.free), False)
    other.integrations.set_enabled(house.free.id, 2, True)
    with pytest.raises(NotUndone) as caught:
        services.undo.undo()
    assert caught.value.rest is not None
    assert (caught.value.rest.count, caught.value.rest.name) == (1, "Ops")
    assert not services.integrations.load(house.used.id).integration.enabled  # nothing half done
    services.undo.undo(caught.value.rest.id)
    assert services.integrations.load(house.used.id).integration.enabled
    assert services.integrations.load(house.free.id).integration.version == 3


def test_a_name_taken_meanwhile_is_told_and_can_be_freed(house: House, other: Services) -> None:
    services = house.services
    services.integrations.delete(house.free.id, 1)
    theirs = other.integrations.add(draft("spare"))
    with pytest.raises(NotUndone) as caught:
        services.undo.undo()
    assert isinstance(caught.value.cause, Invalid)
    assert caught.value.row == house.free
    assert newest(services, 1)[0].action is Action.CREATE_INTEGRATION
    other.integrations.edit(theirs.id, 1, kept(theirs, name="Another"))
    services.undo.undo()
    assert services.integrations.load(house.free.id).integration.name == "Spare"


def test_where_a_notifications_name_is_taken_is_told_by_its_name_of_now(
    house: House, other: Services
) -> None:
    services = house.services
    services.integrations.remove_from_all_and_delete(house.used.id, 1)
    other.notifications.add(
        NotificationDraft(house.web.id, house.free.id, "Failures", RoomChoice())
    )
    other.subscriptions.edit(house.web.id, 1, SubscriptionDraft("shop"))
    with pytest.raises(NotUndone) as caught:
        services.undo.undo()
    assert caught.value.row == house.failures
    assert caught.value.home == "shop"


def test_what_is_used_meanwhile_stays(house: House, other: Services) -> None:
    services = house.services
    added = services.integrations.add(draft("New"))
    other.notifications.add(NotificationDraft(house.web.id, added.id, "theirs"))
    with pytest.raises(NotUndone) as caught:
        services.undo.undo()
    assert isinstance(caught.value.cause, InUse)
    assert [d.notifications for d in caught.value.cause.dependents] == [("theirs",)]


def test_a_room_used_meanwhile_stays(house: House, other: Services) -> None:
    services = house.services
    rooms = (*kept(house.free).rooms, RoomDraft("99"))
    after = services.integrations.edit(house.free.id, 1, kept(house.free, rooms=rooms))
    choice = RoomChoice(every=False, room_ids=(after.rooms[2].id,))
    other.notifications.add(NotificationDraft(house.web.id, after.id, "theirs", choice))
    with pytest.raises(NotUndone) as caught:
        services.undo.undo()
    assert isinstance(caught.value.cause, InUse)
    assert caught.value.cause.name == "99"


@pytest.mark.parametrize("parent", ["integration", "subscription", "room"])
def test_a_notification_does_not_come_back_without_its_parents(
    house: House, other: Services, parent: str
) -> None:
    services = house.services
    services.notifications.delete(house.failures.id, 1)
    if parent == "integration":
        other.integrations.delete(house.used.id, 1)
    elif parent == "subscription":
        other.subscriptions.delete(house.web.id, 1)
    else:
        rooms = kept(house.used).rooms[1:]
        other.integrations.edit(house.used.id, 1, kept(house.used, rooms=rooms))
    with pytest.raises(NotUndone) as caught:
        services.undo.undo()
    assert isinstance(caught.value.cause, NotFound)
    assert caught.value.cause.entity == parent
    services.undo.skip(caught.value.step.id)
    assert services.journal.undo is not None
    assert services.journal.undo.verb is Verb.ADD


def test_a_chosen_step_can_be_taken_back_before_newer_ones(house: House) -> None:
    services = house.services
    services.integrations.set_enabled(house.free.id, 1, False)
    services.integrations.delete(house.free.id, 2)
    deleted = services.journal.newest_of({house.free.id})
    assert deleted is not None
    services.integrations.set_enabled(house.used.id, 1, False)
    services.undo.undo(deleted.id)
    assert not services.integrations.load(house.free.id).integration.enabled
    services.undo.undo()
    services.undo.undo()
    assert all(r.integration.enabled for r in services.views.integrations())


def test_what_the_server_calls_a_room_is_no_change(house: House) -> None:
    services = house.services
    services.integrations.edit(house.free.id, 1, kept(house.free, name="Renamed"))
    room = house.free.rooms[0].id
    services.store.write(lambda unit: unit.integrations.note_room_name(room, "Server room"))
    services.undo.undo()
    assert services.integrations.load(house.free.id).integration.rooms[0].name == "Server room"


def test_skipping_what_is_not_there_skips_nothing(house: House) -> None:
    services = house.services
    newest = services.journal.undo
    services.undo.skip("no such step")
    assert services.journal.undo == newest
    assert newest is not None
    services.undo.skip(newest.id)
    assert services.journal.undo != newest


@pytest.mark.parametrize("again", [False, True])
def test_what_was_given_up_meanwhile_is_neither_undone_nor_done_again(
    house: House, again: bool
) -> None:
    services = house.services
    services.integrations.delete(house.free.id, 1)
    if again:
        services.undo.undo()
    before = configuration(services), services.journal.undo, services.journal.redo
    wanted = Wanted()
    assert wanted.drop()
    with pytest.raises(Dropped):
        services.undo.redo(wanted) if again else services.undo.undo(wanted=wanted)
    assert (configuration(services), services.journal.undo, services.journal.redo) == before
    assert services.journal.order.acquire(blocking=False)
    services.journal.order.release()
    wanted = Wanted()
    services.undo.redo(wanted) if again else services.undo.undo(wanted=wanted)
    assert not wanted.drop()
