import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipadmin.domain.policy.globs import compile_any, compile_glob

PATTERNS = st.text(alphabet="ab.*", max_size=8)
NAMES = st.text(alphabet="ab.", max_size=10)


def expected(pattern, name):
    return re.fullmatch(".*".join(map(re.escape, re.split(r"\*+", pattern))), name) is not None


@settings(max_examples=500)
@given(PATTERNS, NAMES)
def test_agrees_with_an_expression(pattern, name):
    assert compile_glob(pattern)(name) is expected(pattern, name)


@settings(max_examples=200)
@given(st.lists(PATTERNS, max_size=4), NAMES)
def test_one_of_several_is_enough(patterns, name):
    assert compile_any(patterns)(name) is any(expected(p, name) for p in patterns)


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("ops_*", "ops_", True),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("*ab*ab", "ab", False),
        ("Ab", "ab", False),
        ("rel.1", "relx1", False),
    ],
)
def test_edges(pattern, name, matches):
    assert compile_glob(pattern)(name) is matches


def test_many_stars_against_a_long_name_come_back_at_once():
    assert not compile_glob("*a" * 400 + "*c")("a" * 200_000 + "b")
