import re
import threading
from dataclasses import replace

import pytest
import responses

from hipadmin.domain.change import Action
from hipadmin.domain.health import Outcome
from hipadmin.domain.integration import (
    KEEP,
    Integration,
    IntegrationDraft,
    RoomDraft,
    TokenEdit,
)
from hipadmin.domain.message import Message
from hipadmin.domain.notification.message_settings import Color, MessageFormat
from hipadmin.domain.subscription import NotificationDraft, RoomChoice, SubscriptionDraft
from hipadmin.domain.token import Secret, TokenKind
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.access import Server
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.change_words import ChangeWords
from hipadmin.services.rooms.findings import sample_message
from hipadmin.services.rooms.targets import Target
from hipadmin.services.rooms.testing import Sent
from tests.gui.fill import add_sandbox_integration


def token(text: str) -> TokenEdit:
    return TokenEdit.to(Secret(text))


@pytest.fixture
def draft(sandbox: Sandbox) -> IntegrationDraft:
    return IntegrationDraft(
        "CI and images",
        sandbox.url,
        rooms=(RoomDraft("1", token(sandbox.tokens.rooms[1])), RoomDraft("Ops", enabled=False)),
    )


def test_a_stored_room_is_tested_and_remembered(
    services: Services, sandbox: Sandbox, draft: IntegrationDraft
) -> None:
    added = services.integrations.add(draft)
    [target] = services.tests.targets(added.id)
    tried = services.tests.run(target)
    assert (tried.outcome, tried.status, tried.sent, tried.text) == (
        Outcome.OK,
        204,
        Sent.YES,
        "",
    )
    [row] = services.views.integrations()
    assert row.state.health == "ok"
    assert row.last is not None
    assert row.last.status == 204
    details = services.views.details(added.id)
    assert details.rooms[0].info is not None
    assert details.rooms[0].info.label == "Builds alerts"
    assert details.rooms[0].info.kind is TokenKind.ROOM
    assert details.rooms[0].room.name == "Builds"


def test_a_test_is_an_act_of_whoever_ran_it_and_changes_nothing(
    services: Services, sandbox: Sandbox, draft: IntegrationDraft
) -> None:
    added = services.integrations.add(draft)
    [target] = services.tests.targets(added.id)
    services.tests.run(target)
    services.tests.run(services.tests.own_target(added.id, "Attic"))
    services.tests.run(target, message=Message("Lunch"))  # what people compose is no test
    words = ChangeWords()
    told = [
        (words.act(entry.change), words.summary(entry.change, entry.differences))
        for entry in services.audit.every(words)
    ]
    assert told[:3] == [
        (
            "Tested integration",
            "Room: Attic; Answer: Not sent: the vault has no token for “Attic”. Enter one.",
        ),
        ("Tested integration", "Room: 1; Answer: 204"),
        ("Added integration", told[2][1]),
    ]
    latest = services.store.read(lambda unit: unit.changes.latest(added.id))
    assert latest is not None
    assert latest.action is Action.CREATE_INTEGRATION
    services.undo.undo()  # of what was done before it
    assert services.views.integrations() == ()


def test_a_draft_is_tested_by_nobody(
    services: Services, sandbox: Sandbox, draft: IntegrationDraft
) -> None:
    [target, *_] = services.tests.draft_targets(draft, None)
    assert services.tests.run(target).outcome is Outcome.OK
    assert services.audit.count() == 0


def test_the_message_is_gray_text_without_notify(
    services: Services, sandbox: Sandbox, draft: IntegrationDraft
) -> None:
    import requests

    added = services.integrations.add(draft)
    services.tests.run(services.tests.targets(added.id)[0])
    answer = requests.get(
        f"{sandbox.url}/room/1/history/latest",
        headers={"Authorization": f"Bearer {sandbox.tokens.user}"},
        timeout=5,
    )
    [message] = answer.json()["items"]
    assert message["message"] == sample_message("CI and images").text
    assert (message["color"], message["message_format"]) == ("gray", "text")


def test_a_draft_is_tested_with_its_unsaved_token(
    services: Services, draft: IntegrationDraft
) -> None:
    [target] = services.tests.draft_targets(draft, None)
    tried = services.tests.run(target)
    assert tried.outcome is Outcome.OK
    assert tried.info is not None
    assert tried.info.label == "Builds alerts"
    assert services.views.integrations() == ()


def test_what_a_test_of_the_draft_found_is_kept_with_the_save(
    services: Services, draft: IntegrationDraft
) -> None:
    tried = [services.tests.run(t) for t in services.tests.draft_targets(draft, None)]
    added = services.integrations.add(draft)
    services.tests.adopt(added, tried)
    details = services.views.details(added.id)
    assert details.row.state.health == "ok"
    assert details.row.last is not None
    assert details.row.last.status == 204
    assert details.rooms[0].info is not None
    assert details.rooms[0].info.label == "Builds alerts"
    assert details.rooms[1].result is None


