"""What other systems send: each form as events, and whatever comes instead of it."""

import copy
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.event import Access, EventState, Report
from hipadmin.domain.policy import Policy
from hipadmin.domain.token import Secret
from hipadmin.sources import every_source
from hipadmin.sources.launchdarkly import plain
from hipadmin.sources.plain import Plain
from tests.sources.bodies import ALERTS, CASES, LAUNCHDARKLY, source
from tests.sources.sent import report, sent

EIGHT = datetime(2026, 3, 1, 8, tzinfo=UTC)
SECRET = Secret("shared with the sender")


def changed(case: str, *way: Any, **members: Any) -> tuple[Any, Mapping[str, str]]:
    """The body of a case with other members at the end of ``way``."""
    body, headers = CASES[case]
    body = copy.deepcopy(body)
    inner = body
    for step in way:
        inner = inner[step]
    inner.update(members)
    return body, headers


def events(case: str, body: Any = None, headers: Mapping[str, str] | None = None) -> list[Report]:
    usual, named = CASES[case]
    incoming = sent(usual if body is None else body, **(headers or named))
    found = source(case.split()[0]).read(incoming)
    assert found is not None
    return [report(each) for each in found]


def event(case: str, *way: Any, **members: Any) -> Report:
    [found] = events(case, *changed(case, *way, **members))
    return found


@pytest.mark.parametrize("case", CASES)
def test_each_is_read_by_its_source_alone(case: str) -> None:
    body, headers = CASES[case]
    readers = [each.name for each in every_source() if not isinstance(each, Plain)]
    took = [name for name in readers if source(name).read(sent(body, **headers)) is not None]
    assert took == [case.split()[0]]


@pytest.mark.parametrize("case", CASES)
def test_a_policy_can_select_it(case: str) -> None:
    for each in events(case):
        assert each.kind == case.split()[0]
        for access in each.accesses:
            wanted = {"resources": [access.resource], "actions": [access.action]}
            policy = Policy.parse([{"effect": "allow", **wanted}])
            assert policy.allows([access])


def test_launchdarkly() -> None:
    [found] = events("launchdarkly")
    assert found == Report(
        state=EventState.CHANGED,
        title="Mia Moe turned on the flag Dark cart in Production",
        source_id="e1",
        kind="launchdarkly",
        accesses=(
            Access(
                "updateOn",
                "proj/shop:env/production:flag/dark-cart",
                {"proj": ["web"], "env": ["live"], "flag": ["checkout", "noisy"]},
                {"env": {"critical": True}},
            ),
        ),
        details="* Turned on for all\n“go live”",
        link="https://flags.example/shop/dark-cart",
        at=EIGHT,
        project="shop",
        series="flag",
        actor="Mia Moe",
        facts={
            "verb": "turned on the flag",
            "kind": "flag",
            "name": "Dark cart",
            "comment": "go live",
            "environment": "production",
            "email": "mia@example.com",
        },
    )


def test_launchdarkly_falls_back_on_what_there_is() -> None:
    body = {key: LAUNCHDARKLY[key] for key in ("accesses", "titleVerb", "name")}
    [found] = events("launchdarkly", {**body, "member": {"email": "mia@example.com"}})
    assert found.title == "mia@example.com turned on the flag Dark cart"
    assert (found.link, found.at, found.source_id) == ("", None, "")
    assert event("launchdarkly", member=None, token={"name": "robot"}).actor == "robot"
    assert event("launchdarkly", title={"plainText": "Robot did it"}).title == "Robot did it"
    site = {"site": {"href": "https://flags.example/whole"}}
    assert event("launchdarkly", _links=site).link == "https://flags.example/whole"


def test_launchdarkly_in_several_environments() -> None:
    places = ("test", "production")
    accesses = [
        {"action": "createFlag", "resource": f"proj/shop:env/{each}:flag/x"} for each in places
    ]
    found = event("launchdarkly", accesses=[*accesses, {"action": "x", "resource": "no resource"}])
    assert [each.resource for each in found.accesses] == [each["resource"] for each in accesses]
    assert "environment" not in found.facts


def test_markdown_is_read_as_text() -> None:
    assert plain(r"**a** [b](https://x.example) `c` \*d\*") == "a b c *d*"


def test_github_workflow() -> None:
    [found] = events("github workflow_run")
    assert found == Report(
        state=EventState.FAILURE,
        title="Mend totals",
        source_id="workflow_run completed 41 2",
        kind="github",
        accesses=(
            Access("buildFailed", "ci/github.com:repo/acme.cart:build/main", {"repo": ["shop"]}),
        ),
        link="https://github.com/acme/cart/actions/runs/41",
        at=EIGHT,
        project="acme/cart",
        branch="main",
        series="Build",
        actor="mia",
        facts={"run_number": "7", "run_attempt": "2", "event": "push"},
    )


