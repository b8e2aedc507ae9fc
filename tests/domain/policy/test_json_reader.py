import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipadmin.domain.policy import Fault, PolicyError, limits
from hipadmin.domain.policy.faults import Type
from hipadmin.domain.policy.json_reader import read_json


def value_of(node):
    """Back to what json.loads gives, numbers as their text."""
    match node.type:
        case Type.ARRAY:
            return [value_of(item) for item in node.items]
        case Type.OBJECT:
            return {name.text: value_of(value) for name, value in node.members}
        case Type.STRING:
            return node.text
        case _:
            return json.loads(node.text)


def refused(text):
    with pytest.raises(PolicyError) as caught:
        read_json(text)
    (problem,) = caught.value.problems
    return problem


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(max_examples=200)
@given(value=JSON, indent=st.sampled_from([None, 1, 4]), ascii_only=st.booleans())
def test_reads_what_the_standard_library_writes(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    node, twice = read_json(text)
    assert value_of(node) == value
    assert twice == ()


@settings(max_examples=200)
@given(st.text(alphabet='[]{}":,\\u0123truefalsn-.eE \n\t#/*\ud800é'))
def test_agrees_with_the_standard_library_on_what_json_is(text):
    try:
        json.loads(text, parse_constant=lambda _: 1 / 0)
    except (ValueError, ZeroDivisionError):
        with pytest.raises(PolicyError):
            read_json(text)
    else:
        read_json(text)


@pytest.mark.parametrize(
    ("text", "fault", "line", "column"),
    [
        ("", Fault.JSON_EMPTY, 1, 1),
        (" \n ", Fault.JSON_EMPTY, 2, 2),
        ("[", Fault.JSON_END, 1, 2),
        ("[1\n,\n]", Fault.JSON_COMMA, 2, 1),
        ('{"a": 1,}', Fault.JSON_COMMA, 1, 8),
        ('[1\r\n  "a"]', Fault.JSON_UNEXPECTED, 2, 3),
        ("{'a': 1}", Fault.JSON_QUOTES, 1, 2),
        ("[“a”]", Fault.JSON_QUOTES, 1, 2),
        ("[ // no\n]", Fault.JSON_COMMENT, 1, 3),
        ("# no", Fault.JSON_COMMENT, 1, 1),
        ('["a\n"]', Fault.JSON_STRING_END, 1, 2),
        ('["a', Fault.JSON_STRING_END, 1, 2),
        ('["a\tb"]', Fault.JSON_CONTROL, 1, 4),
        (r'["\x"]', Fault.JSON_ESCAPE, 1, 3),
        (r'["\u12"]', Fault.JSON_ESCAPE, 1, 3),
        ("[]\n[]", Fault.JSON_REST, 2, 1),
        ('{"a" 1}', Fault.JSON_UNEXPECTED, 1, 6),
        ("[NaN]", Fault.JSON_UNEXPECTED, 1, 2),
        ("[01]", Fault.JSON_UNEXPECTED, 1, 2),
        ("\ufeff[]", Fault.JSON_UNEXPECTED, 1, 1),
    ],
)
def test_place_of_what_is_no_json(text, fault, line, column):
    problem = refused(text)
    assert (problem.fault, problem.line, problem.column) == (fault, line, column)
    assert problem.text.startswith(f"line {line}, column {column}: ")


def test_path_leads_to_the_place():
    assert refused('[{}, {"a": {"b": [1, x]}}]').path == "[1].a.b[1]"


def test_members_written_twice_are_told():
    _, twice = read_json('[{"a": 1, "b": 2,\n "a": 3}]')
    (problem,) = twice
    assert (problem.path, problem.fault) == ("[0].a", Fault.DUPLICATE)
    assert (problem.line, problem.column) == (2, 2)


def test_escaped_pairs_join_and_single_surrogates_stay():
    node, _ = read_json(r'["\ud83d\ude00", "\ud800", "\u00e9\n"]')
    assert [i.text for i in node.items] == ["😀", "\ud800", "é\n"]


def test_depth_is_bounded():
    read_json("[" * limits.DEPTH + "]" * limits.DEPTH)
    assert refused("[" * 1_000_000).fault is Fault.JSON_DEPTH


def test_length_and_number_of_values_are_bounded():
    assert refused(" " * (limits.TEXT_LENGTH + 1)).fault is Fault.TOO_LONG
    assert refused("[" + "1," * limits.VALUES + "1]").fault is Fault.TOO_MANY_VALUES


def test_invisible_characters_never_reach_a_sentence():
    assert "\\u0000" in refused("[\x00]").reason
    assert "\\ud800" in refused("[\ud800]").reason
