from datetime import UTC, datetime, timedelta

import pytest

from hipadmin.domain.activity import DeliveryRow, EventRow, LastTry, NamedVerdict
from hipadmin.domain.alert import Alert, AlertAct, AlertEntry, AlertState
from hipadmin.domain.delivery import DeliveryState
from hipadmin.domain.event_state import EventState
from hipadmin.domain.verdict import Held, Verdict
from hipadmin.gui.models.alert_timeline import moments
from hipadmin.gui.models.alert_words import alert_mark, duration, lasted, since
from hipadmin.services.history.stories import AlertStory, Fates, Story

NOON = datetime(2026, 3, 11, 12, 0).astimezone()
ALERT = Alert("s1", "a1", "CPU", NOON, NOON, number=1)


@pytest.mark.parametrize(
    ("back", "shown"),
    [
        (timedelta(minutes=3), "11:57"),
        (timedelta(days=1), "Tue 12:00"),
        (timedelta(days=9), "2 Mar 12:00"),
        (timedelta(days=300), "15 May 2025 12:00"),
    ],
)
def test_moments_are_as_short_as_they_can_be(back: timedelta, shown: str) -> None:
    assert since((NOON - back).replace(tzinfo=None).astimezone(), NOON) == shown


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(0, "< 1 min"), (40, "40 min"), (60, "1 h"), (146, "2 h 26 min"), (3 * 1440, "3 days")],
)
def test_spans_are_told_in_their_own_unit(minutes: int, shown: str) -> None:
    assert lasted(timedelta(minutes=minutes)) == shown


def test_an_alert_lasts_until_it_is_closed() -> None:
    from dataclasses import replace

    now = NOON + timedelta(minutes=90)
    assert duration(ALERT, now) == "1 h 30 min"
    assert duration(replace(ALERT, closed_at=NOON + timedelta(minutes=5)), now) == "5 min"


def test_only_an_open_alert_is_loud() -> None:
    assert [alert_mark(state).loud for state in AlertState] == [True, False, False]
    assert [alert_mark(state).word for state in AlertState] == [s.value for s in AlertState]


def entry(minute: int, act: AlertAct, actor: str = "ann", note: str = "") -> AlertEntry:
    return AlertEntry(1, NOON + timedelta(minutes=minute), act, actor, note)


def test_what_happened_is_told_in_its_order() -> None:
    row = EventRow(
        *(1, NOON, NOON, "s1", EventState.TRIGGERED, "CPU", "", "", "", "", "", "", 1, 1)
    )
    sent = DeliveryRow(
        *(1, NOON, DeliveryState.DELIVERED, None, "CPU", "Ops", 1, "s1", "n1", "all", "i1", 1),
        *(NOON, NOON + timedelta(seconds=1), None, False, 1, None),
        last=LastTry(NOON, 204, elapsed_ms=131),
    )
    held = NamedVerdict(Verdict("n2", held=Held.NO_ROOM), "quiet", "")
    until = (NOON + timedelta(hours=4)).astimezone(UTC).isoformat()
    history = (
        entry(0, AlertAct.TRIGGERED),
        entry(2, AlertAct.ACKNOWLEDGED),
        entry(3, AlertAct.ASSIGNED, note="@oncall"),
        entry(4, AlertAct.ASSIGNED),
        entry(5, AlertAct.MUTED, note=until),
        entry(6, AlertAct.MUTED),
        entry(7, AlertAct.CLOSED),
        entry(8, AlertAct.CLEARED),
    )

    found = moments(AlertStory(ALERT, history, (Story(row, (held,), Fates((sent,))),)))

    told = [moment.text for moment in found]
    assert told[0] == "Triggered"
    assert set(told[1:3]) == {"Posted in Ops", "Held back by quiet"}
    assert [moment.more for moment in found if moment.text == "Posted in Ops"] == ["204 in 131 ms"]
    done = ["Acknowledged by ann", "Assigned to @oncall by ann", "Assigned to nobody by ann"]
    assert told[3:6] == done
    assert told[6].startswith("Muted until ")
    assert told[7:] == ["Unmuted by ann", "Closed by ann", "Cleared by its source"]
