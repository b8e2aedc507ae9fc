"""The compiled evaluator against one written from the rules, without any cleverness."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipadmin.domain.policy import Access, Policy, Verdict, Why

NAMES = st.sampled_from(["a", "b", "ab", "a.b", "axb"])
GLOBS = st.sampled_from(["*", "a", "b", "a*", "*b", "a.b", "**", "*a*b*"])
TAGS = st.sampled_from(["a", "b", "ab"])
CHAINS = st.sampled_from([("proj",), ("proj", "env"), ("proj", "env", "flag"), ("member",)])


def naive_glob(pattern, text):
    return re.fullmatch(".*".join(map(re.escape, re.split(r"\*+", pattern))), text) is not None


def naive_names(specifier, access):
    wanted, given = specifier.split(":p "), access.resource.split(":")
    if [w.split("/")[0] for w in wanted] != [g.split("/")[0] for g in given]:
        return False
    return all(naive_pair(w, g, access) for w, g in zip(wanted, given, strict=True))


def naive_pair(wanted, given, access):
    kind, key = given.split("/")
    head, _, marks = wanted.partition(";")
    tags = access.tags.get(kind, [])
    for mark in filter(None, marks.split(",")):
        if mark.startswith("{"):
            if access.properties.get(kind, {}).get("critical") is not (mark == "{critical:true}"):
                return False
        elif not any(naive_glob(mark, tag) for tag in tags):
            return False
    return naive_glob(head.split("/")[1], key)


def naive_covers(statement, access):
    specifiers = statement.get("resources") or statement["notResources"]
    kinds = [pair.split("/")[0] for pair in specifiers[0].split(":p ")]
    if kinds != [pair.split("/")[0] for pair in access.resource.split(":")]:
        return False
    named = any(naive_names(s, access) for s in specifiers)
    if "notResources" in statement:
        named = not named
    listed = any(
        naive_glob(a, access.action) for a in statement.get("actions") or statement["notActions"]
    )
    return named and (listed if "actions" in statement else not listed)


def naive_allows(policy, accesses):
    if not policy:
        return True
    for access in accesses:
        effects = {s["effect"] for s in policy if naive_covers(s, access)}
        if effects == {"allow"}:
            return True
    return False


@st.composite
def specifiers(draw, chain):
    pairs = []
    for kind in chain:
        selectors = ["{critical:true}", "{critical:false}"] if kind == "env" else []
        mark = st.sampled_from(["a", "b", "a*", *selectors])
        marks = draw(st.lists(mark, max_size=2) if draw(st.booleans()) else st.just([]))
        pairs.append(f"{kind}/{draw(GLOBS)}" + (";" + ",".join(marks) if marks else ""))
    return ":p ".join(pairs)  # a joint that cannot stand in a mark, for the naive side


@st.composite
def statements(draw):
    chain = draw(CHAINS)
    resources = draw(st.sampled_from(["resources", "notResources"]))
    actions = draw(st.sampled_from(["actions", "notActions"]))
    return {
        "effect": draw(st.sampled_from(["allow", "allow", "deny"])),
        resources: draw(st.lists(specifiers(chain), min_size=1, max_size=3)),
        actions: draw(st.lists(GLOBS, min_size=1, max_size=2)),
    }


@st.composite
def some_accesses(draw):
    chain = draw(CHAINS)
    resource = ":".join(f"{kind}/{draw(NAMES)}" for kind in chain)
    tags = {kind: draw(st.lists(TAGS, max_size=2)) for kind in chain if draw(st.booleans())}
    critical = draw(st.sampled_from([{}, {"env": {}}, {"env": {"critical": True}}]))
    return Access(draw(NAMES), resource, tags, critical or {"env": {"critical": False}})


def written(statement):
    return {
        name: [e.replace(":p ", ":") for e in value] if isinstance(value, list) else value
        for name, value in statement.items()
    }


@settings(max_examples=400)
@given(st.lists(statements(), max_size=4), st.lists(some_accesses(), max_size=3))
def test_agrees_with_the_rules(policy, accesses):
    compiled = Policy.parse([written(s) for s in policy])
    expected = naive_allows(policy, accesses)
    for _ in range(2):  # the first time by the rules, from then on by an expression
        assert compiled.allows(accesses) is expected
    verdict = compiled.explain(accesses)
    assert verdict.passes is expected
    if verdict.statement is not None:
        decided = policy[verdict.statement - 1]
        assert decided["effect"] == ("allow" if expected else "deny")
        assert naive_covers(decided, verdict.access)


def statement(effect, resource, action="*"):
    return {"effect": effect, "resources": [resource], "actions": [action]}


POLICY = Policy.parse([statement("allow", "proj/*"), statement("deny", "proj/lab", "delete*")])
LOOK = Access("viewProject", "proj/lab")
DELETE = Access("deleteProject", "proj/lab")
OTHER = Access("createMember", "member/1")


@pytest.mark.parametrize(
    ("accesses", "verdict"),
    [
        ([LOOK], Verdict(True, Why.ALLOWED, 1, LOOK)),
        ([DELETE], Verdict(False, Why.DENIED, 2, DELETE)),
        ([OTHER], Verdict(False, Why.NOT_ALLOWED, None, OTHER)),
        ([OTHER, DELETE], Verdict(False, Why.DENIED, 2, DELETE)),
        ([DELETE, OTHER, LOOK], Verdict(True, Why.ALLOWED, 1, LOOK)),
        ([], Verdict(False, Why.NO_ACCESS)),
    ],
)
def test_explains_the_verdict(accesses, verdict):
    assert POLICY.explain(accesses) == verdict
    assert POLICY.allows(accesses) is verdict.passes


def test_without_a_policy_everything_passes():
    assert Policy.parse(None).explain([OTHER]) == Verdict(True, Why.NO_POLICY)
    assert Policy.parse(None).allows([])


def test_inverse_statement_stays_within_its_kind():
    policy = Policy.parse([{"effect": "allow", "notResources": ["proj/lab"], "actions": ["*"]}])
    assert policy.allows([Access("viewProject", "proj/web")])
    assert not policy.allows([OTHER])


@pytest.mark.parametrize("resource", ["", ":", "acct/x", "acct:", "proj", "proj/a:", "/", "proj:a"])
def test_resources_of_no_known_form_are_not_reached(resource):
    policy = Policy.parse([statement("allow", "acct"), statement("allow", "proj/*")])
    assert not policy.allows([Access("a", resource)])


def test_missing_or_odd_property_matches_neither_selector():
    for value in ("true", "false"):
        policy = Policy.parse([statement("allow", f"proj/*:env/*;{{critical:{value}}}")])
        for properties in (
            {},
            {"env": {}},
            {"env": {"critical": "true"}},
            {"env": {"critical": 1}},
        ):
            assert not policy.allows([Access("a", "proj/a:env/b", properties=properties)])


def test_own_kinds_are_judged_alike():
    policy = Policy.parse([statement("allow", "ci/*:repo/*:build/main;nightly", "buildFailed")])
    resource = "ci/shippable:repo/acme.shop:build/main"
    assert policy.allows([Access("buildFailed", resource, {"build": ["nightly"]})])
    assert not policy.allows([Access("buildFailed", resource, {"repo": ["nightly"]})])
