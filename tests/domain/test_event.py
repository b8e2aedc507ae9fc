from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain import event_checks as checks
from hipadmin.domain.event import Access, EventRefused, EventState, Report, accept
from tests.domain.builders import AT, clear, event, trigger

JOINERS = "\u200c\u200d"
GOOD = Report(state=EventState.CHANGED, title="Pushed")


def refused(**changes: Any) -> list[str]:
    with pytest.raises(EventRefused) as caught:
        accept(replace(GOOD, **changes), "s1", AT)
    assert str(caught.value) == " ".join(str(p) for p in caught.value.problems)
    return [p.path for p in caught.value.problems]


def test_a_report_becomes_an_event() -> None:
    got = accept(replace(GOOD, title=" a\tb\n c\u200b ", details="x\r\ny\0"), "s1", AT)
    assert (got.title, got.details, got.subscription_id) == ("a b c", "x\ny", "s1")
    assert (got.id, got.received_at, got.time) == (0, AT, AT)


def test_blanks_and_line_ends_of_every_sort_part_words() -> None:
    odd = "10\xa0000\u202f€\u3000ok\x1fx\u2028a\u2029b\x0bc\x85d\re"
    got = accept(replace(GOOD, title=odd, details=odd), "s1", AT)
    assert got.title == "10 000 € ok x a b c d e"
    assert got.details == "10 000 € ok x\na\nb\nc\nd\ne"


@pytest.mark.parametrize("text", ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "می\u200cخواهم"])
def test_what_is_spelt_with_joiners_stays(text: str) -> None:
    got = accept(replace(GOOD, title=text, details=text), "s1", AT)
    assert got.title == got.details == text
    assert refused(title=f" {JOINERS} ") == ["title"]


def test_the_sources_time_counts_before_ours() -> None:
    early = AT - timedelta(hours=1)
    assert event(at=early).time == early


def test_only_what_correlates_opens_or_clears_an_alert() -> None:
    assert trigger().opens_alert
    assert not trigger("").opens_alert
    assert clear().clears_alert
    assert not clear().opens_alert
    assert not event().clears_alert


def test_results_are_what_a_build_ends_with() -> None:
    results = {state for state in EventState if state.is_result}
    assert results == {EventState.SUCCESS, EventState.FAILURE, EventState.CANCELLED}


@pytest.mark.parametrize("name", ["source_id", "project", "branch", "series", "correlation"])
def test_texts_have_limits(name: str) -> None:
    assert refused(**{name: "x" * 501}) == [name]
    assert refused(**{name: 5}) == [name]
    assert refused(**{name: "\ud800"}) == [name]
    accept(replace(GOOD, **{name: "x" * 500}), "s1", AT)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"title": ""}, "title"),
        ({"title": " \u200b "}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"title": "x" * (checks.TITLE_MAX + 1)}, "title"),
        ({"details": "x" * (checks.DETAILS_MAX + 1)}, "details"),
        ({"kind": "x" * 51}, "kind"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "/relative"}, "link"),
        ({"link": "https://ann:secret@x.example/"}, "link"),
        ({"link": "https://[x"}, "link"),
        ({"link": "https://x.example/ y"}, "link"),
        ({"link": "https://x.example/" + "x" * 2000}, "link"),
        ({"at": datetime(2026, 1, 1)}, "at"),  # noqa: DTZ001
        ({"at": datetime(1, 1, 1, tzinfo=UTC)}, "at"),
        ({"at": datetime.min.replace(tzinfo=timezone(timedelta(hours=9)))}, "at"),
        ({"state": EventState.CLEARED}, "correlation"),
        ({"accesses": (Access("", "acct"),)}, "accesses[0].action"),
        ({"accesses": (Access("x", "proj/x:*"),)}, "accesses[0].resource"),
        ({"accesses": (Access("x", "Proj/x"),)}, "accesses[0].resource"),
        ({"accesses": (Access("x", "proj/x", {"proj": ["t"] * 201}),)}, "accesses[0].tags"),
        ({"accesses": (Access("x", "proj/x", {"proj": ["t" * 1001]}),)}, "accesses[0].tags"),
        ({"accesses": (Access("x", "acct"),) * 501}, "accesses"),
        ({"facts": ["x"]}, "facts"),
        ({"facts": {"x": [0] * 2001}}, "facts"),
        ({"facts": {"x": "y" * 100_001}}, "facts"),
        ({"facts": {"x": float("nan")}}, "facts"),
        ({"facts": {"x": 1 << 63}}, "facts"),
        ({"facts": {"x": -1 << 70}}, "facts"),
        ({"facts": {"x": b"y"}}, "facts"),
        ({"facts": {"\ud800": 1}}, "facts"),
        ({"facts": {"x": "\udfff"}}, "facts"),
    ],
)
def test_what_cannot_be_taken_is_named(wrong: dict[str, Any], path: str) -> None:
    assert refused(**wrong) == [path]


def test_a_number_that_is_too_large_is_called_so() -> None:
    with pytest.raises(EventRefused) as caught:
        accept(replace(GOOD, facts={"x": 1 << 63}), "s1", AT)
    assert [problem.reason for problem in caught.value.problems] == [
        "holds a number beyond 64 bits."
    ]


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = {"x": value}
    return value


def test_depth_is_bounded_however_deep_it_goes() -> None:
    accept(replace(GOOD, facts=nested(checks.FACTS_DEPTH)), "s1", AT)
    for depth in (checks.FACTS_DEPTH + 1, 5000):
        assert refused(facts=nested(depth)) == ["facts"]


def test_many_problems_are_not_all_listed() -> None:
    assert len(refused(accesses=(Access("", "x/"),) * 400)) == checks.PROBLEMS_MAX


@given(st.text(max_size=60), st.text(max_size=60))
def test_an_accepted_text_can_be_shown(title: str, details: str) -> None:
    try:
        got = accept(replace(GOOD, title=title, details=details), "s1", AT)
    except EventRefused:
        return
    assert all(c.isprintable() or c in JOINERS for c in got.title)
    assert all(c.isprintable() or c in f"\n\t{JOINERS}" for c in got.details)
    assert accept(got, "s1", AT) == got
