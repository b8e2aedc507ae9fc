"""Rooms: the list with its pages, one of them, and how a path names it."""

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest


def raw_status(api: Any, path: str, method: str = "GET", target: str = "") -> int:
    """Send ``path`` exactly as written."""
    address = urlsplit(api.box.url)
    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    try:
        headers = {"Authorization": f"Bearer {api.user}"}
        connection.request(method, f"{target}{address.path}{path}", headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_list_shows_rooms_in_brief(api: Any) -> None:
    listed = api.get("/room").json()

    base = api.box.url
    assert (listed["startIndex"], listed["maxResults"]) == (0, 100)
    assert listed["links"] == {"self": f"{base}/room"}
    assert [room["name"] for room in listed["items"]] == ["Builds", "Ops", "Releases"]
    first = listed["items"][0]
    assert first.pop("version").isalnum()
    assert first == {
        "id": 1,
        "name": "Builds",
        "privacy": "public",
        "is_archived": False,
        "links": {
            "self": f"{base}/room/1",
            "webhooks": f"{base}/room/1/webhook",
            "participants": f"{base}/room/1/participant",
            "members": f"{base}/room/1/member",
        },
    }


def test_pages_are_followed_to_the_end(api: Any) -> None:
    for number in range(4):
        api.room_with_token(f"More {number}")

    seen, url = [], f"{api.box.url}/room?max-results=3&include-private=true"
    while url:
        answer = api.session.get(url, headers={"Authorization": f"Bearer {api.user}"}, timeout=10)
        page = answer.json()
        seen.append([room["id"] for room in page["items"]])
        assert page["links"]["self"] == f"{api.box.url}/room"
        url = page["links"].get("next")
    assert seen == [[1, 2, 3], [4, 5, 6], [7]]
    assert "prev" in page["links"]
    assert "next" not in page["links"]


def test_an_exactly_full_page_is_the_last(api: Any) -> None:
    assert "next" not in api.get("/room", params={"max-results": 3}).json()["links"]


def test_no_results_lead_nowhere(api: Any) -> None:
    page = api.get("/room", params={"max-results": 0}).json()

    assert page["items"] == []
    assert "next" not in page["links"]


def test_beyond_the_end_is_empty(api: Any) -> None:
    page = api.get("/room", params={"start-index": 50, "max-results": 5}).json()

    assert page["items"] == []
    assert set(page["links"]) == {"self", "prev"}


@pytest.mark.parametrize(
    "query",
    [
        "max-results=1001",
        "max-results=-1",
        "max-results=all",
        "start-index=-1",
        "start-index=1.5",
        "include-private=perhaps",
    ],
)
def test_odd_queries_are_refused(api: Any, query: str) -> None:
    assert api.get(f"/room?{query}").status_code == 400


def test_private_and_archived_rooms_are_chosen(api: Any) -> None:
    api.room_with_token("Hidden", privacy="private")
    api.room_with_token("Gone", is_archived=True)

    def names(**query: str) -> set[str]:
        items = api.get("/room", params={k.replace("_", "-"): v for k, v in query.items()})
        return {room["name"] for room in items.json()["items"]} - {"Builds", "Ops", "Releases"}

    assert names() == {"Hidden"}
    assert names(include_private="false") == set()
    assert names(include_archived="true") == {"Hidden", "Gone"}


def test_the_list_expands(api: Any) -> None:
    assert "xmpp_jid" in api.get("/room", params={"expand": "items"}).json()["items"][0]


def test_a_room_shows_everything(api: Any) -> None:
    room = api.get("/room/2").json()

    assert room["name"] == "Ops"
    assert room["topic"]
    assert room["owner"]["mention_name"] == "AdaAdmin"
    assert len(room["participants"]) == 3
    assert room["statistics"]["links"]["self"].endswith("/room/2/statistics")
    assert {"created", "guest_access_url", "is_guest_accessible", "xmpp_jid"} <= set(room)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/room/Night%20shift", 200),
        ("/room/night%20SHIFT", 200),
        ("/room/Night+shift", 404),
        ("/room/caf%C3%A9", 200),
        ("/room/a%2Fb", 200),
        ("/room/a%2fb/history/latest", 200),
        ("/room/a/b", 404),
        ("/room/100%25", 200),
        ("/room/a%252Fb", 404),
        ("/room/%23ops", 200),
        ("/room/@lice", 200),
        ("/room/2024", 200),
        ("/room/1", 200),
        ("//room/1", 200),
        ("/room//1/", 200),
        ("/room/99", 404),
        ("/room/" + "9" * 400, 404),
        ("/room/%ff", 404),
        ("/room/%00", 404),
        ("/room/%zz", 404),
    ],
)
def test_a_path_names_a_room(api: Any, path: str, status: int) -> None:
    for name in ("Night shift", "café", "a/b", "100%", "#ops", "@lice", "2024"):
        api.room_with_token(name)

    assert raw_status(api, path) == status
    assert raw_status(api, path, target="http://sandbox.example.test") == status


def test_digits_are_an_id_before_they_are_a_name(api: Any) -> None:
    api.room_with_token("2")

    assert api.get("/room/2").json()["name"] == "Ops"


def test_an_exact_name_comes_before_a_rough_one(api: Any) -> None:
    api.room_with_token("deploys")
    exact, _ = api.room_with_token("Deploys")

    assert api.get("/room/Deploys").json()["id"] == exact.id


def test_an_unknown_room_is_named(api: Any) -> None:
    answer = api.get("/room/Nowhere%20at%20all")

    assert answer.status_code == 404
    assert answer.json()["error"] == {
        "code": 404,
        "message": "Room Nowhere at all not found",
        "type": "Not Found",
    }
