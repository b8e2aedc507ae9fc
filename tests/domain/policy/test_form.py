"""A policy as a form holds it."""

import json
import time

import pytest

from hipadmin.domain.policy import Effect, Fault, PolicyError, PolicyProblem
from hipadmin.domain.policy.form import (
    Entries,
    Part,
    Reading,
    Sketch,
    Spot,
    formatted,
    readable,
    spot_of,
    text_of,
    wrapped,
)
from hipadmin.domain.subscription import policy_problems

ONE = {"effect": "allow", "resources": ["proj/*"], "actions": ["*"]}


@pytest.mark.parametrize("text", ["", "  \n", "null", "[]"])
def test_no_statement_is_no_policy(text):
    reading = Reading.of(text)
    assert (reading.problems, reading.sketches, reading.kept) == ((), (), None)


def test_what_is_wrong_within_an_entry_can_still_be_shown():
    reading = Reading.of(json.dumps([ONE, {**ONE, "resources": ["proj/x:*"]}]))
    assert reading.policy is None
    assert reading.sketches[1].resources == Entries(("proj/x:*",))
    assert spot_of(reading.problems[0]) == Spot(1, Part.RESOURCES, 0)


@pytest.mark.parametrize(
    "text",
    [
        "[",
        json.dumps(ONE),
        json.dumps([3]),
        json.dumps([{**ONE, "effect": "maybe"}]),
        json.dumps([{**ONE, "actions": "*"}]),
        json.dumps([{**ONE, "actions": [1]}]),
        json.dumps([{**ONE, "notActions": ["a"]}]),
        '[{"effect": "allow", "effect": "deny", "resources": ["proj/*"], "actions": ["*"]}]',
    ],
)
def test_what_a_form_cannot_show_is_left_to_the_text(text):
    reading = Reading.of(text)
    assert reading.sketches is None
    assert reading.problems


@pytest.mark.parametrize("inverse", [False, True])
def test_empty_lists_keep_their_form(inverse):
    sketch = Sketch(Effect.DENY, Entries((), inverse), Entries(("a",), not inverse))
    assert Reading.of(text_of([sketch])).sketches == (sketch,)


def test_an_empty_list_beside_a_filled_one_counts_as_absent():
    text = json.dumps([{**ONE, "notResources": [], "notActions": []}])
    assert Reading.of(text).sketches == (
        Sketch(Effect.ALLOW, Entries(("proj/*",)), Entries(("*",))),
    )


@pytest.mark.parametrize(
    ("path", "params", "spot"),
    [
        ("", {}, Spot()),
        ("[2]", {}, Spot(2)),
        ("[0]", {"one": "actions"}, Spot(0, Part.ACTIONS)),
        ("[0].notActions[3]", {}, Spot(0, Part.ACTIONS, 3)),
        ("[7].notResources", {}, Spot(7, Part.RESOURCES)),
        ("[1].effect", {}, Spot(1)),
    ],
)
def test_each_problem_has_its_place_in_the_form(path, params, spot):
    assert spot_of(PolicyProblem(path, Fault.EMPTY, params)) == spot


def test_unknown_members_are_not_kept():
    reading = Reading.of(json.dumps([{**ONE, "note": 1}]))
    assert [w.fault for w in reading.warnings] == [Fault.MEMBER_UNKNOWN]
    assert json.loads(reading.kept) == [ONE]


def test_a_misspelt_member_is_recognised():
    reading = Reading.of('[{"efect": "deny", "resources": ["proj/*"], "actions": ["*"]}]')
    assert [p.fault for p in reading.problems] == [Fault.EFFECT_MISSING]
    assert [(w.fault, w.hint, w.column) for w in reading.warnings] == [
        (Fault.MEMBER_NEAR, "Did you mean “effect”?", 3)
    ]


def test_a_text_that_is_valid_is_kept_as_it_is():
    text = json.dumps([ONE])
    assert Reading.of(text).kept == text


def test_formatting_leaves_nothing_out():
    text = '[{"a":1.50,"a":[true,null,{"ü":"\\u00e9\\n"}],"b":{},"c":[]}]'
    assert formatted(text) == (
        '[\n  {\n    "a": 1.50,\n    "a": [\n      true,\n      null,\n'
        '      {\n        "ü": "é\\n"\n      }\n    ],\n    "b": {},\n    "c": []\n  }\n]'
    )


def test_one_line_is_shown_broken_and_what_somebody_broke_as_it_is():
    line = json.dumps([ONE])
    assert readable(line).splitlines()[0] == "["
    assert Reading.of(readable(line)).policy == Reading.of(line).policy
    for text in (f"[\n{json.dumps(ONE)}]", "[{", "", "null"):
        assert readable(text) == text


def test_long_lists_are_broken_short_ones_are_not():
    long = {**ONE, "resources": [f"proj/project-number-{n}" for n in range(5)]}
    lines = formatted(json.dumps([ONE, long])).splitlines()
    assert '    "resources": ["proj/*"],' in lines
    assert '      "proj/project-number-0",' in lines


@pytest.mark.parametrize("count", [0, 1, 2, 5])
@pytest.mark.parametrize("inverse", [False, True])
def test_a_statement_is_printed_as_formatting_prints_it(count, inverse):
    texts = tuple(f"proj/project-number-{n}-é" for n in range(count))
    sketch = Sketch(Effect.DENY, Entries(texts, inverse), Entries(("a\n", "\ud800")))
    text = text_of([sketch, Sketch()])
    assert formatted(text) == text == text_of([sketch, Sketch()])
    assert Reading.of(text).sketches == (sketch, Sketch())


def test_single_surrogates_are_printed_escaped():
    assert formatted('["\\ud800"]') == '["\\ud800"]'


def test_a_single_object_can_be_wrapped():
    assert json.loads(wrapped(json.dumps(ONE))) == [ONE]
    with pytest.raises(PolicyError):
        wrapped("{")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([ONE] * 100_000),
        json.dumps([{**ONE, "resources": [f"proj/{'x' * 10_000}"]}]),
        "[" * 1_000_000,
        '["' + "x" * 1_000_000 + '"]',
        json.dumps([{**ONE, "resources": [f"proj/{n}" for n in range(10_000)]}]),
    ],
    ids=["statements", "name", "brackets", "string", "resources"],
)
def test_large_texts_are_answered_in_bounded_time(text):
    began = time.process_time()
    reading = Reading.of(text)
    assert time.process_time() - began < 10
    assert reading.problems or reading.policy


def test_a_token_in_a_policy_is_refused_at_its_place_and_not_repeated() -> None:
    token = "CanaryAbCdEfGhIjKlMnOpQrStUvWxYz01234567"
    text = f'[{{"effect": "allow",\n"resources": ["proj/{token}"], "actions": ["*"]}}]'

    reading = Reading.of(text)

    [problem] = reading.problems
    assert (problem.line, problem.column, reading.policy) == (2, 21, None)
    assert reading.sketches
    assert token not in problem.text
    [refused] = policy_problems(text)
    assert (refused.where, refused.params["reason"]) == ("policy", problem)
    assert list(policy_problems(text.replace(token, "shop"))) == []
