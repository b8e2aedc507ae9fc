"""Plain data as facts for people."""

import pytest

from hipadmin.domain.plain import facts_in


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
