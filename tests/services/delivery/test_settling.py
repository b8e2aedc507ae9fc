"""What an attempt tells of its room."""

import itertools
import re
from dataclasses import replace

import pytest
import responses

from hipadmin.domain.delivery import Result, ResultKind
from hipadmin.domain.health import Health, Outcome, RoomResult, room_state
from hipadmin.domain.integration import Room
from hipadmin.domain.subscription import RoomChoice
from hipadmin.domain.token import Secret
from hipadmin.hipchat.client import HipChatClient
from hipadmin.services.bundle import Services
from hipadmin.services.delivery.leasing import TOKEN_NEEDED
from hipadmin.services.delivery.sending import send
from hipadmin.store import Database
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import ALL, CHAT, Clock, Relay, at_hand, configure, relay, report, take

__all__ = ["box", "hub", "path", "time"]

ENDPOINT = "http://chat.test/v2"
UNSENT = Result(ResultKind.REJECTED, None, "message_rejected", "Too long.")


def latest(hub: Relay) -> RoomResult | None:
    return hub.store.read(lambda unit: unit.results.latest()).get("r1")


@pytest.mark.parametrize(
    ("status", "body", "health"),
    [
        (204, "", Health.OK),
        (200, "<html>", Health.FAILING),
        (302, "", Health.FAILING),
        (400, "{}", Health.FAILING),
        (401, "{}", Health.NEEDS_ATTENTION),
        (403, "{}", Health.NEEDS_ATTENTION),
        (404, "{}", Health.NEEDS_ATTENTION),
        (404, "<html>", Health.NEEDS_ATTENTION),
        (413, "", Health.FAILING),
        (500, "{}", Health.FAILING),
        (503, "<html>", Health.FAILING),
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_a_message_says_of_its_room_what_a_test_with_its_answer_says(
    services: Services, status: int, body: str, health: Health, before: bool
) -> None:
    integration = add_integration(services, "Chat", "Tested", "Told", endpoint=ENDPOINT)
    tested, told = integration.rooms
    web = add_subscription(services)
    add_notification(services, web, integration, "all", rooms=RoomChoice(False, (told.id,)))
    with responses.RequestsMock(assert_all_requests_are_fired=False) as wire:
        wire.get(re.compile(f"{ENDPOINT}/oauth/token/.*"), status=500)
        if before:
            for room in ("Tested", "Told"):
                wire.post(f"{ENDPOINT}/room/{room}/notification", status=204)
            for target in services.tests.targets(integration.id):
                services.tests.run(target)
        for room in ("Tested", "Told"):
            wire.upsert("POST", f"{ENDPOINT}/room/{room}/notification", status=status, body=body)
        [target] = services.tests.targets(integration.id, [tested.id])
        services.tests.run(target)
        deliver(services, web.id)
    rooms = services.views.details(integration.id).rooms
    assert [room.state.health for room in rooms] == [health] * 2
    assert rooms[0].result is not None
    assert rooms[1].result is not None
    assert rooms[0].result.text.replace("Tested", "Told") == rooms[1].result.text
    assert rooms[1].result.status == status


def deliver(services: Services, subscription_id: str) -> None:
    services.intake.accept(subscription_id, [report(1)])
    [lease] = services.deliveries.turn("w", (), 9, at_hand).started
    with HipChatClient(ENDPOINT, Secret("AbCd")) as sender:
        done = send(lease, sender, lambda: lease.started_at)
    services.deliveries.turn("w", [done], 0, at_hand)


def test_what_was_never_sent_says_nothing_of_its_room(hub: Relay) -> None:
    hub.take(*(report(number) for number in range(3)))
    hub.deliver(UNSENT)
    found = latest(hub)
    assert found is not None
    assert (found.outcome, found.status, found.text) == (Outcome.NOT_SENT, None, "Too long.")
    assert room_state(True, True, found).health is Health.NOT_TESTED

    hub.deliver()
    hub.deliver(UNSENT)
    found = latest(hub)
    assert found is not None
    assert found.outcome is Outcome.OK, "what is known of the room stays"


def test_a_server_that_limits_nobody_may_say_so(services: Services) -> None:
    integration = add_integration(services, "Chat", "Ops", endpoint=ENDPOINT)
    web = add_subscription(services)
    add_notification(services, web, integration, "all", rooms=RoomChoice())
    most = str(2**64 - 1)
    with responses.RequestsMock() as wire:
        named = {"X-RateLimit-Limit": most, "X-RateLimit-Remaining": most}
        wire.post(f"{ENDPOINT}/room/Ops/notification", status=204, headers=named)
        deliver(services, web.id)
    [room] = services.views.details(integration.id).rooms
    assert room.state.health is Health.OK


def test_without_a_token_nothing_is_known_of_the_room(hub: Relay) -> None:
    hub.take(report(1))
    hub.deliver(Result(ResultKind.BLOCKED, None, TOKEN_NEEDED, "Enter one."))
    found = latest(hub)
    assert found is not None
    assert (found.outcome, found.status) == (Outcome.NOT_SENT, None)


def test_how_many_end_and_start_together_costs_no_more_questions(box: Database) -> None:
    rooms = tuple(Room(f"x{number}", str(number)) for number in range(9))
    configure(box, replace(ALL, rooms=RoomChoice()), integration=replace(CHAT, rooms=rooms))
    hub = relay(box, Clock())
    take(hub, 9)

    def asked(count: int) -> list[str]:
        leases = hub.lease(count)
        said: list[str] = []
        box._writer.call(lambda connection: connection.set_trace_callback(said.append))
        done = tuple(hub.done(lease) for lease in leases)
        turn = hub.deliveries.turn("w1", done, count, at_hand)
        box._writer.call(lambda connection: connection.set_trace_callback(None))
        assert len(turn.started) == count
        hub.settle(*(hub.done(lease) for lease in turn.started))
        # of a row that changes, its triggers tell again
        return [kind for kind, _ in itertools.groupby(sql[:20] for sql in said)]

    assert asked(2) == asked(8)