def test_a_draft_for_another_host_has_no_stored_token(
    services: Services, draft: IntegrationDraft
) -> None:
    added = services.integrations.add(draft)
    moved = IntegrationDraft(
        "CI",
        "http://127.0.0.1:1/v2",
        rooms=(RoomDraft("1", id=added.rooms[0].id, token=TokenEdit()),),
    )
    [target] = services.tests.draft_targets(moved, added)
    tried = services.tests.run(target)
    assert (tried.outcome, tried.sent) == (Outcome.NOT_SENT, Sent.NO)


@pytest.mark.parametrize(
    ("room", "secret", "status"),
    [("1", "WrongTokenAbcdefghij0123456789KLMNOPQRST", 401), ("99", None, 404), ("2", None, 403)],
)
def test_what_a_person_must_mend(
    services: Services, sandbox: Sandbox, room: str, secret: str | None, status: int
) -> None:
    used = secret or (sandbox.tokens.user if room == "99" else sandbox.tokens.rooms[1])
    draft = IntegrationDraft("X", sandbox.url, rooms=(RoomDraft(room, token(used)),))
    added = services.integrations.add(draft)
    tried = services.tests.run(services.tests.targets(added.id)[0])
    assert (tried.outcome, tried.status) == (Outcome.NEEDS_ATTENTION, status)
    assert tried.text
    assert used not in tried.text
    assert services.views.integrations()[0].state.health == "needs_attention"


