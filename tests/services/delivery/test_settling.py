"""What an attempt tells of its room."""

from hipadmin.domain.delivery import Result, ResultKind
from hipadmin.domain.health import Health, Outcome, RoomResult, room_state
from hipadmin.services.delivery.leasing import TOKEN_NEEDED
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import Relay, report

__all__ = ["box", "hub", "path", "time"]

REJECTED = Result(ResultKind.REJECTED, 400, "message_rejected", "Too long.")


def latest(hub: Relay) -> RoomResult | None:
    return hub.store.read(lambda unit: unit.results.latest()).get("r1")


def test_a_rejected_message_says_that_the_server_answered_and_no_more(hub: Relay) -> None:
    hub.take(*(report(number) for number in range(3)))
    hub.deliver(REJECTED)
    found = latest(hub)
    assert found is not None
    assert (found.outcome, found.status, found.text) == (Outcome.NOT_SENT, 400, "Too long.")
    assert room_state(True, True, found).health is Health.NOT_TESTED

    hub.deliver()
    hub.deliver(REJECTED)
    found = latest(hub)
    assert found is not None
    assert found.outcome is Outcome.OK, "what is known of the room stays"


def test_without_a_token_nothing_is_known_of_the_room(hub: Relay) -> None:
    hub.take(report(1))
    hub.deliver(Result(ResultKind.BLOCKED, None, TOKEN_NEEDED, "Enter one."))
    found = latest(hub)
    assert found is not None
    assert (found.outcome, found.status) == (Outcome.NOT_SENT, None)
