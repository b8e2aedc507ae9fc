"""The published cases of the policy language."""

import json
from pathlib import Path

import pytest

from hipadmin.domain.policy import Access, Policy, PolicyError

FOLDER = Path(__file__).parents[2] / "vectors"
VECTORS = json.loads((FOLDER / "policy-vectors.json").read_text("utf-8"))
# written from the rules alone, by somebody who did not know the evaluator
MORE = json.loads((FOLDER / "more-policy-vectors.json").read_text("utf-8"))


def accesses(event):
    return [Access(**access) for access in event.get("accesses", [event])]


def test_there_are_as_many_as_were_published():
    assert len({v["name"] for v in VECTORS}) == 90


def test_the_further_ones_are_told_apart_by_their_names():
    names = [v["name"] for v in (*VECTORS, *MORE)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("as_text", [False, True], ids=["parsed", "text"])
@pytest.mark.parametrize("vector", [*VECTORS, *MORE], ids=lambda v: v["name"])
def test_vector(vector, as_text):
    value = json.dumps(vector["policy"]) if as_text else vector["policy"]
    if vector["expected"] == "error":
        with pytest.raises(PolicyError) as caught:
            Policy.parse(value)
        assert caught.value.problems
        assert all((p.line is not None) is as_text for p in caught.value.problems)
    else:
        policy = Policy.parse(value)
        event = accesses(vector["event"])
        for _ in range(2):  # the first time by the rules, from then on by an expression
            assert policy.allows(event) is vector["expected"]
        assert policy.explain(event).passes is vector["expected"]
        assert Policy.parse(policy.to_json()) == policy
