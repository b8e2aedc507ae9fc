"""hipadmin's own form."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.event import Access, ClearCause, EventState, Report
from hipadmin.domain.incoming import Misread, NotRead, Unread
from hipadmin.sources.plain import MEMBERS, Plain, read_event
from tests.sources.sent import problems, report, sent

WHOLE = {
    "id": "build-41",
    "source": "jenkins",
    "state": "failure",
    "title": "Build 41 failed",
    "details": "two tests\nof many",
    "link": "https://ci.example/41",
    "time": "2026-03-01T08:00:00Z",
    "project": "shop",
    "branch": "main",
    "series": "CI",
    "alert": "shop-main",
    "severity": "high",
    "actor": "robin",
    "pull_request": True,
    "cause": "rule_change",
    "accesses": [
        {
            "action": "updateOn",
            "resource": "proj/shop:env/production:flag/x",
            "tags": {"flag": ["a", "b"]},
            "properties": {"env": {"critical": True}},
        }
    ],
    "facts": {"tests": {"failed": 2}},
}


def test_every_member() -> None:
    assert set(WHOLE) == set(MEMBERS)
    [reading] = Plain().read(sent(WHOLE)) or ()
    assert reading == Report(
        state=EventState.FAILURE,
        title="Build 41 failed",
        source_id="jenkins build-41",
        kind="jenkins",
        accesses=(
            Access(
                "updateOn",
                "proj/shop:env/production:flag/x",
                {"flag": ("a", "b")},
                {"env": {"critical": True}},
            ),
        ),
        details="two tests\nof many",
        link="https://ci.example/41",
        at=datetime(2026, 3, 1, 8, tzinfo=UTC),
        project="shop",
        branch="main",
        series="CI",
        correlation="shop-main",
        severity="high",
        actor="robin",
        pull_request=True,
        cause=ClearCause.RULE_CHANGE,
        facts={"tests": {"failed": 2}},
    )


def test_a_title_is_enough() -> None:
    found = report(read_event({"title": "hello"}))
    assert (found.state, found.kind, found.source_id) == (EventState.CHANGED, "plain", "")
    assert found.accesses == (Access("changed", "event/plain:subject/_"),)


def test_null_counts_as_absent() -> None:
    absent = {name: None for name in MEMBERS if name != "title"}
    assert read_event({"title": "x", **absent}) == read_event({"title": "x"})


@pytest.mark.parametrize(
    ("given", "access"),
    [
        (
            {"state": "failure", "project": "acme/shop", "branch": "main", "source": "jenkins"},
            Access("buildFailed", "ci/jenkins:repo/acme.shop:build/main"),
        ),
        (
            {"state": "triggered", "alert": "disk db1"},
            Access("alertTriggered", "monitor/plain:rule/disk_db1", {"rule": []}),
        ),
        (
            {"state": "cleared", "alert": "disk db1"},
            Access("alertCleared", "monitor/plain:rule/disk_db1", {"rule": []}),
        ),
        ({"project": "shop"}, Access("changed", "event/plain:subject/shop")),
        ({"state": "test"}, Access("test", "event/plain:subject/_")),
    ],
)
def test_what_a_policy_judges_if_nothing_is_named(given: dict[str, Any], access: Access) -> None:
    assert report(read_event({"title": "x", **given})).accesses == (access,)


def test_sources_number_their_events_each_for_itself() -> None:
    told = ({"id": "1"}, {"id": "1", "source": "jenkins"}, {"id": "1", "source": "nagios"})
    found = [report(read_event({"title": "x", **each})).source_id for each in (*told, *told)]
    assert len({*found}) == 3
    assert found[0] == "1"
    assert report(read_event({"title": "x", "source": "jenkins"})).source_id == ""
    longest = report(read_event({"title": "x", "source": "jenkins", "id": "i" * 500}))
    assert longest.problems() == ()


def test_a_list_and_its_order() -> None:
    found = Plain().read(sent([{"title": "a"}, {"title": 1}, "b"])) or ()
    assert [type(each) for each in found] == [Report, Misread, Misread]
    assert problems(found[1]) == ["title: Expected a text."]
    assert problems(found[2]) == ["Expected members with names here."]


def test_a_cloud_event_is_told_how_it_has_to_come() -> None:
    [told] = problems(read_event({"specversion": "1.0", "id": "1", "type": "t", "source": "s"}))
    assert told.startswith("specversion: This is a CloudEvent: send it as application/cloudevents")


def test_an_empty_list_reports_nothing() -> None:
    assert Plain().read(sent([])) == []


@pytest.mark.parametrize("body", [1, "text", None, True])
def test_other_json_is_no_event(body: Any) -> None:
    with pytest.raises(NotRead) as caught:
        Plain().read(sent(body))
    assert caught.value.code is Unread.NOT_UNDERSTOOD


def test_what_is_not_sent_as_json_is_of_another_form() -> None:
    assert Plain().read(sent(b"{}", "text/plain")) is None


def test_it_has_no_proof_of_its_own() -> None:
    assert Plain().proof(sent(), ()) is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "title: is missing."),
        ({"titel": "x"}, "titel: Not known here. Possible: accesses, actor,"),
        ({"state": "broken"}, "state: Possible: triggered, cleared,"),
        ({"time": "yesterday"}, "time: is not a time such as"),
        ({"time": "9999-01-01T00:00:00Z"}, "time: is not a time in which anything was reported."),
        ({"link": "ftp://x"}, "link: must be an absolute http or https address"),
        ({"id": "x" * 501}, "id: has 501 characters"),
        ({"source": "x" * 51}, "source: has 51 characters"),
        ({"state": "cleared"}, "alert: is needed to say which alert cleared."),
        ({"pull_request": "yes"}, "pull_request: Expected true or false."),
        ({"cause": 1}, "cause: Possible: condition, rule_change."),
        ({"accesses": {}}, "accesses: Expected a list."),
        ({"accesses": [{}]}, "accesses[0].action: is missing."),
        ({"accesses": [{"action": "a", "resource": "x/"}]}, "accesses[0].resource: "),
        ({"accesses": [{"action": "a", "acct": "x"}]}, "accesses[0].acct: Not known here."),
        ({"accesses": [{"tags": ["a"]}]}, "accesses[0].tags: Expected members with names"),
        ({"accesses": [{"tags": {"flag": "a"}}]}, "accesses[0].tags.flag: Expected a list of"),
        ({"accesses": [{"properties": {"env": 1}}]}, "accesses[0].properties.env: Expected"),
        (
            {"accesses": [{"properties": {"env": {"critical": "yes"}}}]},
            "accesses[0].properties.env.critical: Expected true or false.",
        ),
        ({"facts": []}, "facts: Expected members with names here."),
        ({"facts": {"a": {"b": [[[[[[[[1]]]]]]]]}}}, "facts: is nested more than"),
        ({"title": "\ud800"}, "title: is"),
    ],
)
def test_what_is_wrong_is_said_by_the_names_of_this_form(wrong: dict[str, Any], said: str) -> None:
    told = problems(read_event({"title": "x", **wrong}))
    assert any(each.startswith(said) for each in told), told


def test_many_problems_are_cut_short() -> None:
    told = problems(read_event({f"member{n}" * 50: n for n in range(10_000)}))
    assert len(told) == 20
    assert max(map(len, told)) < 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(MEMBERS) | st.text(max_size=8), inner, max_size=6)
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(MEMBERS), JSON))
def test_any_json_is_an_event_or_has_problems(value: dict[str, Any]) -> None:
    reading = read_event(value)
    if isinstance(reading, Report):
        assert reading.problems() == ()
    else:
        assert reading.problems
