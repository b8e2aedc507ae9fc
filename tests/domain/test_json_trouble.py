"""What keeps a text from being JSON, in our own words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.json_trouble import LONGEST, SENTENCES, json_trouble, twice_at
from hipadmin.domain.policy import Fault

COMMA = "A comma stands before “]”. Remove the comma after the last entry."


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("", 1, 1, "There is nothing in it."),
        ('{"a": tok}', 1, 7, "Here JSON needs a value."),
        ('{"a" 1}', 1, 6, "Here JSON needs a colon."),
        ("[1\n 2]", 2, 2, "Here JSON needs a comma or ]."),
        ("{1: 2}", 1, 2, "Here JSON needs a member’s name in quotation marks."),
        ("[1,\n", 2, 1, "It ends too early, before a value."),
        ("[1,]", 1, 3, COMMA),
        ("{'a': 1}", 1, 2, "“'” is not the quotation mark of JSON. Write straight double ones."),
        ("{} // x", 1, 4, "Something follows after its end."),
        ("// x\n{}", 1, 1, "JSON has no comments."),
        ('["a\n"]', 1, 2, "A text is not closed on its line."),
        ('["\t"]', 1, 3, "A text has a tab or an invisible character in it."),
        ('["\\q"]', 1, 3, "A backslash begins no escape here. Write \\\\ for a backslash."),
    ],
)
def test_what_is_wrong_and_where(text: str, line: int, column: int, said: str) -> None:
    trouble = json_trouble(text)
    assert trouble is not None
    assert (trouble.line, trouble.column, trouble.text) == (line, column, said)


def test_what_is_json_or_too_much_to_be_read_again_has_no_words() -> None:
    for text in ('{"a": [1e999, "\\ud800"]}', "[" * 40, " " * LONGEST + "["):
        assert json_trouble(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1, "b": {"a": 2}}', None),
        ('{"a": 1,\n  "a": 2}', (2, 3)),
        ('[{"a": 1, "a": 2, "a": 3}]', (1, 11)),
        ('{"a": 1, "a": }', None),
        ('{"a": 1, "a": 2}' + " " * LONGEST, None),
    ],
)
def test_where_a_member_is_written_twice(text: str, place: tuple[int, int] | None) -> None:
    assert twice_at(text) == place


def test_every_way_not_to_be_json_has_its_sentence() -> None:
    ways = {fault for fault in Fault if fault.name.startswith("JSON_")}
    assert set(SENTENCES) == ways - {Fault.JSON_DEPTH}


@given(st.text(alphabet='[]{}:,"0a\\\n -.', max_size=12))
def test_whatever_is_no_json_has_words(text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        trouble = json_trouble(text)
        assert trouble is not None
        assert trouble.text.endswith(".")
