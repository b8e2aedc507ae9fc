from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hipadmin.domain.notification import Branches, Day, OnEach, OnResult, Schedule, Span, When
from hipadmin.domain.notification.schedule import clock_text, minutes
from hipadmin.domain.notification.when import when_problems
from hipadmin.domain.problems import Code

TOKEN = "Ab1" * 13 + "x"
MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 (local time, as a schedule is asked)
OFFICE = Schedule((Span((Day.MON, Day.TUE), 8 * 60, 18 * 60),))
NIGHT = Schedule((Span((Day.MON,), 22 * 60, 6 * 60),))


def test_the_defaults_are_the_vendors() -> None:
    when = When()
    assert (when.on_success, when.on_failure, when.cancel) == (
        OnResult.CHANGE,
        OnResult.ALWAYS,
        OnResult.ALWAYS,
    )
    assert (when.on_start, when.on_pull_request) == (OnEach.NEVER, OnEach.ALWAYS)


def test_cancelled_follows_failed_until_told_otherwise() -> None:
    assert When(on_failure=OnResult.NEVER).cancel is OnResult.NEVER
    assert When(on_failure=OnResult.NEVER, on_cancel=OnResult.CHANGE).cancel is OnResult.CHANGE


@pytest.mark.parametrize(
    ("wrong", "where", "code"),
    [
        ({"at_most_every": -1}, "when.at_most_every", Code.DURATION_RANGE),
        ({"at_most_every": 604_801}, "when.at_most_every", Code.DURATION_RANGE),
        ({"threshold": 100_001}, "when.threshold", Code.NUMBER_RANGE),
        ({"expire_after": 59}, "when.expire_after", Code.DURATION_RANGE),
        ({"branches": Branches(("main", " "))}, "when.branches.only[1]", Code.PATTERN_NAME),
        ({"branches": Branches((), ("x" * 201,))}, "when.branches.except[0]", Code.PATTERN_NAME),
        ({"sources": ("x",) * 101}, "when.sources", Code.TOO_MANY),
        ({"schedule": Schedule(zone="no/such/zone/at all")}, "when.schedule.zone", None),
        ({"branches": Branches((), (TOKEN,))}, "when.branches.except[0]", Code.TOKEN_MISPLACED),
        ({"sources": ("ci", f"x {TOKEN}")}, "when.sources[1]", Code.TOKEN_MISPLACED),
        ({"schedule": Schedule(zone=TOKEN)}, "when.schedule.zone", Code.TOKEN_MISPLACED),
        ({"schedule": Schedule((Span(()),))}, "when.schedule.active[0]", Code.SPAN_INVALID),
        ({"schedule": Schedule((Span(end=1441),))}, "when.schedule.active[0]", None),
        ({"schedule": Schedule((Span(),) * 51)}, "when.schedule.active", Code.TOO_MANY),
    ],
)
def test_bounds(wrong: dict[str, object], where: str, code: Code | None) -> None:
    [problem] = when_problems(replace(When(), **wrong))
    assert problem.where == where
    assert code is None or problem.code is code
    assert "{" not in problem.text


def test_a_time_is_told_in_units_people_use() -> None:
    [problem] = when_problems(When(expire_after=5))
    assert problem.text == "Enter a time from 60 seconds to 30 days."


def test_what_is_within_bounds_is_no_problem() -> None:
    when = When(at_most_every=90 * 60, threshold=5, expire_after=3600, schedule=OFFICE)
    assert list(when_problems(when)) == []


@pytest.mark.parametrize(
    ("schedule", "hours", "active"),
    [
        (Schedule(), 3, True),
        (OFFICE, 7.99, False),
        (OFFICE, 8, True),
        (OFFICE, 17.99, True),
        (OFFICE, 18, False),
        (OFFICE, 24 + 9, True),
        (OFFICE, 48 + 9, False),
        (NIGHT, 21.99, False),
        (NIGHT, 22, True),
        (NIGHT, 24 + 5.99, True),
        (NIGHT, 24 + 6, False),
        (NIGHT, 5, False),  # the night before belongs to Sunday
        (Schedule((Span((Day.SUN,), 22 * 60, 6 * 60),)), 5, True),
        (Schedule((Span((Day.MON,), 480, 480),)), 24 + 7, True),
        (Schedule((Span((Day.MON,), 480, 480),)), 24 + 8, False),
        (Schedule((Span((Day.MON,), 0, 1440),)), 23.99, True),
    ],
)
def test_hours(schedule: Schedule, hours: float, active: bool) -> None:
    assert schedule.is_active(MONDAY + timedelta(hours=hours)) is active


@pytest.mark.parametrize(
    ("text", "minute"),
    [("08:30", 510), ("8:30", 510), ("24:00", 1440), ("24:01", None), ("", None)],
)
def test_times_of_day(text: str, minute: int | None) -> None:
    assert minutes(text) == minute
    assert minute is None or minutes(clock_text(minute)) == minute
