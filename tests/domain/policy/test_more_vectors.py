"""Further cases of the policy language in the form of the published ones, by rule and question."""

import json

import pytest

from hipadmin.domain.policy import Access, Fault, Policy, PolicyError

FLAG = "proj/shop:env/production:flag/new-checkout"


def allow(*resources, **more):
    return {"effect": "allow", "resources": list(resources), "actions": ["*"], **more}


def deny(*resources, **more):
    return {**allow(*resources, **more), "effect": "deny"}


def on(resource, action="updateOn", tags=None, properties=None):
    return {
        "action": action,
        "resource": resource,
        "tags": tags or {},
        "properties": properties or {},
    }


PASSES, HELD = True, False
VECTORS = [
    ("R1 null", None, [on(FLAG)], PASSES),
    ("R5 a parent's name counts", [allow("proj/web:env/*:flag/*")], [on(FLAG)], HELD),
    ("R6 no parents", [allow("proj/shop:env/production")], [on(FLAG)], HELD),
    ("R6 no children", [allow("proj/*:env/*:flag/*")], [on("proj/shop:env/production")], HELD),
    ("R7 stays in its name", [allow("proj/*:env/prod*:flag/new-*")], [on(FLAG)], PASSES),
    ("R7 whole name", [allow("proj/*:env/*:flag/new")], [on(FLAG)], HELD),
    ("R7 stars within", [allow("proj/s*p:env/*d*c*:flag/n*w*t")], [on(FLAG)], PASSES),
    ("R7 parts do not overlap", [allow("proj/sho*hop")], [on("proj/shop", "viewProject")], HELD),
    ("R8 case of keys", [allow("proj/Shop:env/*:flag/*")], [on(FLAG)], HELD),
    (
        "R9 all tags",
        [allow("proj/*:env/*:flag/*;a,b")],
        [on(FLAG, tags={"flag": ["b", "c", "a"]})],
        PASSES,
    ),
    ("R9 one of two", [allow("proj/*:env/*:flag/*;a,b")], [on(FLAG, tags={"flag": ["a"]})], HELD),
    (
        "R9 the tag of another pair",
        [allow("proj/*;a:env/*:flag/*")],
        [on(FLAG, tags={"flag": ["a"], "env": ["a"]})],
        HELD,
    ),
    ("R10 glob", [allow("proj/*:env/*;qa_*:flag/*")], [on(FLAG, tags={"env": ["qa_2"]})], PASSES),
    (
        "R11 true",
        [allow("proj/*:env/*;{critical:true}:flag/*")],
        [on(FLAG, properties={"env": {"critical": True}})],
        PASSES,
    ),
    (
        "R11 with a tag, in any order",
        [allow("proj/*:env/*;{critical:false},qa:flag/*")],
        [on(FLAG, tags={"env": ["qa"]}, properties={"env": {"critical": False}})],
        PASSES,
    ),
    ("R12 glob", [allow("proj/*:env/*:flag/*", actions=["update*"])], [on(FLAG)], PASSES),
    ("R12 whole", [allow("proj/*:env/*:flag/*", actions=["update"])], [on(FLAG)], HELD),
    (
        "R13 not named",
        [{"effect": "allow", "resources": ["proj/*:env/*:flag/*"], "notActions": ["create*"]}],
        [on(FLAG)],
        PASSES,
    ),
    (
        "R13 any is none",
        [{"effect": "allow", "resources": ["proj/*:env/*:flag/*"], "notActions": ["*"]}],
        [on(FLAG)],
        HELD,
    ),
    (
        "R14 not named",
        [{"effect": "allow", "notResources": ["proj/*:env/test:flag/*"], "actions": ["*"]}],
        [on(FLAG)],
        PASSES,
    ),
    ("R15 deny first", [deny("proj/*:env/*:flag/*"), allow(FLAG)], [on(FLAG)], HELD),
    ("R15 deny last", [allow(FLAG), deny("proj/*:env/*:flag/n*")], [on(FLAG)], HELD),
    ("R16 another denied", [allow("proj/*:env/*:flag/*"), deny("proj/*")], [on(FLAG)], PASSES),
    ("R17 denies only", [deny("proj/*:env/test:flag/*")], [on(FLAG)], HELD),
    ("R18 alternatives", [allow("proj/*:env/x:flag/*", FLAG)], [on(FLAG)], PASSES),
    ("R21 the account", [allow("acct")], [on("acct", "updateOrganization")], PASSES),
    (
        "R22 and U3 one allowed is enough",
        [allow("proj/*:env/production:flag/*")],
        [on("proj/shop:env/test:flag/x"), on(FLAG)],
        PASSES,
    ),
    (
        "U3 after its own denies",
        [allow("proj/*:env/production:flag/*"), deny("proj/*:env/*:flag/*;noisy")],
        [on("proj/shop:env/test:flag/x"), on(FLAG, tags={"flag": ["noisy"]})],
        HELD,
    ),
    (
        "U1 both not-forms",
        [{"effect": "allow", "notResources": [FLAG], "notActions": ["create*"]}],
        [on("proj/shop:env/production:flag/other")],
        PASSES,
    ),
    (
        "U2 only its own kind",
        [{"effect": "allow", "notResources": [FLAG], "actions": ["*"]}],
        [on("member/m1", "createMember")],
        HELD,
    ),
    ("U4 an unknown action", [allow(FLAG, actions=["flipOver"])], [on(FLAG, "flipOver")], PASSES),
    ("U5 the empty array", [], [on(FLAG)], PASSES),
    (
        "U6 two inverse allows",
        [
            {"effect": "allow", "notResources": ["proj/*:env/*:flag/*;a"], "actions": ["*"]},
            {"effect": "allow", "notResources": ["proj/*:env/*:flag/*;b"], "actions": ["*"]},
        ],
        [on(FLAG, tags={"flag": ["a"]})],
        PASSES,
    ),
    ("U11 two stars", [allow("proj/**:env/**:flag/**")], [on(FLAG)], PASSES),
    ("U12 a star for nothing", [allow("proj/shop*:env/*:flag/*")], [on(FLAG)], PASSES),
    ("U13 case of actions", [allow(FLAG, actions=["updateon"])], [on(FLAG)], HELD),
    ("U13 case of tags", [allow(f"{FLAG};A")], [on(FLAG, tags={"flag": ["a"]})], HELD),
    ("U16 no property", [allow("proj/*:env/*;{critical:false}:flag/*")], [on(FLAG)], HELD),
    ("U18 an unknown member", [allow(FLAG, note=1)], [on(FLAG)], PASSES),
    (
        "U17 the tags reported, though this event takes one away",
        [allow(f"{FLAG};old", actions=["updateTags"])],
        [on(FLAG, "updateTags", {"flag": ["old"]})],
        PASSES,
    ),
    (
        "U17 not the tags to come",
        [allow(f"{FLAG};new", actions=["updateTags"])],
        [on(FLAG, "updateTags", {"flag": ["old"]})],
        HELD,
    ),
    (
        "U17 the tags a deleted thing had",
        [allow(f"{FLAG};old", actions=["delete*"])],
        [on(FLAG, "deleteFlag", {"flag": ["old"]})],
        PASSES,
    ),
    (
        "U20 one tag for two globs",
        [allow(f"{FLAG};a*,*a")],
        [on(FLAG, tags={"flag": ["a"]})],
        PASSES,
    ),
    (
        "a failed build",
        [allow("ci/*:repo/acme.web:build/*", actions=["buildFailed"])],
        [on("ci/github.com:repo/acme.web:build/main", "buildFailed")],
        PASSES,
    ),
    (
        "an alert by its label",
        [allow("monitor/*:rule/*;severity.critical")],
        [on("monitor/am:rule/Disk", "alertTriggered", {"rule": ["severity.critical"]})],
        PASSES,
    ),
    (
        "an image by its tag",
        [allow("registry/*:image/*;latest")],
        [on("registry/d:image/w", "imagePushed", {"image": ["1"]})],
        HELD,
    ),
    ("a crash", [allow("crash/shop:group/*")], [on("crash/shop:group/ab", "groupCreated")], PASSES),
    (
        "a CloudEvent",
        [allow("event/*:subject/*", actions=["com.x.*"])],
        [on("event/s:subject/o", "com.x.paid")],
        PASSES,
    ),
    (
        "an act of an administrator",
        [allow("integration/*", actions=["updateOn"])],
        [on("integration/i1")],
        PASSES,
    ),
]
REFUSED = [
    ("R2 a text", "x", Fault.NOT_ARRAY, ""),
    ("R3 no effect", [{"resources": [FLAG], "actions": ["*"]}], Fault.EFFECT_MISSING, "[0]"),
    ("R3 case", [allow(FLAG, effect="Allow")], Fault.EFFECT_UNKNOWN, "[0].effect"),
    ("R4 both", [allow(FLAG, notActions=["a"])], Fault.BOTH_FORMS, "[0]"),
    ("R4 none", [allow()], Fault.NO_FORM, "[0]"),
    ("R19", [allow("proj/x", "proj/x:env/*")], Fault.MIXED_KINDS, "[0].resources[1]"),
    ("R20 a lone star", [allow("*")], Fault.LONE_STAR, "[0].resources[0]"),
    ("R20 all below", [allow(FLAG), allow("proj/x:*")], Fault.STAR_BELOW, "[1].resources[0]"),
    ("R20 case of a kind", [allow("Proj/x")], Fault.KIND_MISTAKEN, "[0].resources[0]"),
    ("R21 not alone", [allow("acct/*")], Fault.STANDS_ALONE, "[0].resources[0]"),
    ("U7", [allow("proj/*:env/*;qa_*:/flag/*")], Fault.SLASH_FIRST, "[0].resources[0]"),
    ("U8", [allow("proj/${roleAttribute/p}")], Fault.ROLE_ATTRIBUTE, "[0].resources[0]"),
    ("U9", [allow("proj/*:env/*:flag/*;view:v")], Fault.VIEW, "[0].resources[0]"),
    ("U10", [allow("proj/a , b")], Fault.CHARACTER_BLANK, "[0].resources[0]"),
    ("U11 a question mark", [allow("proj/a?")], Fault.CHARACTER_GLOB, "[0].resources[0]"),
    ("U11 brackets", [allow("proj/[a-z]")], Fault.CHARACTER_GLOB, "[0].resources[0]"),
    ("U14", [allow("proj/x:flag/*")], Fault.CHAIN_MISPLACED, "[0].resources[0]"),
    ("U15", [allow("proj/")], Fault.NAME_MISSING, "[0].resources[0]"),
    ("U19", allow(FLAG), Fault.BARE_STATEMENT, ""),
]
WARNED = [
    ("U1", [{"effect": "allow", "notResources": [FLAG], "notActions": ["a*"]}], Fault.BOTH_INVERSE),
    ("U4", [allow(FLAG, actions=["flipOver"])], Fault.ACTION_UNKNOWN),
    ("U4 case", [allow(FLAG, actions=["updateon"])], Fault.ACTION_CASE),
    ("U5", [], Fault.NO_STATEMENTS),
    ("U18", [allow(FLAG, note=1)], Fault.MEMBER_UNKNOWN),
    ("R17", [deny(FLAG)], Fault.ONLY_DENIES),
]


def name(case):
    return case if isinstance(case, str) else ""


@pytest.mark.parametrize(("title", "policy", "event", "expected"), VECTORS, ids=name)
def test_a_verdict(title, policy, event, expected):
    parsed, accesses = Policy.parse(json.dumps(policy)), [Access(**a) for a in event]
    for _ in range(2):
        assert parsed.allows(accesses) is expected
    assert parsed.explain(accesses).passes is expected


@pytest.mark.parametrize(("title", "policy", "fault", "path"), REFUSED, ids=name)
def test_a_refusal_names_the_place(title, policy, fault, path):
    for value in (policy, json.dumps(policy, indent=1)):
        if isinstance(policy, str) and value is policy:
            continue
        with pytest.raises(PolicyError) as caught:
            Policy.parse(value)
        found = next(p for p in caught.value.problems if p.fault is fault)
        assert found.path == path
        assert (found.line is not None) is isinstance(value, str)
        assert found.hint


@pytest.mark.parametrize(("title", "policy", "fault"), WARNED, ids=name)
def test_a_warning_beside_no_problem(title, policy, fault):
    assert fault in [w.fault for w in Policy.parse(policy).warnings]
