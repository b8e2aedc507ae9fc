import pytest

from hipadmin.domain.event import Event, EventState
from hipadmin.domain.notification.conditions import (
    Condition,
    ConditionAction,
    Conditions,
    attribute_values,
    condition_problems,
)
from hipadmin.domain.problems import Code
from tests.domain.builders import event

SUBMIT, FILTER, MENTION = ConditionAction
CRASH = event(
    title="segv in cart",
    severity="major",
    facts={
        "datacenter": "nyc",
        "labels": {"team": "web", "a.b": "x"},
        "hosts": ["h1", 2],
        "on": True,
    },
)


def sends(*rows: Condition, of: Event = CRASH) -> bool:
    return Conditions(rows).judge(of).sends


def test_without_rows_everything_is_sent() -> None:
    assert Conditions(()).judge(CRASH).row is None
    assert sends()


def test_the_vendors_example() -> None:
    rows = (Condition(FILTER, ".*"), Condition(SUBMIT, "nyc", "datacenter"))
    assert sends(*rows)
    assert not sends(*rows, of=event(facts={"datacenter": "sfo"}))
    assert sends(*rows, of=event(facts={"attributes": {"datacenter": "nyc"}}))


def test_the_last_row_that_matches_decides() -> None:
    rows = (Condition(SUBMIT, ".*"), Condition(FILTER, "major", "severity"))
    judged = Conditions(rows).judge(CRASH)
    assert (judged.sends, judged.row) == (False, 2)
    assert sends(*reversed(rows))


def test_a_row_that_does_not_match_decides_nothing() -> None:
    assert sends(Condition(FILTER, "minor", "severity"))
    assert sends(Condition(FILTER, ".*", "nothing"))


def test_the_whole_value_has_to_match() -> None:
    assert sends(Condition(FILTER, "ny", "datacenter"))
    assert not sends(Condition(FILTER, "ny.", "datacenter"))


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        ("severity", ["major"]),
        ("state", ["changed"]),
        ("labels.team", ["web"]),
        ("labels.a.b", ["x"]),
        ("labels", ["web", "x"]),
        ("hosts", ["h1", "2"]),
        ("on", ["true"]),
        ("team", ["web"]),
        ("a.b", ["x"]),
        ("datacenter.deeper", []),
        ("none", []),
    ],
)
def test_attributes(attribute: str, values: list[str]) -> None:
    assert list(attribute_values(CRASH, attribute)) == values


def test_no_attribute_is_any_attribute() -> None:
    found = set(attribute_values(CRASH, ""))
    assert {"segv in cart", "changed", "nyc", "web", "h1", "true"} <= found
    assert not sends(Condition(FILTER, "web"))
    assert not sends(Condition(FILTER, EventState.CHANGED))


def test_mentions_are_gathered_once_and_decide_nothing() -> None:
    rows = (
        Condition(MENTION, "web", "labels.team", "@ann"),
        Condition(MENTION, ".*", "", "ann"),
        Condition(MENTION, ".*", "", "@here"),
        Condition(MENTION, "minor", "severity", "@nobody"),
    )
    judged = Conditions(rows).judge(CRASH)
    assert (judged.sends, judged.row, judged.mentions) == (True, None, ("@ann", "@here"))


@pytest.mark.parametrize(
    ("row", "where", "code"),
    [
        (Condition(SUBMIT, ""), "pattern", Code.PATTERN_LENGTH),
        (Condition(SUBMIT, "x" * 1001), "pattern", Code.PATTERN_LENGTH),
        (Condition(FILTER, "("), "pattern", Code.PATTERN_INVALID),
        (Condition(FILTER, r"(a)\1"), "pattern", Code.PATTERN_INVALID),
        (Condition(FILTER, "x", "a" * 201), "attribute", Code.TEXT_LONG),
        (Condition(FILTER, "Ab1" * 13 + "x"), "pattern", Code.TOKEN_MISPLACED),
        (Condition(FILTER, "x", "Ab1" * 13 + "x"), "attribute", Code.TOKEN_MISPLACED),
        (Condition(MENTION, "x", target="@" + "Ab1" * 13 + "x"), "target", Code.TOKEN_MISPLACED),
        (Condition(MENTION, "x"), "target", Code.MENTION_INVALID),
        (Condition(MENTION, "x", target="@a b"), "target", Code.MENTION_INVALID),
    ],
)
def test_bad_rows_are_named(row: Condition, where: str, code: Code) -> None:
    [problem] = condition_problems((Condition(SUBMIT, "x"), row))
    assert (problem.where, problem.code) == (f"conditions[1].{where}", code)
    assert problem.text


def test_too_many_rows() -> None:
    [problem] = condition_problems((Condition(SUBMIT, "("),) * 101)
    assert problem.code is Code.TOO_MANY


def test_a_hostile_pattern_takes_linear_time() -> None:
    hostile = Condition(FILTER, "(a*)*b", "title")
    assert sends(hostile, of=event(title="a" * 1000))
