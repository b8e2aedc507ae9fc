"""Presets, samples and suggestions: all of them valid in the language they help with."""

import pytest

from hipadmin.domain.event import Event
from hipadmin.domain.policy import Access, Policy
from hipadmin.domain.policy.form import Reading, text_of
from hipadmin.domain.policy.specifier import parse_specifier
from hipadmin.domain.policy_presets import EVERYTHING, RESOURCES, presets
from hipadmin.domain.policy_samples import SAMPLES, RecentEvent
from hipadmin.domain.policy_suggestions import kind_of, suggested_actions, suggested_resources
from hipadmin.domain.subscription import SubscriptionKind

KINDS = list(SubscriptionKind)


@pytest.mark.parametrize("kind", KINDS)
def test_presets_are_valid_without_a_warning_and_tell_samples_apart(kind):
    for preset in presets(kind):
        reading = Reading.of(text_of(preset.sketches))
        assert (reading.problems, reading.warnings) == ((), ())
        verdicts = {reading.policy.allows(sample.accesses) for sample in SAMPLES[kind]}
        assert verdicts == ({True} if preset is EVERYTHING else {True, False}), preset.name


@pytest.mark.parametrize("kind", KINDS)
def test_samples_name_resources_the_language_knows(kind):
    assert len({sample.id for sample in SAMPLES[kind]}) == len(SAMPLES[kind])
    for sample in SAMPLES[kind]:
        for access in sample.accesses:
            statement = {
                "effect": "allow",
                "resources": [access.resource],
                "actions": [access.action],
            }
            assert Policy.parse([statement]).allows([access])


def test_a_flag_turned_on_in_production_passes_production_only():
    production = next(p for p in presets(SubscriptionKind.FLAGS) if "Production" in p.name)
    policy = Reading.of(text_of(production.sketches)).policy
    passing = [s.title for s in SAMPLES[SubscriptionKind.FLAGS] if policy.allows(s.accesses)]
    assert passing[0] == "Dana turned on the flag new-checkout"
    assert all("test" not in s for s in passing)


def test_seen_resources_are_offered_first_then_every_chain():
    tags = {"flag": ["noisy"]}
    access = Access("updateOn", "proj/shop:env/test:flag/x", tags, {"env": {"critical": False}})
    offers = suggested_resources([access], RESOURCES[SubscriptionKind.FLAGS])
    assert offers[0] == "proj/*:env/*:flag/*"
    wanted = (
        "proj/*:env/test:flag/*",
        "proj/*:env/*:flag/*;noisy",
        "proj/*:env/*;{critical:true}:flag/*",
        "proj/shop:env/test:flag/x",
    )
    assert set(wanted) < set(offers)
    assert "acct" in offers
    for offer in offers:
        parse_specifier(offer)


def test_what_no_specifier_can_name_is_not_offered():
    assert "proj/a b" not in suggested_resources([Access("x", "proj/a b")])


def test_actions_fit_the_kind():
    seen = [Access("flipped", "proj/a:env/b:flag/c"), Access("createMember", "member/m")]
    offers = suggested_actions(kind_of(["proj/*:env/*:flag/*;x"]), seen)
    assert offers[:2] == ("*", "flipped")
    assert "updateRules" in offers
    assert "createMember" not in offers


@pytest.mark.parametrize("member", ["id", "title", "accesses", "time"])
def test_an_event_can_be_tried(member):
    assert hasattr(RecentEvent, member)
    assert hasattr(Event, member) or member in Event.__dataclass_fields__
