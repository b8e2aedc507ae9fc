"""Whatever was done, in whatever order: step by step it can be taken back and done again."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hipadmin import app
from hipadmin.domain.errors import HipadminError
from hipadmin.domain.integration import KEEP, IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.subscription import NotificationDraft, RoomChoice, SubscriptionDraft
from hipadmin.domain.token import Secret
from hipadmin.services.bundle import Services
from hipadmin.services.files.config_file import read_config
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.services.past import chosen, configuration

NAMES = ("a", "b", "c")
Pick = Callable[[int], int]
"""Gives a number below the one asked for."""


@contextmanager
def running() -> Iterator[Services]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "hipadmin.db", clock=app.clock)
        try:
            yield app.build(store, SessionVault("for this test"))
        finally:
            store.close()


def integration_draft(pick: Pick, name: str) -> IntegrationDraft:
    rooms = tuple(RoomDraft(r, TokenEdit.to(Secret(f"Room{r}"))) for r in NAMES[: pick(3)])
    return IntegrationDraft(name, "https://chat.example.com", TokenEdit.to(Secret("Tok")), rooms)


def add_integration(services: Services, pick: Pick) -> None:
    subscriptions = services.views.subscriptions()
    use_in = tuple(s.id for s in subscriptions[: pick(2)])
    draft = integration_draft(pick, NAMES[pick(3)])
    services.integrations.add(replace(draft, use_in=use_in))


def edit_integration(services: Services, pick: Pick) -> None:
    rows = services.views.integrations()
    row = rows[pick(len(rows))].integration
    drafts = [RoomDraft(r.room, KEEP, pick(2) == 0, r.id) for r in row.rooms]
    if drafts and pick(2):
        drafts.pop(pick(len(drafts)))
    drafts.append(RoomDraft(NAMES[pick(3)]))
    server = ("https://chat.example.com", "https://other.example.com")[pick(2)]
    draft = replace(integration_draft(pick, NAMES[pick(3)]), endpoint=server, rooms=tuple(drafts))
    services.integrations.edit(row.id, row.version, draft)


def switch_integrations(services: Services, pick: Pick) -> None:
    rows = [r.integration for r in services.views.integrations()]
    services.integrations.set_enabled_several(chosen(*rows), pick(2) == 0)


def delete_integrations(services: Services, pick: Pick) -> None:
    rows = [r.integration for r in services.views.integrations()]
    if pick(2):
        services.integrations.delete_several(chosen(*rows))
    else:
        row = rows[pick(len(rows))]
        services.integrations.remove_from_all_and_delete(row.id, row.version)


def add_subscription(services: Services, pick: Pick) -> None:
    services.subscriptions.add(SubscriptionDraft(NAMES[pick(3)]))


def edit_subscription(services: Services, pick: Pick) -> None:
    rows = services.views.subscriptions()
    row = rows[pick(len(rows))].subscription
    services.subscriptions.edit(row.id, row.version, SubscriptionDraft(NAMES[pick(3)]))


def delete_subscription(services: Services, pick: Pick) -> None:
    rows = services.views.subscriptions()
    row = rows[pick(len(rows))].subscription
    services.subscriptions.delete(row.id, row.version)


def notification_draft(services: Services, pick: Pick, subscription: str) -> NotificationDraft:
    rows = services.views.integrations()
    integration = rows[pick(len(rows))].integration
    ids = tuple(r.id for r in integration.rooms[: pick(3)])
    choice = RoomChoice(every=not ids, room_ids=ids, own=NAMES[: pick(2)])
    return NotificationDraft(subscription, integration.id, NAMES[pick(3)], choice)


def add_notification(services: Services, pick: Pick) -> None:
    rows = services.views.subscriptions()
    subscription = rows[pick(len(rows))].id
    services.notifications.add(notification_draft(services, pick, subscription))


def edit_notification(services: Services, pick: Pick) -> None:
    rows = services.store.read(lambda unit: unit.notifications.all())
    row = rows[pick(len(rows))]
    draft = notification_draft(services, pick, row.subscription_id)
    services.notifications.edit(row.id, row.version, replace(draft, enabled=pick(2) == 0))


def delete_notifications(services: Services, pick: Pick) -> None:
    rows = services.store.read(lambda unit: unit.notifications.all())
    services.notifications.delete_several(chosen(*rows[: 1 + pick(2)]))


FILE = """
version: 1
integrations:
  - {name: a, endpoint: "https://chat.example.com", rooms: [{room: a}, {room: new}]}
  - {name: d, endpoint: "https://chat.example.com", rooms: []}
subscriptions:
  - {name: a, kind: ci, notifications: [{name: a, integration: a, rooms: [new]}]}
  - {name: b, kind: flags, notifications: [{name: c, integration: d, own_rooms: [Hall]}]}
"""


def import_file(services: Services, _pick: Pick) -> None:
    services.apply.apply(read_config(FILE.encode()))


ACTS = (
    add_integration,
    edit_integration,
    switch_integrations,
    delete_integrations,
    add_subscription,
    edit_subscription,
    delete_subscription,
    add_notification,
    add_notification,
    edit_notification,
    delete_notifications,
    import_file,
)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # shrinking would outlast the time a test is given
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from(ACTS), min_size=8, max_size=20), st.data())
def test_everything_can_be_taken_back_and_done_again(
    acts: list[Callable[[Services, Pick], None]], data: st.DataObject
) -> None:
    def pick(below: int) -> int:
        return data.draw(st.integers(0, below - 1)) if below > 1 else 0

    with running() as services:
        states = [configuration(services)]
        for act in (add_subscription, add_integration, *acts):
            done = services.journal.undo
            try:
                act(services, pick)
            except (HipadminError, IndexError):
                assert services.journal.undo is done
            if services.journal.undo is not done:
                states.append(configuration(services))
            if pick(4) == 0 and len(states) > 1:
                services.undo.undo()
                states.pop()
                assert configuration(services) == states[-1]
        for state in reversed(states[:-1]):
            services.undo.undo()
            assert configuration(services) == state
        assert services.journal.undo is None
        for state in states[1:]:
            services.undo.redo()
            assert configuration(services) == state
