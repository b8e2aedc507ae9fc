"""The description is served, and true: what it promises is what happens."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from hipadmin.domain.event_state import EventState
from hipadmin.relay import openapi
from hipadmin.relay.web import _STATUS, create_app
from hipadmin.sources.plain import ACCESS_MEMBERS, MEMBERS
from tests.relay.serving import Served, served

document: Any = openapi.document(["cloudevents", "plain"])
DOOR = "/v1/subscriptions/{subscription_id}/events"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("intake")) as found:
        yield found


def schema(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document["components"]["schemas"][name]
    return found


def test_it_is_served_as_it_is(site: Served) -> None:
    found = site.get("/openapi.json")
    assert found.headers["Content-Type"] == "application/json"
    assert found.json() == json.loads(json.dumps(openapi.document(site.desk.reception.names)))
    assert found.json()["openapi"] == "3.1.0"


def test_it_names_every_route_and_no_other(site: Served) -> None:
    described = {
        (path, method.upper()) for path, each in document["paths"].items() for method in each
    }
    app = create_app(site.site)
    served_ = {
        (rule.rule.replace("<", "{").replace(">", "}"), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert served_ == described


def test_it_names_every_status() -> None:
    described = set(document["paths"][DOOR]["post"]["responses"])
    by_server = {"408", "431"}
    assert described == {str(status) for status in _STATUS.values()} | {"202", "422"} | by_server


def test_it_names_every_member() -> None:
    assert set(schema("Event")["properties"]) == set(MEMBERS)
    assert set(schema("Access")["properties"]) == set(ACCESS_MEMBERS)
    states = schema("Event")["properties"]["state"]["enum"]
    assert set(states) == {*(s.value for s in EventState), None}


def test_health_has_the_members_it_names(site: Served) -> None:
    found = site.get("/healthz").json()
    assert set(found) == set(schema("Health")["properties"])


def test_references_lead_somewhere() -> None:
    text = json.dumps(document)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named == set(document["components"]["schemas"])


@pytest.mark.parametrize("member", [m for m in MEMBERS if m not in ("title", "state", "cause")])
def test_limits_of_texts_are_those_it_names(site: Served, member: str) -> None:
    told = schema("Event")["properties"][member]
    if "maxLength" not in told:
        return
    most = told["maxLength"]
    text = "x" * most if member != "link" else "http://h/" + "x" * (most - 9)
    taken = site.post(json={"title": "x", member: text})
    assert taken.status_code == 202, taken.text
    refused = site.post(json={"title": "x", member: text + "x"})
    assert refused.status_code == 422
    assert refused.json()["events"][0]["problems"][0]["path"] == member
