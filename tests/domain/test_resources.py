import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain import resources
from hipadmin.domain.event import EventState, Report, accept
from hipadmin.domain.policy import Policy
from tests.domain.builders import AT


def test_a_policy_can_select_each_of_our_sources() -> None:
    rows = [
        (
            resources.build_access("github", "acme/shop", "feature/x", EventState.FAILURE),
            {"resources": ["ci/github:repo/acme.shop:build/feature.*"], "actions": ["buildFailed"]},
        ),
        (
            resources.image_access("reg:5000", "acme/shop", "1.4"),
            {"resources": ["registry/*:image/*;1.4"], "actions": ["imagePushed"]},
        ),
        (
            resources.alert_access("am", "DiskFull", "alertTriggered", {"severity": "critical"}),
            {"resources": ["monitor/*:rule/*;severity.critical"], "actions": ["alertTriggered"]},
        ),
        (
            resources.crash_access("shop", "ab12", "groupCreated", ("segv",)),
            {"resources": ["crash/shop:group/*;segv"], "actions": ["groupCreated"]},
        ),
        (
            resources.subject_access("/ci/shop", "shop/main", "com.example.failed"),
            {"resources": ["event/.ci.shop:subject/*"], "actions": ["com.example.*"]},
        ),
    ]
    for access, statement in rows:
        assert Policy.parse([{"effect": "allow", **statement}]).allows([access]), access


@pytest.mark.parametrize(("text", "name"), [("a/b c", "a.b_c"), ("", "_"), ("Ü:x", "__x")])
def test_keys_hold_what_the_grammar_knows(text: str, name: str) -> None:
    assert resources.key(text) == name


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_it_is_called_the_resource_can_be_taken(server: str, branch: str) -> None:
    access = resources.build_access(server, "r", branch, EventState.TEST)
    report = Report(state=EventState.TEST, title="x", accesses=(access,))
    assert accept(report, "s1", AT).accesses == (access,)


def test_an_image_is_pushed_or_deleted_with_or_without_a_tag() -> None:
    pushed = resources.image_access("docker.io", "acme/web", "1.4")
    deleted = resources.image_access("docker.io", "acme/web", "", deleted=True)
    assert (pushed.action, pushed.tags) == ("imagePushed", {"image": ["1.4"]})
    assert (deleted.action, deleted.tags) == ("imageDeleted", {})
