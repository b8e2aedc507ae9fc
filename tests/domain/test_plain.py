"""Plain data read strictly, and told as facts for people."""

from collections.abc import Callable
from enum import StrEnum

import pytest

from hipadmin.domain.plain import PlainReader, facts_in


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        ({"branches": {"only": ["main", "next"]}}, ["branches.only: main, next"]),
        ({"only": (), "spared": []}, []),
        ({}, []),
        ({"on": True, "off": False, "most": 3}, ["on: yes", "off: no", "most: 3"]),
        ({"any": [{"a": 1, "b": "x"}, {"a": 2}]}, ["1: a: 1, b: x", "2: a: 2"]),
    ],
)
def test_each_value_is_a_fact(value: object, facts: list[str]) -> None:
    assert list(facts_in(value)) == facts


def wrong(read: Callable[[PlainReader], object]) -> list[str]:
    reader = PlainReader()
    read(reader)
    return [str(problem) for problem in reader.problems]


class Tone(StrEnum):
    LOW = "low"
    HIGH = "high"


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda r: r.mapping([], "a"), "a: Expected members with names here."),
        (lambda r: r.mapping({1: 2}, ""), "Expected members with names here."),
        (lambda r: r.only({"x": 1}, "a", {"c", "b"}), "a.x: Not known here. Possible: b, c."),
        (lambda r: list(r.maps({"x": {}}, "a", "x")), "a.x: Expected a list."),
        (
            lambda r: r.inner({"x": {"y": 1}}, "a", "x", {"z"}),
            "a.x.y: Not known here. Possible: z.",
        ),
        (lambda r: r.text({"x": 1}, "a", "x"), "a.x: Expected a text."),
        (lambda r: r.flag({"x": 1}, "a", "x", True), "a.x: Expected true or false."),
        (lambda r: r.number({"x": True}, "a", "x", 7), "a.x: Expected a whole number."),
        (lambda r: r.choice({"x": "loud"}, "a", "x", Tone.LOW), "a.x: Possible: low, high."),
        (lambda r: r.texts({"x": ["y", 1]}, "a", "x"), "a.x: Expected a list of texts."),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    read: Callable[[PlainReader], object], said: str
) -> None:
    assert wrong(read) == [said]


def test_what_is_right_is_read_and_what_is_not_written_is_the_default() -> None:
    reader = PlainReader()
    value = {"t": "x", "f": True, "n": 3, "c": "high", "l": ["a"], "m": [{"k": 1}], "i": {"k": 2}}

    assert (reader.text(value, "a", "t"), reader.text(value, "a", "-")) == ("x", "")
    assert (reader.flag(value, "a", "f", False), reader.flag(value, "a", "-", True)) == (True, True)
    assert (reader.number(value, "a", "n", 7), reader.number(value, "a", "-", 7)) == (3, 7)
    assert reader.choice(value, "a", "c", Tone.LOW) is Tone.HIGH
    assert reader.choice(value, "a", "-", Tone.LOW) is Tone.LOW
    assert (reader.texts(value, "a", "l"), reader.texts(value, "a", "-")) == (("a",), ())
    assert list(reader.maps(value, "a", "m")) == [({"k": 1}, "a.m[0]")]
    assert reader.inner(value, "a", "i", {"k"}) == ({"k": 2}, "a.i")
    assert reader.inner(value, "", "-", {"k"}) == ({}, "-")
    assert reader.problems == []
