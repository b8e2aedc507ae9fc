"""Going back through what was said in a room."""

import json
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from hipadmin.hipchat.errors import MessageRejected, NoSuchItem, NoSuchRoom

E = "http://chat.test/v2"
H = f"{E}/room/17/history"
START = datetime(2018, 3, 1, tzinfo=UTC)
WHEN = [START + timedelta(seconds=i) for i in range(400)]


def entry(at: int) -> dict[str, object]:
    date = WHEN[at].isoformat(timespec="microseconds")
    return {"id": f"m{at}", "date": date, "type": "message", "from": "Jo", "message": str(at)}


def server(request):
    """Answer as HipChat did: ``recent`` is the newest 75 and not paged, dates are."""
    query = request.params
    assert "timezone" not in query
    if query["date"] == "recent":
        return 200, {}, json.dumps({"items": [entry(i) for i in range(325, 400)], "links": {}})
    newest = datetime.fromisoformat(query["date"])
    oldest = datetime.fromisoformat(query.get("end-date", START.isoformat()))
    found = [i for i in range(400) if oldest <= WHEN[i] <= newest]
    if query["reverse"] == "false":
        found.reverse()
    start, most = int(query.get("start-index", 0)), int(query["max-results"])
    links = {"next": f"{H}?start-index={start + most}"} if start + most < len(found) else {}
    items = [entry(i) for i in found[start : start + most]]
    return 200, {}, json.dumps({"items": items, "links": links})


def ids(messages) -> list[int]:
    return [int(each.id[1:]) for each in messages]


def test_the_whole_history_newest_first(client, wire) -> None:
    wire.add_callback("GET", H, server)
    assert ids(client.history(17)) == list(range(399, -1, -1))
    assert [call.request.params.get("start-index") for call in wire.calls] == [
        *(None, None, "100", "200", "300")
    ]


def test_only_what_is_wanted_is_asked_for(client, wire) -> None:
    wire.add_callback("GET", H, server)
    assert ids(islice(client.history(17), 10)) == list(range(399, 389, -1))
    assert len(wire.calls) == 1


def test_from_a_date_to_a_date_both_included(client, wire) -> None:
    wire.add_callback("GET", H, server)
    found = client.history(17, before=WHEN[50], since=WHEN[10], page_size=7)
    assert ids(found) == list(range(50, 9, -1))
    first = wire.calls[0].request.params
    assert first == {
        "date": "2018-03-01T00:00:50.000000+00:00",
        "end-date": "2018-03-01T00:00:10.000000+00:00",
        "max-results": "7",
        "reverse": "false",
    }


def test_what_is_recent_may_be_all_that_is_wanted(client, wire) -> None:
    wire.add_callback("GET", H, server)
    assert ids(client.history(17, since=WHEN[390])) == list(range(399, 389, -1))
    assert len(wire.calls) == 1


def test_dates_without_a_zone_are_utc(client, wire) -> None:
    wire.add_callback("GET", H, server)
    naive = WHEN[5].replace(tzinfo=None)
    assert ids(client.history(17, before=naive, since=naive)) == [5]


def test_a_server_that_ignores_everything_ends_too(client, wire) -> None:
    wire.get(H, json={"items": [entry(3), entry(2)], "links": {"next": f"{H}?start-index=9"}})
    assert ids(client.history(17)) == [3, 2]
    assert ids(client.history(17, before=WHEN[3], since=WHEN[3])) == [3]
    assert len(wire.calls) == 5


def test_an_empty_room(client, wire) -> None:
    wire.get(H, json={"items": []})
    assert list(client.history(17)) == []
    assert len(wire.calls) == 1


def test_one_message(client, wire) -> None:
    wire.get(f"{H}/m3", json={"message": entry(3)})
    wire.get(f"{H}/m4", json={"message": None})
    wire.get(f"{H}/m5", status=404, json={"error": {"code": 404, "message": "Not found"}})
    wire.get(f"{E}/room/18/history/m5", status=404, json={"error": {"message": "Room not found"}})
    assert client.message(17, "m3").message == "3"
    assert client.message(17, "m4") is None
    with pytest.raises(NoSuchItem, match="message “m5”"):
        client.message(17, "m5")
    with pytest.raises(NoSuchRoom):
        client.message(18, "m5")
    for wrong in ("", "x" * 101, "a\nb"):
        with pytest.raises(MessageRejected):
            client.message(17, wrong)
