"""Events that are made up to try a policy with."""

import pytest

from hipadmin.domain.policy import Access, Fault, PolicyError
from hipadmin.domain.policy_samples import SAMPLES
from hipadmin.domain.policy_trial import access_of, read_action, read_resource, written

BANNER = Access(
    "updateRules",
    "proj/shop:env/production:flag/banner",
    {"proj": ("web",), "flag": ("noisy", "old")},
    {"env": {"critical": True}},
)
TEXT = "proj/shop;web:env/production;{critical:true}:flag/banner;noisy,old"


def test_a_thing_is_written_with_its_tags_and_properties() -> None:
    assert written(BANNER) == TEXT
    assert access_of(read_resource(TEXT), read_action("updateRules")) == BANNER
    assert access_of(read_resource("acct"), "deleteAccount") == Access("deleteAccount", "acct")


@pytest.mark.parametrize(
    "access", [a for each in SAMPLES.values() for s in each for a in s.accesses], ids=str
)
def test_every_sample_can_be_written_and_read(access: Access) -> None:
    again = access_of(read_resource(written(access)), access.action)
    assert again.resource == access.resource
    assert {kind: list(tags) for kind, tags in again.tags.items()} == {
        kind: list(tags) for kind, tags in access.tags.items() if tags
    }


@pytest.mark.parametrize("resource", ["nothing/here", "proj/a b", "proj/*", "member/m:flag/x", ""])
def test_what_cannot_be_written_is_not_offered(resource: str) -> None:
    assert written(Access("updateOn", resource)) == ""


@pytest.mark.parametrize(
    ("text", "fault", "column"),
    [
        ("proj/shop:env/*:flag/x", Fault.OPEN, 15),
        ("proj/shop:env/e:flag/x;qa_*", Fault.OPEN, 27),
        ("proj/shop:flag/x", Fault.CHAIN_MISPLACED, 1),
        ("proj/my shop", Fault.CHARACTER_BLANK, 8),
        ("Flag/x", Fault.KIND_MISTAKEN, 1),
        ("", Fault.EMPTY, 1),
    ],
)
def test_a_thing_is_refused_with_the_reason(text: str, fault: Fault, column: int) -> None:
    with pytest.raises(PolicyError) as caught:
        read_resource(text)
    [problem] = caught.value.problems
    assert (problem.fault, problem.column) == (fault, column)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("update*", Fault.OPEN), ("", Fault.EMPTY), ("turn on", Fault.CHARACTER_BLANK)],
)
def test_an_action_is_refused_with_the_reason(text: str, fault: Fault) -> None:
    with pytest.raises(PolicyError) as caught:
        read_action(text)
    assert caught.value.problems[0].fault is fault
