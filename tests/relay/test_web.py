"""The intake over HTTP: what is taken, what is turned away with which status, what monitors see."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from hipadmin.domain.intake_key import IntakeKey, KeyPurpose
from hipadmin.domain.outbox import Lease
from hipadmin.domain.token import Secret
from hipadmin.relay.health import Secrets
from hipadmin.relay.web import create_app
from tests.drills.another import writing_to
from tests.relay.serving import LIMIT_S, Served, now, served
from tests.services.relaying import trigger
from tests.sources.bodies import LAUNCHDARKLY

MIB = 1 << 20
CANARY = "CanaryKeyAbcdefghij0123456789KLMNOPQRSTUVWX"
CLOUD = {"specversion": "1.0", "id": "c-1", "source": "/ci", "type": "build.failed"}


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("intake")) as found:
        yield found


@pytest.fixture
def site(one: Served) -> Served:
    one.noted()
    return one


def test_one_event_is_on_disk_when_it_is_answered(site: Served) -> None:
    answer = site.post(json={"title": "Build 41 failed", "state": "failure"})
    assert answer.status_code == 202
    body = answer.json()
    assert (body["accepted"], body["repeated"], body["refused"]) == (1, 0, 0)
    [fate] = body["events"]
    details = site.desk.hub.activity.event(fate["id"])
    assert details.event.title == "Build 41 failed"


class Ahead:
    """The clock of this machine, or one that is some hours ahead of it."""

    by = timedelta()

    def __call__(self) -> datetime:
        return now() + self.by


def test_an_old_key_ends_a_day_after_its_heir_was_made_or_now(tmp_path: Path) -> None:
    ahead = Ahead()
    with served(tmp_path, now=ahead) as site:
        keys = site.desk.keys

        def answered(key: IntakeKey | None = None) -> object:
            shown = keys.reveal(key.ref_id) if key else None
            headers = {"Authorization": f"Bearer {shown.reveal()}"} if shown else {}
            return site.post(json={"title": "x"}, headers=headers).json().get("code", "taken")

        heir = keys.rotate("s1")
        ahead.by = timedelta(hours=23, minutes=59)
        assert (answered(), answered(heir)) == ("taken", "taken")
        ahead.by = timedelta(hours=24)
        assert (answered(), answered(heir)) == ("wrong_key", "taken")

        last = keys.rotate("s1", at_once=True)
        assert (answered(heir), answered(last)) == ("wrong_key", "taken")
        assert site.noted() == [("s1", "wrong_key")] * 2


def test_whoever_delivers_hears_of_what_can_leave_at_once(site: Served) -> None:
    woken: list[str] = []
    watched = create_app(replace(site.site, due=lambda: woken.append("due")))
    client, bearer = watched.test_client(), dict(site.bearer)
    while deliver(site):
        pass
    for title in ("first", "behind it"):
        found = client.post("/v1/subscriptions/s1/events", headers=bearer, json={"title": title})
        assert found.status_code == 202
    assert woken == ["due"]
    deliver(site)


def test_the_fate_of_each_of_several(site: Served) -> None:
    body = [{"id": "7", "title": "a"}, {"id": "7", "title": "a"}, {"title": 5}]
    found = site.post(json=body)
    assert found.status_code == 202
    first, second, third = found.json()["events"]
    assert first == {"fate": "accepted", "id": second["id"]}
    assert second["fate"] == "repeated"
    assert third == {
        "fate": "refused",
        "problems": [{"path": "title", "reason": "Expected a text."}],
    }
    assert ("s1", "invalid") in site.noted()


def test_when_all_are_refused_it_says_so(site: Served) -> None:
    found = site.post(json=[{"title": ""}, {}])
    assert found.status_code == 422
    assert found.json()["code"] == "invalid"
    assert [fate["fate"] for fate in found.json()["events"]] == ["refused"] * 2


def test_cloudevents_in_three_forms(site: Served) -> None:
    structured = {"Content-Type": "application/cloudevents+json"}
    batch = {"Content-Type": "application/cloudevents-batch+json"}
    binary = {f"ce-{name}": value for name, value in CLOUD.items()}
    assert site.post(data=json.dumps(CLOUD), headers=structured).json()["accepted"] == 1
    assert site.post(data=json.dumps([CLOUD]), headers=batch).json()["repeated"] == 1
    assert site.post(data=b"", headers=binary).json()["repeated"] == 1
    assert site.post(data=b"[]", headers=batch).status_code == 202


@pytest.mark.parametrize("way", ["basic", "query", "signed"])
def test_other_ways_to_show_the_key(site: Served, way: str) -> None:
    plain, body = site.desk.key.reveal(), json.dumps({"title": way}).encode()
    headers = {"Content-Type": "application/json", "Authorization": ""}
    if way == "basic":
        headers["Authorization"] = "Basic " + base64.b64encode(f":{plain}".encode()).decode()
    if way == "signed":
        signed = site.desk.signed(body, str(int(time.time())))
        headers |= {name.replace("_", "-").title(): value for name, value in signed.items()}
    params = {"key": plain} if way == "query" else None
    assert site.post(data=body, headers=headers, params=params).status_code == 202


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"headers": {"Authorization": ""}, "json": {}}, 401, "no_key"),
        ({"headers": {"Authorization": f"Bearer {CANARY}"}, "json": {}}, 401, "wrong_key"),
        ({"headers": {"X-Hipadmin-Signature": "0" * 64}, "json": {}}, 401, "wrong_key"),
        ({"data": b'{"title": "\xff"}'}, 400, "bad_utf8"),
        ({"data": b'{"title": '}, 400, "bad_json"),
        ({"data": b"[" * 41 + b"]" * 41}, 400, "too_deep"),
        ({"data": b"[" * MIB}, 400, "too_deep"),
        ({"data": b"1" * MIB}, 400, "bad_json"),
        ({"json": 7}, 400, "not_understood"),
        ({"data": b"x" * (MIB + 1)}, 413, "too_large"),
        ({"data": iter([b" " * MIB] * 3)}, 413, "too_large"),
        ({"json": [{}] * 1001}, 413, "too_many_events"),
        ({"data": b"a=b", "headers": {"Content-Type": "text/plain"}}, 415, "media_type"),
        ({"data": b"{}", "headers": {"Content-Encoding": "gzip"}}, 415, "content_encoding"),
    ],
)
def test_what_is_turned_away_is_noted(
    site: Served, given: dict[str, Any], status: int, code: str
) -> None:
    given = dict(given)
    headers = {"Content-Type": "application/json", **given.pop("headers", {})}
    answer = site.post(headers=headers, **given)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["reason"]
    assert answer.headers["Content-Type"] == "application/json"
    assert (answer.headers.get("WWW-Authenticate") == "Bearer") == (status == 401)
    assert site.noted() == [("s1", code)]
    assert "Canary" not in answer.text


def test_a_mebibyte_is_taken(site: Served) -> None:
    body = json.dumps({"title": "x"}).encode()
    headers = {"Content-Type": "application/json"}
    assert site.post(data=body + b" " * (MIB - len(body)), headers=headers).status_code == 202


def test_only_who_has_a_key_is_told_that_there_is_no_such_subscription(site: Served) -> None:
    nowhere = f"{site.url}/v1/subscriptions/nowhere/events"
    wrong = {"Authorization": f"Bearer {CANARY}"}
    assert site.post(to=nowhere, json={}).json()["code"] == "unknown_subscription"
    there, not_there = (site.post(to=to, json={}, headers=wrong) for to in (site.door, nowhere))
    assert (there.status_code, there.content) == (not_there.status_code, not_there.content)
    assert site.noted() == [("", "unknown_subscription"), ("s1", "wrong_key"), ("", "wrong_key")]


def test_a_source_may_be_named(site: Served) -> None:
    """Then no other reads the request, whatever it looks like."""
    home = site.door.removesuffix("/events")
    structured = {"Content-Type": "application/cloudevents+json"}
    body = json.dumps({**CLOUD, "id": "named-1"})
    taken = site.post(to=f"{home}/cloudevents", data=body, headers=structured)
    assert taken.status_code == 202, taken.text
    other = site.post(to=f"{home}/cloudevents", json={"title": "x"})
    assert (other.status_code, other.json()["code"]) == (400, "not_understood")
    unknown = site.post(to=f"{home}/nobody", json={"title": "x"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_source")
    assert site.noted() == [("s1", "not_understood"), ("s1", "unknown_source")]


def test_launchdarkly_shows_its_signature_instead_of_a_key(site: Served) -> None:
    site.desk.keys.add("s1", KeyPurpose.SIGNING, Secret(CANARY))
    body = json.dumps(LAUNCHDARKLY).encode()
    made = hmac.new(CANARY.encode(), body, hashlib.sha256).hexdigest()
    home = site.door.removesuffix("/events")

    def sent(signature: str) -> requests.Response:
        named = {"Content-Type": "application/json", "X-LD-Signature": signature}
        return requests.post(f"{home}/launchdarkly", data=body, headers=named, timeout=LIMIT_S)

    wrong = sent("0" * 64)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_key")
    taken, again = sent(made), sent(made)
    assert (taken.status_code, again.status_code) == (202, 202)
    fates = [each.json()["events"][0]["fate"] for each in (taken, again)]
    assert fates == ["accepted", "repeated"]
    assert site.noted() == [("s1", "wrong_key")]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "BREW"])
def test_another_method_is_told(site: Served, method: str) -> None:
    answer = requests.request(method, site.door, headers=site.bearer, timeout=10)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert site.noted() == [("s1", "wrong_method")]


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/subscriptions", "/v1/subscriptions/s1", "/healthz/", "/v1//x"]
)
def test_there_is_nothing_elsewhere(site: Served, path: str) -> None:
    answer = site.get(path, allow_redirects=False)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_health(site: Served) -> None:
    found = site.get("/healthz")
    assert found.status_code == 200
    facts = found.json()
    assert (facts["status"], facts["store"], facts["secrets"]) == ("ok", "ok", "ok")
    assert (facts["delivering"], facts["relays"]) == (True, 0)
    assert facts["waiting"] >= 0


def test_health_says_what_is_in_the_way(site: Served) -> None:
    site.secrets = Secrets.AWAITED
    try:
        assert site.get("/healthz").json()["secrets"] == "awaited"
        answer = site.post(json={"title": "x"})
        assert (answer.status_code, answer.json()["code"]) == (503, "closed")
        assert answer.headers["Retry-After"] == "5"
    finally:
        site.secrets = Secrets.OK
    site.delivering = False
    try:
        found = site.get("/healthz")
        assert (found.status_code, found.json()["status"]) == (503, "trouble")
        assert site.post(json={"title": "x"}).status_code == 202  # it is taken in all the same
    finally:
        site.delivering = True


TURNED_AWAY = 'hipadmin_requests_turned_away_total{status="%s"}'


@pytest.mark.logs("^hipadmin.relay.web: an event could not be taken in: .*another program")
def test_a_locked_store_asks_to_send_again(site: Served) -> None:
    before = figures(site)[TURNED_AWAY % 503]
    with writing_to(site.path):
        answer = site.post(json={"title": "x"})
    assert figures(site)[TURNED_AWAY % 503] == before + 1
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert "database" not in answer.text
    assert site.post(json={"title": "x"}).status_code == 202


@pytest.mark.logs("^hipadmin.relay.web: an event could not be taken in: The keyring is locked.$")
def test_a_locked_vault_asks_to_send_again(site: Served) -> None:
    site.desk.doors.forget()
    site.vault.locked = True
    try:
        answer = site.post(json={"title": "x"})
    finally:
        site.vault.locked = False
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert site.noted() == [("s1", "key_missing")]
    assert site.post(json={"title": "x"}).status_code == 202


@pytest.mark.logs("^hipadmin.relay.web: a request could not be answered$")
def test_a_mistake_of_ours_is_told_in_the_same_form(site: Served) -> None:
    before = figures(site)[TURNED_AWAY % 500]
    answer = site.post(json={"title": "x"}, headers={"X-Bug": "1"})
    assert figures(site)[TURNED_AWAY % 500] == before + 1
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")


def figures(site: Served) -> dict[str, float]:
    lines = site.get("/metrics").text.splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def deliver(site: Served) -> list[Lease]:
    hub = site.desk.hub
    leases = list(hub.lease(100))
    done = [hub.done(lease) for lease in leases]
    for each in done:
        site.site.metrics.sent(each)
    hub.settle(*done)
    return leases


def test_figures(site: Served) -> None:
    while deliver(site):
        pass
    before = figures(site)
    assert 'hipadmin_verdicts_total{verdict="muted"}' in before
    assert before['hipadmin_deliveries_total{state="dropped"}'] == 0
    site.post(json=[{"title": "a", "id": "m1"}, {"title": "b", "id": "m1"}, {}])
    site.post(json={"title": "c", "state": "cleared", "alert": "nothing"})
    site.post(json={}, headers={"Authorization": "Bearer x"})
    site.desk.hub.take(trigger(901))
    waiting = figures(site)
    assert waiting["hipadmin_outbox_depth"] == before["hipadmin_outbox_depth"] + 2
    assert len(deliver(site)) == 1
    assert len(deliver(site)) == 1
    after = figures(site)
    more = {name: after[name] - before[name] for name in after if after[name] != before.get(name)}
    more = {name: value for name, value in more.items() if "bucket" not in name}
    assert more.pop("hipadmin_delivery_seconds_sum") >= 0
    assert more == {
        'hipadmin_events_total{fate="accepted"}': 2,
        'hipadmin_events_total{fate="repeated"}': 1,
        'hipadmin_events_total{fate="refused"}': 1,
        'hipadmin_verdicts_total{verdict="passed"}': 1,
        'hipadmin_verdicts_total{verdict="clear_unwanted"}': 1,
        'hipadmin_requests_turned_away_total{status="401"}': 1,
        'hipadmin_attempts_total{outcome="delivered"}': 2,
        'hipadmin_deliveries_total{state="delivered"}': 2,
        "hipadmin_delivery_seconds_count": 2,
    }


def test_figures_and_health_hold_no_secret_and_few_series(site: Served) -> None:
    for n in range(50):
        site.post(to=f"{site.url}/v1/subscriptions/{n}/events?key={CANARY}{n}", json={})
        site.post(json={"title": f"t{n}", "source": f"source{n}", "project": f"p{n}"})
    text = site.get("/metrics").text + site.get("/healthz").text
    assert "Canary" not in text
    assert site.desk.key.reveal() not in text
    assert not [word for word in ("s1", "Ops", "chat.example.com", "source1") if word in text]
    assert len(text.splitlines()) < 250


def test_without_the_store_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        site.desk.hub.store.close()
        found = figures(site)
        assert "hipadmin_outbox_depth" not in found
        assert found['hipadmin_events_total{fate="accepted"}'] == 0
        health = site.get("/healthz")
        assert (health.status_code, health.json()["store"]) == (503, "trouble")
