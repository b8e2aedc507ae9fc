"""The quick answer: the same as the rules, for odd texts too, and quick whatever the globs are."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipadmin.domain.policy import Access, Policy
from hipadmin.domain.policy.globs import compile_glob

ODD = st.text(alphabet="ab.*[(\\|\n\x1b\x1c\x1d\x1e\x1f:;,é", max_size=6)
GLOBS = st.text(alphabet="ab.*", min_size=1, max_size=6)


def statement(resource, action="*", effect="allow"):
    return {"effect": effect, "resources": [resource], "actions": [action]}


def answers(policy, access):
    """By the rules, then by the expression."""
    compiled = Policy.parse(policy)
    return compiled.allows([access]), compiled.allows([access]), compiled.explain([access]).passes


@settings(max_examples=200, deadline=None)
@given(glob=GLOBS, text=ODD)
def test_names_actions_and_tags_mean_the_same_both_ways(glob, text):
    meant = compile_glob(glob)(text)
    name = text.replace(":", "_")
    cases = [
        (statement("proj/*", glob), Access(text, "proj/a"), meant),
        (statement(f"proj/{glob}"), Access("x", f"proj/{name}"), compile_glob(glob)(name)),
        (statement(f"proj/*;{glob}"), Access("x", "proj/a", {"proj": ["zz", text]}), meant),
    ]
    for policy, access, expected in cases:
        assert answers([policy], access) == (expected,) * 3


@pytest.mark.parametrize(
    ("tags", "properties", "expected"),
    [
        (["a", "b"], {"critical": True}, True),
        (["b", "x", "a"], {"other": False, "critical": True}, True),
        (["a"], {"critical": True}, False),
        (["a", "b"], {"critical": False}, False),
        (["a", "b"], {"critical": "true"}, False),
        (["a", "b"], {}, False),
        (["a", "b", "critical:true"], {}, False),
        ([], {"critical": True}, False),
    ],
)
def test_tags_and_properties_of_the_right_pair(tags, properties, expected):
    policy = [statement("proj/*:env/*;a,{critical:true},b:flag/*")]
    access = Access(
        "x", "proj/p:env/e:flag/f", {"env": tags, "flag": ["a", "b"]}, {"env": properties}
    )
    assert answers(policy, access) == (expected,) * 3


def test_foreign_values_can_be_made_and_match_nothing():
    access = Access(None, 7, {"proj": 3})
    assert (access.signature, access.line) == ("", "")


def test_many_entries_are_answered_by_the_rules():
    policy = [statement(f"proj/p{n}") for n in range(200)]
    assert answers(policy, Access("x", "proj/p199")) == (True,) * 3
    assert answers(policy, Access("x", "proj/p200")) == (False,) * 3


@pytest.mark.parametrize("place", ["name", "tag", "action"])
def test_no_glob_makes_it_slow(place):
    glob, text = "a*" * 400 + "b", "a" * 900 + "c"
    policy, access = {
        "name": (statement(f"proj/{glob}"), Access("x", f"proj/{text}")),
        "tag": (statement(f"proj/*;{glob},{glob}"), Access("x", "proj/p", {"proj": [text] * 50})),
        "action": (statement("proj/*", glob), Access(text, "proj/p")),
    }[place]
    compiled = Policy.parse([policy])
    assert not compiled.allows([access])
    began = time.process_time()
    assert not any(compiled.allows([access]) for _ in range(10))
    assert time.process_time() - began < 2
