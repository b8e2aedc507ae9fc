"""Restore brings the configuration back to a backup, whatever was done since, as one act."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hipadmin import app
from hipadmin.domain.errors import HipadminError, NotFound
from hipadmin.domain.integration import KEEP, RoomDraft, TokenEdit
from hipadmin.domain.ports import Topic
from hipadmin.domain.subscription import NotificationDraft, RoomChoice, SubscriptionDraft
from hipadmin.domain.token import RefState, Secret
from hipadmin.services.bundle import Services
from hipadmin.services.files.apply_work import StepsChanged
from hipadmin.services.tokens import UNDO_HORIZON, TokenKeeper
from hipadmin.store import Database
from hipadmin.vault.session_vault import SessionVault
from tests.services.configuration.test_undo_properties import (
    ACTS,
    Pick,
    add_integration,
    add_subscription,
    running,
)
from tests.services.past import House, configuration, draft, kept


@pytest.fixture
def house(services: Services) -> House:
    return House(services)


def backed_up(services: Services) -> str:
    return services.backups.make().name


def test_everything_is_as_it_was(house: House) -> None:
    services = house.services
    before, name = configuration(services), backed_up(services)
    services.integrations.remove_from_all_and_delete(house.used.id, 1)
    services.integrations.edit(house.free.id, 1, kept(house.free, name="Ops"))
    services.integrations.add(draft("Added"))
    told = services.restore.restore(name)
    assert configuration(services) == before
    assert told.tokenless == ()
    assert [(s.verb, s.thing) for s in told.changes] == [
        ("add", "integration Ops"),
        ("delete", "integration Added"),
        ("change", "integration Spare"),
        ("add", "room notification failures of web"),
    ]


def test_what_came_since_goes_and_what_changed_goes_back(house: House) -> None:
    """A room that came since goes last: a notification names it until its own turn comes."""
    services, used = house.services, house.used
    before, name = configuration(services), backed_up(services)
    rooms = (*(RoomDraft(r.room, KEEP, id=r.id) for r in used.rooms), RoomDraft("New"))
    more = services.integrations.edit(used.id, 1, kept(used, rooms=rooms))
    new = RoomChoice(every=False, room_ids=(more.rooms[2].id,))
    moved = NotificationDraft(house.web.id, used.id, "failures", new)
    services.notifications.edit(house.failures.id, 1, moved)
    services.notifications.add(NotificationDraft(house.web.id, used.id, "more", new))
    services.subscriptions.edit(house.web.id, 1, SubscriptionDraft("site"))
    docs = services.subscriptions.add(SubscriptionDraft("docs"))
    services.notifications.add(NotificationDraft(docs.id, used.id, "all", new))
    told = services.restore.restore(name)
    assert configuration(services) == before
    assert [(s.verb, s.thing) for s in told.changes] == [
        ("change", "integration Ops"),
        ("delete", "subscription docs"),
        ("change", "subscription web"),
        ("delete", "room notification all of docs"),
        ("delete", "room notification more of web"),
        ("change", "room notification failures of web"),
    ]


def test_it_is_one_act_that_can_be_undone_and_done_again(house: House) -> None:
    services = house.services
    before, name = configuration(services), backed_up(services)
    services.integrations.edit(house.free.id, 1, kept(house.free, name="Other"))
    services.subscriptions.delete(house.web.id, 1)
    since = configuration(services)
    services.restore.restore(name)
    step = services.journal.undo
    assert step is not None
    assert (step.verb, step.count) == ("restore", 3)
    services.undo.undo()
    assert configuration(services) == since
    services.undo.redo()
    assert configuration(services) == before
    records = services.store.read(lambda unit: unit.changes.page(limit=3))
    assert len({r.batch for r in records}) == 1


def test_what_is_there_now_is_backed_up_first(house: House) -> None:
    services = house.services
    name = backed_up(services)
    services.integrations.delete(house.free.id, 1)
    told = services.restore.restore(name)
    assert told.backup is not None
    assert {b.name for b in services.backups.all()} == {name, told.backup.name}
    services.restore.restore(told.backup.name)
    assert house.free.id not in configuration(services)


def test_a_rehearsal_tells_the_same_and_changes_nothing(house: House) -> None:
    services = house.services
    name = backed_up(services)
    services.integrations.delete(house.free.id, 1)
    since, revisions = configuration(services), services.store.revisions()
    told = services.restore.rehearse(name)
    assert configuration(services) == since
    assert services.store.revisions() == revisions
    assert told.changes[0].change is not None
    assert told.changes[0].change.after is not None
    done = services.restore.restore(name).steps
    assert done == tuple(replace(step, change=None) for step in told.steps)


def test_what_was_shown_is_done_and_nothing_else(house: House) -> None:
    services = house.services
    before, name = configuration(services), backed_up(services)
    services.integrations.delete(house.free.id, 1)
    shown = services.restore.rehearse(name)
    services.subscriptions.edit(house.web.id, 1, SubscriptionDraft("site"))
    since = configuration(services)
    with pytest.raises(StepsChanged, match="Nothing was restored"):
        services.restore.restore(name, shown=shown)
    assert configuration(services) == since
    services.restore.restore(name, shown=services.restore.rehearse(name))
    assert configuration(services) == before


def test_rows_that_were_purged_come_back(house: House) -> None:
    services = house.services
    before, name = configuration(services), backed_up(services)
    services.integrations.remove_from_all_and_delete(house.used.id, 1)
    services.subscriptions.delete(house.web.id, 1)
    later = app.clock() + timedelta(days=1)
    assert services.store.write(lambda unit: unit.purge(later, later)) > 3
    services.restore.restore(name)
    assert configuration(services) == before


def test_tokens_that_were_swept_are_told_and_needed(house: House, store: Database) -> None:
    services = house.services
    name = backed_up(services)
    services.integrations.delete(house.free.id, 1)
    later = app.clock() + UNDO_HORIZON + timedelta(minutes=1)
    assert TokenKeeper(store, services.vault, lambda: later, app.new_id).sweep() == 2
    assert services.restore.rehearse(name).tokenless == ("Spare",)
    assert services.restore.restore(name).tokenless == ("Spare",)
    assert services.views.details(house.free.id).row.state.health == "token_needed"
    refs = services.store.read(lambda unit: unit.tokens.all())
    assert {refs[ref].state for ref in house.free.token_refs} == {RefState.MISSING}


def test_tokens_the_vault_lost_are_told_too(house: House, vault: SessionVault) -> None:
    services = house.services
    name = backed_up(services)
    services.integrations.delete(house.free.id, 1)
    for ref in house.free.token_refs:
        vault.remove(ref)
    assert services.restore.restore(name).tokenless == ("Spare",)


def test_a_token_entered_since_gives_way_and_is_kept_for_undo(house: House) -> None:
    services = house.services
    name = backed_up(services)
    new = TokenEdit.to(Secret("Newer"))
    after = services.integrations.edit(house.free.id, 1, kept(house.free, token=new))
    services.restore.restore(name)
    assert services.tokens.reveal(house.free.token_ref) == Secret("AccountSpare")
    states = services.store.read(lambda unit: unit.tokens.all())
    assert states[str(after.token_ref)].state is RefState.DEAD


def test_names_and_rooms_that_were_traded_go_back(house: House) -> None:
    services = house.services
    before, name = configuration(services), backed_up(services)
    used, free = house.used, house.free
    services.integrations.edit(free.id, 1, kept(free, name="free"))
    services.integrations.edit(used.id, 1, kept(used, name="Spare"))
    services.integrations.edit(free.id, 2, kept(free, name="Ops"))
    rooms = (RoomDraft("17"), RoomDraft("Builds", KEEP, id=used.rooms[1].id))
    choice = RoomChoice(every=False, room_ids=(used.rooms[1].id,))
    notification = services.notifications.get(house.failures.id)
    services.store.write(
        lambda unit: unit.notifications.update(
            replace(notification, rooms=choice), notification.version, app.clock()
        )
    )
    services.integrations.edit(used.id, 2, kept(used, name="Spare", rooms=rooms))
    services.restore.restore(name)
    assert configuration(services) == before


def test_a_deleted_row_that_gave_up_its_name_keeps_it_in_the_audit_log(house: House) -> None:
    services = house.services
    name = backed_up(services)
    services.integrations.edit(house.free.id, 1, kept(house.free, name="Moved"))
    newcomer = services.integrations.add(draft("Spare"))
    services.restore.restore(name)
    [gone] = [
        c
        for c in services.store.read(lambda unit: unit.changes.page(limit=9))
        if c.entity_id == newcomer.id
    ][:1]
    assert (gone.action, gone.name) == ("deleteIntegration", "Spare")
    services.undo.undo()
    assert services.views.details(newcomer.id).row.integration.name == "Spare"


def test_versions_go_on_so_that_an_open_dialog_meets_a_conflict(house: House) -> None:
    services = house.services
    name = backed_up(services)
    services.integrations.edit(house.free.id, 1, kept(house.free, name="Other"))
    services.restore.restore(name)
    with pytest.raises(HipadminError, match="changed by somebody else"):
        services.integrations.edit(house.free.id, 2, kept(house.free, name="Mine"))
    assert services.integrations.load(house.free.id).integration.version == 3


def test_other_windows_see_it(house: House) -> None:
    services = house.services
    name = backed_up(services)
    services.subscriptions.delete(house.web.id, 1)
    before = services.store.revisions()
    services.restore.restore(name)
    after = services.store.revisions()
    assert all(after[t] > before[t] for t in (Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS))


def test_one_that_is_not_there_is_told(house: House) -> None:
    with pytest.raises(NotFound, match="no backup"):
        house.services.restore.restore("hipadmin-20200101T000000000000Z-v1.db")


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # shrinking would outlast the time a test is given
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    st.lists(st.sampled_from(ACTS), min_size=3, max_size=10),
    st.lists(st.sampled_from(ACTS), min_size=3, max_size=12),
    st.data(),
)
def test_whatever_was_done_since_it_comes_back(
    first: list[Callable[[Services, Pick], None]],
    then: list[Callable[[Services, Pick], None]],
    data: st.DataObject,
) -> None:
    def pick(below: int) -> int:
        return data.draw(st.integers(0, below - 1)) if below > 1 else 0

    def done(acts: list[Callable[[Services, Pick], None]]) -> None:
        for act in acts:
            try:
                act(services, pick)
            except (HipadminError, IndexError):
                continue

    with running() as services:
        done([add_subscription, add_integration, *first])
        before, name = configuration(services), backed_up(services)
        done(then)
        since = configuration(services)
        services.restore.restore(name, shown=services.restore.rehearse(name))
        assert configuration(services) == before
        if since != before:
            services.undo.undo()
            assert configuration(services) == since
            services.undo.redo()
            assert configuration(services) == before
