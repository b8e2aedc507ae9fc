from datetime import UTC, datetime

import pytest

from hipadmin.domain.health import (
    NOT_TESTED,
    OFF,
    OFF_INTEGRATION,
    OFF_ROOM,
    OK,
    TOKEN_NEEDED,
    Health,
    Outcome,
    RoomResult,
    ShownState,
    integration_state,
    notification_state,
    room_state,
    worst,
)

EARLY = datetime(2026, 3, 14, 13, 48, tzinfo=UTC)
LATE = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)
ATTENTION = ShownState(Health.NEEDS_ATTENTION)
FAILING = ShownState(Health.FAILING, since=EARLY)


def result(outcome: Outcome, since: datetime | None = None) -> RoomResult:
    return RoomResult("r", LATE, outcome, failing_since=since)


@pytest.mark.parametrize(
    ("enabled", "has_token", "last", "state"),
    [
        (False, True, result(Outcome.OK), OFF),
        (False, False, None, OFF),
        (True, False, result(Outcome.OK), TOKEN_NEEDED),
        (True, True, None, NOT_TESTED),
        (True, True, result(Outcome.NOT_SENT), NOT_TESTED),
        (True, True, result(Outcome.OK), OK),
        (True, True, result(Outcome.NEEDS_ATTENTION), ATTENTION),
        (True, True, result(Outcome.FAILING, EARLY), FAILING),
        (True, True, result(Outcome.FAILING), ShownState(Health.FAILING, since=LATE)),
    ],
)
def test_a_room(enabled: bool, has_token: bool, last: RoomResult | None, state: ShownState) -> None:
    assert room_state(enabled, has_token, last) == state


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([], OFF_ROOM),
        ([OFF, OFF], OFF_ROOM),
        ([OFF, OK, NOT_TESTED], OK),
        ([NOT_TESTED, OFF], NOT_TESTED),
        ([OK, FAILING, TOKEN_NEEDED], TOKEN_NEEDED),
        ([TOKEN_NEEDED, ATTENTION], ATTENTION),
        ([ShownState(Health.FAILING, since=LATE), FAILING, OK], FAILING),
    ],
)
def test_a_group_shows_its_worst_room(states: list[ShownState], state: ShownState) -> None:
    assert worst(states) == state


def test_an_integration() -> None:
    assert integration_state(False, [OK], has_room=True, has_token=True) == OFF
    assert integration_state(True, [], has_room=False, has_token=True) == NOT_TESTED
    assert integration_state(True, [], has_room=False, has_token=False) == TOKEN_NEEDED
    assert integration_state(True, [OFF], has_room=True, has_token=True) == OFF_ROOM


def test_a_notification() -> None:
    assert notification_state(False, True, [OK]) == OFF
    assert notification_state(True, False, [OK]) == OFF_INTEGRATION
    assert notification_state(True, True, [OFF]) == OFF_ROOM
    assert notification_state(True, True, [OK]) == OK
