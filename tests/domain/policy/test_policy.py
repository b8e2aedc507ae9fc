import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipadmin.domain.policy import Fault, Policy, PolicyError
from hipadmin.domain.policy.faults import HINTS, REASONS
from hipadmin.domain.policy.kinds import ACTIONS, CHAINS, KINDS, MISTAKEN, PROPERTIES, TAGGED

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["effect", "resources", "actions", "notActions"]) | st.text(), inner
        )
        | st.frozensets(st.integers())
    ),
    max_leaves=15,
)
SCRAPS = st.text(alphabet="proj/env:flag;*,{}critical true$view.?\n\"'\\\ud800")


def problems_of(value):
    """What is wrong with ``value``; if nothing is, its canonical form has to be read again."""
    try:
        policy = Policy.parse(value)
    except PolicyError as error:
        return error.problems
    assert Policy.parse(policy.to_json()) == policy
    return None


def parses_or_refuses(value):
    problems = problems_of(value)
    assert problems != ()
    assert all(p.reason.encode() and p.text.encode() for p in problems or ())


@settings(max_examples=200)
@given(ANYTHING)
def test_parsed_input_raises_nothing_else(value):
    parses_or_refuses(value)
    parses_or_refuses([value])


@settings(max_examples=200)
@given(st.text() | st.text(alphabet='[]{}":,\\eft01 \n'))
def test_text_raises_nothing_else(text):
    parses_or_refuses(text)


@settings(max_examples=200)
@given(st.lists(SCRAPS, min_size=1, max_size=3), st.lists(SCRAPS, min_size=1, max_size=3))
def test_specifiers_and_actions_raise_nothing_else(resources, actions):
    value = [{"effect": "allow", "resources": resources, "actions": actions}]
    parses_or_refuses(value)
    parses_or_refuses(json.dumps(value))


@st.composite
def policies(draw):
    name = st.text(alphabet="aB1._-*", min_size=1, max_size=6)
    statements = []
    for _ in range(draw(st.integers(1, 4))):
        chain = draw(st.sampled_from(CHAINS)).split(":")
        entries = st.builds(
            lambda names, chain=chain: ":".join(
                pair.replace("*", n) for pair, n in zip(chain, names, strict=False)
            ),
            st.lists(name, min_size=3, max_size=3),
        )
        statements.append(
            {
                "effect": draw(st.sampled_from(["allow", "deny"])),
                draw(st.sampled_from(["resources", "notResources"])): draw(
                    st.lists(entries, min_size=1, max_size=3)
                ),
                draw(st.sampled_from(["actions", "notActions"])): draw(
                    st.lists(name, min_size=1, max_size=3)
                ),
            }
        )
    return statements


@settings(max_examples=200)
@given(policies(), st.sampled_from([None, 0, 2]))
def test_parse_print_parse_is_the_identity(value, indent):
    policy = Policy.parse(value)
    text = policy.to_json(indent)
    assert json.loads(text) == value
    assert Policy.parse(text) == policy
    assert Policy.parse(text).to_json(indent) == text


@pytest.mark.parametrize("value", [None, [], "null", " [ ] "])
def test_no_policy(value):
    policy = Policy.parse(value)
    assert policy.is_empty
    assert policy.to_json() == "null"
    assert policy == Policy.parse(None)


def test_an_empty_array_is_told():
    assert [w.fault for w in Policy.parse([]).warnings] == [Fault.NO_STATEMENTS]
    assert Policy.parse(None).warnings == ()


def test_canonical_form_leaves_out_what_is_absent_or_unknown():
    policy = Policy.parse(
        '[{"x": 1, "actions": ["*"], "notActions": [], "resources": ["acct"], "effect": "deny"}]'
    )
    assert policy.to_json(None) == '[{"effect": "deny", "resources": ["acct"], "actions": ["*"]}]'


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_a_sentence(fault):
    assert REASONS[fault].endswith(".")
    assert "!" not in REASONS[fault] + HINTS.get(fault, "")


def test_tables_agree_with_each_other():
    for table in (ACTIONS, TAGGED, PROPERTIES):
        assert set(table) <= KINDS
    assert set(MISTAKEN.values()) <= KINDS
    assert not set(MISTAKEN) & KINDS
    assert not {"toggle", "flags", "project", "Flag"} & KINDS
