"""What holds for every policy that a form or an explanation shows."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipadmin.domain.policy import Access, Effect, Policy, Why
from hipadmin.domain.policy.form import Entries, Reading, Sketch, formatted, readable, text_of
from hipadmin.domain.policy.tracing import Reach, telling, trace
from tests.domain.policy.test_evaluator import some_accesses, statements, written

FLAG = "proj/shop:env/production:flag/banner"
POLICIES = st.lists(statements().map(written), min_size=1, max_size=3)
TEXTS = st.lists(st.text(max_size=6), min_size=1, max_size=2).map(tuple)
ENTRIES = st.builds(Entries, TEXTS, st.booleans())
SKETCHES = st.lists(st.builds(Sketch, st.sampled_from(Effect), ENTRIES, ENTRIES), max_size=2)


@given(policy=POLICIES, event=st.lists(some_accesses(), min_size=1, max_size=2))
@settings(max_examples=80, deadline=None)
def test_what_is_told_of_each_statement_is_what_decided(policy, event):
    compiled = Policy.parse(policy)
    verdict = compiled.explain(event)
    for access in event:
        covering = {s.effect for s in trace(compiled.statements, access) if s.reach is Reach.COVERS}
        allowed = Effect.ALLOW in covering and Effect.DENY not in covering
        assert allowed is compiled.allows([access])
    if verdict.statement is not None:
        step = trace(compiled.statements, verdict.access)[verdict.statement - 1]
        assert step.reach is Reach.COVERS
        assert (step.effect is Effect.DENY) is (verdict.why is Why.DENIED)
    for access in event:
        steps = sorted(
            trace(compiled.statements, access), key=lambda s: s.reach is not Reach.COVERS
        )
        assert telling(compiled, access, 2) == tuple(steps[:2])


def test_those_that_decide_are_told_before_others():
    allow = {"effect": "allow", "actions": ["*"], "resources": ["proj/*"]}
    other, deny = allow | {"resources": ["member/*"]}, allow | {"effect": "deny"}
    policy = Policy.parse([other, allow, other, deny])
    steps = telling(policy, Access("on", "proj/x"), 3)
    assert [(step.number, step.reach) for step in steps] == [
        (2, Reach.COVERS),
        (4, Reach.COVERS),
        (1, Reach.OTHER_KIND),
    ]


def test_what_stops_an_access_is_told_with_what_was_wanted():
    policy = Policy.parse([{"effect": "allow", "actions": ["*"], "resources": ["proj/*:env/*;a"]}])
    [step] = trace(policy.statements, Access("on", "proj/x:env/live", {"env": ["b"]}))
    assert (step.reach, step.wanted, step.found) == (Reach.TAG, "a", "env")


@given(policy=POLICIES)
@settings(max_examples=40, deadline=None)
def test_a_form_can_show_every_policy_and_changes_nothing(policy):
    reading = Reading.of(json.dumps(policy))
    assert reading.sketches is not None
    assert Policy.parse(text_of(reading.sketches)) == reading.policy
    assert Policy.parse(formatted(reading.text)) == reading.policy


@given(sketches=SKETCHES.map(tuple))
@settings(max_examples=60, deadline=None)
def test_a_form_gets_back_what_it_printed(sketches):
    text = text_of(sketches)
    assert Reading.of(text).sketches == sketches
    assert readable(text) == text
    assert not text or formatted(text) == text


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ({"resources": ["member/*"]}, (Reach.OTHER_KIND, "member/*", FLAG)),
        ({"resources": ["proj/x:env/*:flag/*"]}, (Reach.NAME, "proj/x", "proj/shop")),
        ({"resources": ["proj/*:env/*:flag/*;new"]}, (Reach.TAG, "new", "flag")),
        (
            {"resources": ["proj/*:env/*;{critical:true}:flag/*"]},
            (Reach.PROPERTY, "{critical:true}", "env"),
        ),
        (
            {"resources": ["proj/*:env/*;{critical:false}:flag/*;o*"]},
            (Reach.COVERS, "proj/*:env/*;{critical:false}:flag/*;o*", FLAG),
        ),
        ({"notResources": [FLAG]}, (Reach.SPARED_RESOURCE, FLAG, FLAG)),
        ({"notResources": ["proj/*:env/x:flag/*"]}, (Reach.COVERS, "", FLAG)),
        ({"resources": [FLAG], "actions": ["a", "b"]}, (Reach.ACTION, "a, b", "updateOn")),
        (
            {"resources": [FLAG], "actions": [], "notActions": ["update*"]},
            (Reach.SPARED_ACTION, "update*", "updateOn"),
        ),
        ({"resources": ["proj/x:env/*:flag/*", FLAG]}, (Reach.COVERS, FLAG, FLAG)),
    ],
)
def test_what_is_in_the_way_is_told(statement, told):
    policy = Policy.parse([{"effect": "allow", "actions": ["*"], **statement}])
    access = Access("updateOn", FLAG, {"flag": ["old"]}, {"env": {"critical": False}})
    [step] = telling(policy, access, 1)
    assert (step.reach, step.wanted, step.found) == told
    assert policy.explain([access]).passes is (step.reach is Reach.COVERS)


def test_the_account_has_no_name():
    policy = Policy.parse([{"effect": "allow", "actions": ["*"], "resources": ["acct"]}])
    [step] = telling(policy, Access("on", "acct"), 1)
    assert (step.reach, step.wanted) == (Reach.COVERS, "acct")
