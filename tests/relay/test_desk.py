"""The short way for events: the same answers as the application gives, and nothing beside it."""

import json
from collections.abc import Iterator

import pytest

from hipadmin.domain.ports import Topic
from hipadmin.relay.desk import PLAIN_MAX, Answer, Begun, Desk
from hipadmin.relay.health import Secrets
from hipadmin.relay.web import create_app
from tests.drills.another import writing_to
from tests.relay.serving import Served, served
from tests.store.builders import busy

DOOR = "/v1/subscriptions/s1/events"


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("desk")) as found:
        yield found


@pytest.fixture
def site(one: Served) -> Served:
    one.secrets = Secrets.OK
    one.desk.send({"title": "so that its key is remembered"})
    return one


def begin(
    site: Served, body: object = None, path: str = DOOR, headers: dict[str, str] | None = None
) -> Begun | None:
    """Come to the desk with what waitress made of a request."""
    given = {"AUTHORIZATION": site.bearer["Authorization"], "CONTENT_TYPE": "application/json"}
    data = body if isinstance(body, bytes) else json.dumps(body or {"title": "x"}).encode()
    return Desk(site.site).begin(path, given | (headers or {}), data)


def told(begun: Begun | None) -> Answer:
    assert begun is not None
    answer = begun()
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    "body",
    [
        {"title": "one"},
        [{"title": "a", "id": "same"}, {"title": "a", "id": "same"}, {"title": 5}],
        [{"title": ""}, {}],
        [],
    ],
)
def test_it_answers_as_the_application_does(site: Served, body: object) -> None:
    ours = told(begin(site, json.dumps(body).encode()))
    client = create_app(site.site).test_client()
    theirs = client.post(DOOR, headers=site.bearer, json=body)
    assert ours.status == theirs.status.title()
    assert dict(ours.headers)["Content-Type"] == theirs.headers["Content-Type"]
    mine, its = json.loads(ours.body), json.loads(theirs.data)
    assert mine.keys() == its.keys()
    assert len(mine["events"]) == len(its["events"])
    assert mine["refused"] == its["refused"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/v1/subscriptions/s1", {}),
        ("/v1/subscriptions/s1/", {}),
        ("/v1/subscriptions//events", {}),
        ("/v1/subscriptions/s1/events/", {}),
        ("/v1/subscriptions/s1/events/more", {}),
        ("/v1/subscriptionss1/events", {}),
        ("/v1/subscriptions/é/events", {}),
        ("/v1/subscriptions/nobody/events", {}),
        ("/v1/subscriptions/s1/nosource", {}),
        ("/healthz", {}),
        ("/", {}),
        (DOOR, {"CONTENT_ENCODING": "gzip"}),
        (DOOR, {"AUTHORIZATION": "Bearer wrong"}),
        (DOOR, {"AUTHORIZATION": ""}),
        (DOOR, {"CONTENT_TYPE": "text/plain"}),
        (DOOR, {"X_BUG": "1"}),
    ],
)
def test_what_is_not_plain_is_the_applications_and_nothing_happens(
    site: Served, path: str, headers: dict[str, str]
) -> None:
    before = site.desk.hub.events()
    site.noted()
    assert begin(site, path=path, headers=headers) is None
    assert site.desk.hub.events() == before
    assert site.noted() == []


def test_nothing_is_begun_before_the_secrets_are_there(site: Served) -> None:
    site.secrets = Secrets.AWAITED
    assert begin(site) is None


def test_several_wait_for_the_disk_once(site: Served) -> None:
    store = site.desk.hub.store
    before = store.revisions()[Topic.EVENTS]
    with busy(store):
        begun = [begin(site, {"title": f"{n}"}) for n in range(5)]
    assert [json.loads(told(each).body)["accepted"] for each in begun] == [1] * 5
    assert store.revisions()[Topic.EVENTS] == before + 1


def test_a_change_meanwhile_is_the_applications(site: Served) -> None:
    site.desk.keys.rotate("s1")
    begun = begin(site)
    assert begun is not None
    assert begun() is None
    assert site.post(json={"title": "x"}).status_code == 202


@pytest.mark.logs("^hipadmin.relay.web: an event could not be taken in: .*another program")
def test_a_locked_store_asks_to_send_again(site: Served) -> None:
    with writing_to(site.path):
        answer = told(begin(site))
    assert answer.status.startswith("503 ")
    assert dict(answer.headers)["Retry-After"] == "5"
    assert json.loads(answer.body)["code"] == "unavailable"


def test_what_goes_the_long_way_is_taken_all_the_same(site: Served) -> None:
    pieces, plain = iter([b'{"title"', b': "x"}']), {"Content-Type": "application/json"}
    assert site.post(json={"title": "x", "details": "y" * PLAIN_MAX}).status_code == 202
    assert site.post(json={"title": "x"}, params={"from": "a wall"}).status_code == 202
    assert site.post(data=pieces, headers=plain).status_code == 202