def test_nothing_listens(services: Services) -> None:
    draft = IntegrationDraft(
        "X", "http://127.0.0.1:9/v2", rooms=(RoomDraft("1", token("SomeToken")),)
    )
    added = services.integrations.add(draft)
    tried = services.tests.run(services.tests.targets(added.id)[0])
    assert (tried.outcome, tried.status, tried.sent) == (Outcome.FAILING, None, Sent.NO)
    state = services.views.integrations()[0].state
    assert (state.health, state.since) == (
        "failing",
        tried.at.replace(microsecond=tried.at.microsecond // 1000 * 1000),
    )


def test_all_rooms_off_means_all_are_planned(services: Services, draft: IntegrationDraft) -> None:
    added = services.integrations.add(draft)
    room = added.rooms[0]
    services.integrations.set_room_enabled(added.id, room.id, added.version, False)
    assert [t.room for t in services.tests.targets(added.id)] == ["1", "Ops"]
    assert [t.room for t in services.tests.targets(added.id, [added.rooms[1].id])] == ["Ops"]


def test_a_notification_is_tested_in_its_rooms(
    services: Services, sandbox: Sandbox, draft: IntegrationDraft
) -> None:
    web = services.subscriptions.add(SubscriptionDraft("web"))
    added = services.integrations.add(draft)
    choice = RoomChoice(every=False, room_ids=(added.rooms[0].id,), own=("Releases",))
    n = services.notifications.add(NotificationDraft(web.id, added.id, "failures", choice))
    assert [t.shown for t in services.tests.notification_targets(n.id)] == ["1", "Releases"]


def test_cancel_ends_a_waiting_test_and_says_it_may_have_been_sent(services: Services) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(10)
        port = silent.getsockname()[1]
        target = Target(
            "X", Server(f"http://127.0.0.1:{port}/v2"), "1", "1", secret=Secret("SomeToken")
        )
        cancel = Later()
        accepted = threading.Thread(target=_read_then_cancel, args=(silent, cancel))
        accepted.start()
        tried = services.tests.run(target, cancel)
        accepted.join()
    assert tried.cancelled
    assert tried.sent is Sent.MAYBE


class Later:
    def __init__(self) -> None:
        self._callbacks = []

    def on_cancel(self, callback) -> None:
        self._callbacks.append(callback)

    def cancel(self) -> None:
        for callback in self._callbacks:
            callback()


def _read_then_cancel(silent, cancel: Later) -> None:
    connection, _ = silent.accept()
    with connection:
        connection.recv(65536)
        cancel.cancel()


def test_a_composed_message_is_sent_whole(services: Services, sandbox: Sandbox) -> None:
    integration = add_sandbox_integration(services, sandbox, "CI")
    [target] = services.tests.targets(integration.id)
    card = {"style": "application", "id": "1", "title": "T"}
    message = Message("<b>x</b>", MessageFormat.HTML, Color.RED, True, "deploys", card)
    assert services.tests.run(target, message=message).outcome is Outcome.OK
    [kept] = sandbox.state.history(1)
    assert (kept.text, kept.color, kept.label) == ("<b>x</b>", "red", "Builds alerts - deploys")
    assert kept.card is not None
    [room] = services.views.details(integration.id).rooms
    assert room.result is not None
    assert room.result.outcome is Outcome.OK


def test_a_composed_message_that_is_rejected_says_nothing_of_the_room(
    services: Services, sandbox: Sandbox
) -> None:
    integration = add_sandbox_integration(services, sandbox, "CI")
    [target] = services.tests.targets(integration.id)
    tried = services.tests.run(target, message=Message("x" * 10_001))
    assert (tried.rejected, tried.outcome) == (True, Outcome.FAILING)
    assert "10000" in tried.text
    [room] = services.views.details(integration.id).rooms
    assert room.result is None


def test_a_room_may_be_named_for_an_integration_that_has_none(
    services: Services, sandbox: Sandbox
) -> None:
    bare = services.integrations.add(
        IntegrationDraft("Bare", sandbox.url, token(sandbox.tokens.rooms[1]))
    )
    tried = services.tests.run(services.tests.own_target(bare.id, "1"))
    assert (tried.outcome, len(sandbox.state.history(1))) == (Outcome.OK, 1)
    assert services.views.details(bare.id).row.last is None


def test_targets_follow_what_is_stored(services: Services, sandbox: Sandbox) -> None:
    one = add_sandbox_integration(services, sandbox, "CI", "1", "2")
    bare = services.integrations.add(IntegrationDraft("Bare", sandbox.url))
    first, second = services.tests.targets(one.id)
    named = services.tests.own_target(bare.id, "Attic")
    free = Target("nobody's", Server(sandbox.url), "1", "1")
    fewer = tuple(draft for draft in drafts_of(one) if draft.id != second.room_id)
    services.integrations.edit(
        one.id, one.version, IntegrationDraft("Other", sandbox.url, rooms=fewer)
    )
    now = services.tests.as_stored((first, second, named, free))
    assert now == (replace(first, integration="Other"), None, named, free)
    services.integrations.delete(bare.id, bare.version)
    assert services.tests.as_stored((named,)) == (None,)


def test_a_target_is_found_again_by_its_room_or_by_its_names(
    services: Services, sandbox: Sandbox
) -> None:
    one = add_sandbox_integration(services, sandbox, "CI", "1", "2")
    bare = services.integrations.add(IntegrationDraft("Bare", sandbox.url))
    again = services.tests.target_again
    room = one.rooms[1]
    renamed = services.integrations.edit(
        one.id, one.version, IntegrationDraft("Other", sandbox.url, rooms=drafts_of(one))
    )
    stored = again("CI", "whatever", room.id)
    assert stored is not None
    assert (stored.integration, stored.room, stored.room_id) == ("Other", "2", room.id)
    assert stored.token_ref == renamed.rooms[1].token_ref
    own = again("Bare", "Attic", None)
    assert own is not None
    assert (own.integration_id, own.room, own.room_id) == (bare.id, "Attic", None)
    assert again("CI", "Attic", None) is None
    assert again("Bare", "Attic", "no such room") is None


def drafts_of(integration: Integration) -> tuple[RoomDraft, ...]:
    return tuple(RoomDraft(r.room, KEEP, id=r.id) for r in integration.rooms)


def test_who_cancels_before_the_token_is_there_sends_nothing(
    services: Services, sandbox: Sandbox
) -> None:
    integration = add_sandbox_integration(services, sandbox, "CI")
    [target] = services.tests.targets(integration.id)
    tried = services.tests.run(target, AtOnce())
    assert (tried.cancelled, tried.sent, tried.text) == (True, Sent.NO, "Cancelled: not sent.")
    assert sandbox.state.history(1) == []
    [room] = services.views.details(integration.id).rooms
    assert room.result is None  # nothing was learnt of it


class AtOnce:
    """Cancelled before anything began."""

    def on_cancel(self, callback) -> None:
        callback()


def test_what_was_not_tried_to_its_end_is_not_kept_with_the_save(
    services: Services, draft: IntegrationDraft
) -> None:
    [target] = services.tests.draft_targets(draft, None)
    tried = services.tests.run(target)
    added = services.integrations.add(draft)
    elsewhere = replace(tried, target=replace(target, room="Elsewhere"))
    unfinished = [replace(tried, cancelled=True), elsewhere]
    services.tests.adopt(added, unfinished)
    assert services.views.details(added.id).row.last is None
    services.store.close()
    services.tests.adopt(added, unfinished)  # the store is not even asked


def test_a_message_that_arrived_counts_although_the_token_tells_nothing(services: Services) -> None:
    draft = IntegrationDraft("X", "http://chat.test/v2", rooms=(RoomDraft("1", token("abc")),))
    added = services.integrations.add(draft)
    [target] = services.tests.targets(added.id)
    with responses.RequestsMock() as wire:
        wire.post("http://chat.test/v2/room/1/notification", status=204)
        wire.get(re.compile("http://chat.test/v2/oauth/token/.*"), status=500)
        tried = services.tests.run(target)
    assert (tried.outcome, tried.sent, tried.info) == (Outcome.OK, Sent.YES, None)
    [room] = services.views.details(added.id).rooms
    assert (room.result and room.result.outcome, room.info) == (Outcome.OK, None)