@pytest.mark.parametrize(
    ("action", "conclusion", "state"),
    [
        ("requested", None, EventState.STARTED),
        ("in_progress", None, EventState.STARTED),
        ("completed", "success", EventState.SUCCESS),
        ("completed", "timed_out", EventState.FAILURE),
        ("completed", "startup_failure", EventState.FAILURE),
        ("completed", "cancelled", EventState.CANCELLED),
        ("completed", "skipped", EventState.CHANGED),
        ("completed", "of tomorrow", EventState.CHANGED),
    ],
)
def test_how_a_workflow_ends(action: str, conclusion: str | None, state: EventState) -> None:
    body, headers = changed("github workflow_run", "workflow_run", conclusion=conclusion)
    [found] = events("github workflow_run", {**body, "action": action}, headers)
    assert found.state is state
    assert found.source_id == f"workflow_run {action} 41 2"  # each step is an event of its own


def test_github_pull_requests() -> None:
    assert event("github workflow_run", "workflow_run", event="pull_request").pull_request
    assert event("github check_suite").pull_request
    assert not event("github workflow_run").pull_request


def test_github_suite_and_status() -> None:
    suite, status = event("github check_suite"), event("github status")
    assert (suite.state, suite.title, suite.branch) == (EventState.SUCCESS, "Mend totals", "")
    assert suite.link == "https://github.com/acme/cart/commit/abc"
    assert event("github check_suite", "check_suite", conclusion=None).state is EventState.STARTED
    assert (status.state, status.project, status.branch) == (
        EventState.FAILURE,
        "acme/cart",
        "main",
    )
    assert status.link == "https://github.com/acme/cart/commit/abc"
    assert event("github status", state="pending").state is EventState.STARTED


def test_github_tells_of_other_things_too() -> None:
    assert source("github").read(sent({}, x_github_event="push")) == []
    [ping] = source("github").read(sent({"zen": "calm"}, x_github_event="ping")) or ()
    assert report(ping).state is EventState.TEST


def test_gitlab() -> None:
    [found] = events("gitlab")
    assert (found.state, found.project, found.branch) == (EventState.SUCCESS, "acme/cart", "main")
    assert found.link == "https://gitlab.example/acme/cart/-/pipelines/7"
    assert found.at == datetime(2026, 3, 1, 8, 4, tzinfo=UTC)
    [access] = found.accesses
    assert access.resource == "ci/gitlab.example:repo/acme.cart:build/main"
    states = {"failed": EventState.FAILURE, "canceled": EventState.CANCELLED}
    states |= {"running": EventState.STARTED, "manual": EventState.CHANGED}
    for status, state in states.items():
        assert event("gitlab", "object_attributes", status=status).state is state
    assert source("gitlab").read(sent({"object_kind": "push"}, x_gitlab_event="Push Hook")) == []


def test_alertmanager() -> None:
    firing, resolved = events("alertmanager")
    assert (firing.state, firing.title) == (EventState.TRIGGERED, "db1 is full")
    assert firing.details == "3 % are left"
    assert (firing.severity, firing.project, firing.series) == ("critical", "db1", "DiskFull")
    assert (firing.correlation, firing.at) == ("f1", EIGHT)
    assert firing.link == "https://prom.example/graph"
    [access] = firing.accesses
    assert access.resource == "monitor/alertmanager:rule/DiskFull"
    assert set(access.tags["rule"]) >= {"severity.critical", "instance.db1"}
    assert (resolved.state, resolved.title) == (EventState.CLEARED, "DiskFull")
    assert (resolved.at, resolved.link) == (EIGHT, "https://alerts.example")
    assert resolved.details == "The source left 2 more alerts out of its message."


def test_alertmanager_repeats_itself() -> None:
    first, again = events("alertmanager"), events("alertmanager")
    assert [each.source_id for each in first] == [each.source_id for each in again]
    body = copy.deepcopy(ALERTS)
    body["alerts"][0]["startsAt"] = "2026-03-02T08:00:00Z"
    later = events("alertmanager", body)[0]
    assert (later.correlation, later.source_id == first[0].source_id) == ("f1", False)


def test_grafana() -> None:
    [found] = events("grafana")
    assert (found.state, found.title) == (EventState.TRIGGERED, "Shop is slow")
    assert (found.kind, found.project) == ("grafana", "Shop")
    assert found.link == "https://grafana.example/d/1?viewPanel=2"
    panel = event("grafana panel")
    assert (panel.state, panel.correlation != "") == (EventState.CLEARED, True)
    assert event("grafana panel", state="alerting").correlation == panel.correlation
    assert event("grafana panel", state="no_data").state is EventState.CHANGED


def test_a_registry() -> None:
    pushed, deleted = events("registry")
    assert pushed.title == "acme/cart:1.4 pushed (sha256:0123456789ab)"
    assert (pushed.state, pushed.project, pushed.branch) == (
        EventState.CHANGED,
        "acme/cart",
        "1.4",
    )
    assert pushed.accesses == (
        Access("imagePushed", "registry/registry.example:image/acme.cart", {"image": ["1.4"]}),
    )
    [gone] = deleted.accesses
    assert gone.action == "imageDeleted"
    assert deleted.title == "acme/cart deleted (sha256:01)"


