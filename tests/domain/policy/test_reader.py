import pytest

from hipadmin.domain.policy import Effect, Fault, Policy, PolicyError, Statement, limits
from hipadmin.domain.policy.specifier import parse_specifier

ALLOW = {"effect": "allow", "resources": ["proj/*:env/*:flag/*"], "actions": ["*"]}


def problems(value):
    with pytest.raises(PolicyError) as caught:
        Policy.parse(value)
    return [(p.path, p.fault) for p in caught.value.problems]


def warnings(*statements):
    return [(w.path, w.fault) for w in Policy.parse(list(statements)).warnings]


def test_statements_are_typed():
    (statement,) = Policy.parse(
        [{"effect": "deny", "resources": [], "notResources": ["proj/a"], "notActions": ["x*"]}]
    ).statements
    assert statement == Statement(
        Effect.DENY, not_resources=(parse_specifier("proj/a"),), not_actions=("x*",)
    )
    assert statement.kind == "proj"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ALLOW, [("", Fault.BARE_STATEMENT)]),
        (5, [("", Fault.NOT_ARRAY)]),
        (b"[]", [("", Fault.NOT_ARRAY)]),
        ([ALLOW, None], [("[1]", Fault.NOT_STATEMENT)]),
        ([{**ALLOW, "effect": "Deny"}], [("[0].effect", Fault.EFFECT_UNKNOWN)]),
        ([{**ALLOW, "effect": None}], [("[0].effect", Fault.EFFECT_UNKNOWN)]),
        ([{**ALLOW, "resources": "proj/*"}], [("[0].resources", Fault.LIST_EXPECTED)]),
        ([{**ALLOW, "actions": None}], [("[0].actions", Fault.LIST_EXPECTED)]),
        ([{**ALLOW, "resources": ["proj/*", 1]}], [("[0].resources[1]", Fault.TEXT_EXPECTED)]),
        ([{**ALLOW, "actions": []}], [("[0]", Fault.NO_FORM)]),
        ([{**ALLOW, "notActions": ["a"]}], [("[0]", Fault.BOTH_FORMS)]),
        ([{**ALLOW, "notResources": ["proj/a"]}], [("[0]", Fault.BOTH_FORMS)]),
        (
            [{**ALLOW, "resources": ["proj/a", "proj/b", "acct"]}],
            [("[0].resources[2]", Fault.MIXED_KINDS)],
        ),
        (
            [{**ALLOW, "resources": ["proj/*:aiconfig/*", "proj/*:env/*:aiconfig/*"]}],
            [("[0].resources[1]", Fault.MIXED_KINDS)],
        ),
        ([{**ALLOW, "actions": [""]}], [("[0].actions[0]", Fault.EMPTY)]),
        ([{**ALLOW, "actions": ["a b"]}], [("[0].actions[0]", Fault.CHARACTER_BLANK)]),
        ([{**ALLOW, "actions": ["a" * 10_000]}], [("[0].actions[0]", Fault.NAME_LONG)]),
    ],
)
def test_refused(value, expected):
    assert problems(value) == expected


def test_every_problem_is_told_at_once():
    assert problems([{}, {**ALLOW, "effect": "no", "actions": ["?"]}]) == [
        ("[0]", Fault.EFFECT_MISSING),
        ("[0]", Fault.NO_FORM),
        ("[0]", Fault.NO_FORM),
        ("[1].effect", Fault.EFFECT_UNKNOWN),
        ("[1].actions[0]", Fault.CHARACTER_GLOB),
    ]


def test_text_gives_line_and_column_of_the_wrong_character():
    text = '[\n  {"effect": "allow",\n   "resources": ["proj/a?"],\n   "actions": ["*"]}\n]'
    with pytest.raises(PolicyError) as caught:
        Policy.parse(text)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (3, 25)


def test_problems_come_in_the_order_of_the_text():
    text = '[{"actions": ["?"], "resources": ["*"], "effect": "x", "actions": ["*"]}]'
    with pytest.raises(PolicyError) as caught:
        Policy.parse(text)
    assert [p.fault for p in caught.value.problems] == [
        Fault.LONE_STAR,
        Fault.EFFECT_UNKNOWN,
        Fault.DUPLICATE,
    ]
    assert str(caught.value).endswith("(and 2 more)")


def test_values_nested_in_themselves_do_no_harm():
    loop: list[object] = []
    loop.append(loop)
    assert problems(loop) == [("[0]", Fault.NOT_STATEMENT)]
    own: dict[str, object] = dict(ALLOW)
    own["own"] = own
    assert warnings(own) == [("[0].own", Fault.MEMBER_UNKNOWN)]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, []),
        ({"comment": {"a": [1]}}, [("[0].comment", Fault.MEMBER_UNKNOWN)]),
        ({"actions": ["updateon"]}, [("[0].actions[0]", Fault.ACTION_CASE)]),
        ({"actions": ["updateOn", "fly"]}, [("[0].actions[1]", Fault.ACTION_UNKNOWN)]),
        ({"actions": ["fly*"]}, [("[0].actions[0]", Fault.ACTION_UNKNOWN)]),
        ({"actions": ["update*"]}, []),
        ({"resources": ["acct"], "actions": ["updateSamlAnything"]}, []),
        ({"resources": ["event/*:subject/*"], "actions": ["com.example.any"]}, []),
        ({"resources": ["ci/*:repo/*:build/*;x"], "actions": ["buildFailed"]}, []),
        ({"resources": ["member/*;a", "member/*;b"]}, [("[0]", Fault.TAGS_UNKNOWN)]),
        ({"effect": "deny"}, [("", Fault.ONLY_DENIES)]),
        (
            {
                "resources": [],
                "notResources": ["proj/a"],
                "actions": [],
                "notActions": ["viewProject"],
            },
            [("[0]", Fault.BOTH_INVERSE)],
        ),
    ],
)
def test_warned_of_and_accepted(members, expected):
    assert warnings({**ALLOW, **members}) == expected


def test_number_of_statements_is_bounded():
    Policy.parse([ALLOW] * limits.STATEMENTS)
    few = [{"effect": "allow"}] * (limits.STATEMENTS + 1)
    assert problems(few) == [("", Fault.TOO_MANY_STATEMENTS)]
    assert problems([ALLOW] * 100_000) == [("", Fault.TOO_MANY_VALUES)]


def test_number_of_problems_and_warnings_is_bounded():
    wrong = {"effect": "?", "resources": ["*"] * 1000, "actions": ["?"] * 1000}
    assert len(problems([wrong] * 10)) == limits.PROBLEMS
    odd = {**ALLOW, "actions": ["odd"] * 1000}
    assert len(warnings(*[odd] * 10)) == limits.PROBLEMS
    strange = {**ALLOW, **{f"x{n}": n for n in range(1000)}}
    assert len(warnings(strange)) == limits.PROBLEMS