def test_docker_hub() -> None:
    found = event("docker-hub")
    assert (found.title, found.at) == ("acme/cart:1.4 pushed by builder", EIGHT)
    assert event("docker-hub", "push_data", pushed_at=1_772_352_000.0).at == EIGHT


def test_thousandeyes() -> None:
    [found] = events("thousandeyes")
    assert (found.state, found.title) == (EventState.TRIGGERED, "Slow page on front")
    assert (found.severity, found.at, found.correlation) == ("major", EIGHT, "9001")
    assert found.details == "Response time > 2 s\nOslo: 2.4 s"
    assert found.accesses[0].resource == "monitor/thousandeyes:rule/Slow_page"
    body, _ = changed("thousandeyes", eventType="ALERT_NOTIFICATION_CLEAR", eventId="78")
    [clear] = events("thousandeyes", body)
    assert (clear.state, clear.correlation) == (EventState.CLEARED, "9001")
    assert clear.at is None  # EST says Sydney to some
    assert clear.details.endswith("Oslo: 0.4 s")
    [test] = events("thousandeyes", {"eventType": "WEBHOOK_TEST", "eventId": "1"})
    assert test.state is EventState.TEST


def test_sematext() -> None:
    [found] = events("sematext")
    assert (found.state, found.title, found.at) == (EventState.TRIGGERED, "Load is high", EIGHT)
    assert (found.severity, found.link) == ("error", "https://apps.example/12")
    clear = event("sematext", backToNormal=True)
    assert (clear.state, clear.correlation) == (EventState.CLEARED, found.correlation)
    elsewhere = event("sematext", filters={"host": "db2"})
    assert elsewhere.correlation != found.correlation


def test_backtrace() -> None:
    [found] = events("backtrace")
    assert (found.title, found.at, found.series) == ("segv in total()", EIGHT, "server")
    assert found.details == "Seen 4 times.\ntotal()\nmain()"
    assert found.accesses == (
        Access("errorReceived", "crash/cart:group/ab12", {"group": ["segv"]}),
    )
    assert found.facts["attributes"] == {"version": "1.4"}
    assert found.facts["classifiers"] == ["segv"]
    assert event("backtrace", occurrences=1).accesses[0].action == "groupCreated"


@pytest.mark.parametrize(
    ("name", "header", "prefix"),
    [
        ("launchdarkly", "x_ld_signature", ""),
        ("github", "x_hub_signature_256", "sha256="),
    ],
)
def test_a_signed_body(name: str, header: str, prefix: str) -> None:
    body = b'{"a": 1}'
    made = hmac.new(SECRET.reveal().encode(), body, hashlib.sha256).hexdigest()
    prove = source(name).proof
    assert prove(sent(body, **{header: prefix + made}), [Secret("another"), SECRET]) is True
    assert prove(sent(body, **{header: prefix + made.upper()}), [SECRET]) is True
    assert prove(sent(body + b" ", **{header: prefix + made}), [SECRET]) is False
    assert prove(sent(body, **{header: "ü"}), [SECRET]) is False
    assert prove(sent(body, **{header: prefix + made}), []) is False
    assert prove(sent(body), [SECRET]) is None


def test_a_shown_token() -> None:
    prove = source("gitlab").proof
    assert prove(sent(x_gitlab_token=SECRET.reveal()), [SECRET]) is True
    assert prove(sent(x_gitlab_token="other"), [SECRET]) is False
    assert prove(sent(), [SECRET]) is None


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def ways(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, each in inside:
        found.append((*above, key))
        if isinstance(each, dict | list):
            found += ways(each, (*above, key))
    return found


@given(st.sampled_from(sorted(CASES)), st.data())
def test_whatever_stands_in_its_place(case: str, data: st.DataObject) -> None:
    body, headers = CASES[case]
    body = copy.deepcopy(body)
    for _ in range(data.draw(st.integers(1, 4))):
        *above, last = data.draw(st.sampled_from(ways(body)))
        inner = body
        for step in above:
            inner = inner[step]
        inner[last] = data.draw(JSON)
        if not ways(body):
            break
    for each in every_source():
        for reading in each.read(sent(body, **headers)) or ():
            if isinstance(reading, Report) and reading.kind != "plain":
                assert [p for p in reading.problems() if "Unicode" not in p.reason] == []


@pytest.mark.parametrize(
    ("case", "members"),
    [
        ("backtrace", {"timestamp": -1}),
        ("backtrace", {"timestamp": 237_600_000_000}),
        ("github status", {"updated_at": "0001-01-01T00:00:00Z"}),
    ],
)
def test_a_time_in_which_nothing_was_reported_is_none(case: str, members: dict[str, Any]) -> None:
    found = event(case, **members)
    assert found.at is None
    assert found.problems() == ()


def test_a_title_of_which_nothing_can_be_seen_is_none() -> None:
    assert (
        event("github workflow_run", "workflow_run", display_title="\x08\u200b").title
        == "Workflow run"
    )
