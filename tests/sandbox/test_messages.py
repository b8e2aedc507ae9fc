"""What people say, and reading it back."""

from typing import Any

import pytest

from hipadmin.sandbox.history import MAX_CHARACTERS, MAX_MESSAGES, History
from hipadmin.sandbox.model import Message
from hipadmin.sandbox.state import MAX_WEIGHT, State


def texts(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["message"] for entry in entries]


def test_a_message_is_answered_with_its_id(api: Any) -> None:
    answer = api.say("hello @SamShore and @samshore")

    assert answer.status_code == 201
    (entry,) = api.latest()
    assert answer.json() == {"id": entry["id"], "timestamp": entry["date"]}
    assert entry["type"] == "message"
    assert set(entry) == {"id", "date", "type", "from", "message", "mentions"}
    assert entry["from"]["name"] == "Robin Reed"
    assert entry["from"]["links"]["self"] == f"{api.box.url}/user/{entry['from']['id']}"
    assert [person["name"] for person in entry["mentions"]] == ["Sam Shore"]


def test_a_message_has_its_limits(api: Any) -> None:
    assert api.say("x" * 10_000).status_code == 201
    assert api.say("x" * 10_001).status_code == 400
    assert api.say("").status_code == 400


def test_the_latest_come_oldest_first(api: Any) -> None:
    for number in range(80):
        api.say(str(number))

    page = api.get("/room/1/history/latest").json()
    assert texts(page["items"]) == [str(number) for number in range(5, 80)]
    assert page["maxResults"] == 75
    assert page["links"] == {"self": f"{api.box.url}/room/1/history/latest"}
    assert texts(api.latest(**{"max-results": 2})) == ["78", "79"]
    assert api.latest(**{"max-results": 0}) == []


def test_not_before_includes_the_message_it_names(api: Any) -> None:
    ids = [api.say(str(number)).json()["id"] for number in range(4)]

    assert texts(api.latest(**{"not-before": ids[1]})) == ["1", "2", "3"]
    assert texts(api.latest(**{"not-before": ids[3]})) == ["3"]
    assert texts(api.latest(**{"not-before": ids[0], "max-results": 2})) == ["2", "3"]
    assert len(api.latest(**{"not-before": "let go of"})) == 4


def test_one_message_is_found_by_its_id(api: Any) -> None:
    number = api.say("this one").json()["id"]

    assert api.get(f"/room/1/history/{number}").json()["message"]["message"] == "this one"
    assert api.get(f"/room/2/history/{number}").status_code == 404


def test_history_pages_back_from_a_date(limited: Any, clock: Any) -> None:
    for number in range(6):
        limited.say(str(number))
        clock.now += 10
    dates = [entry["date"] for entry in limited.latest()]

    def page(**query: str) -> dict[str, Any]:
        asked = {key.replace("_", "-"): value for key, value in query.items()}
        found: dict[str, Any] = limited.get("/room/1/history", params=asked).json()
        return found

    assert texts(page()["items"]) == list("012345")
    assert texts(page(reverse="false")["items"]) == list("543210")
    assert texts(page(date=dates[3])["items"]) == list("0123")
    assert texts(page(date=dates[3], end_date=dates[2])["items"]) == list("23")
    first = page(date=dates[3], max_results="2")
    assert texts(first["items"]) == list("23")
    assert "next" in first["links"]
    assert texts(page(date=dates[3], max_results="2", start_index="2")["items"]) == list("01")
    assert limited.get("/room/1/history?date=yesterday").status_code == 400


def test_a_time_zone_says_what_a_date_means(limited: Any, clock: Any) -> None:
    limited.say("now")
    day, hour = limited.latest()[0]["date"][:19].split("T")
    earlier = f"{day}T00:00:00"

    def found(**query: str) -> Any:
        asked = {key.replace("end_date", "end-date"): value for key, value in query.items()}
        return limited.get("/room/1/history", params=asked)

    assert found(date=earlier).json()["items"] == []
    later = found(date=f"{day}T{hour}", timezone="America/New_York").json()
    assert texts(later["items"]) == ["now"]
    assert found(date=f"{day}T{hour}", timezone="Asia/Tokyo").json()["items"] == []
    assert found(date=earlier, timezone="Nowhere/Land").status_code == 400
    assert found(date=earlier, timezone="../etc").status_code == 400
    assert found(date=earlier, timezone="UTC", end_date=earlier).status_code == 401
    assert found(include_deleted="false").status_code == 200
    assert found(include_deleted="perhaps").status_code == 400


def test_messages_expand_their_people(api: Any) -> None:
    number = api.say("hello @SamShore").json()["id"]

    page = api.get("/room/1/history/latest?expand=items.from,items.mentions").json()
    assert "email" in page["items"][0]["from"]
    assert "email" in page["items"][0]["mentions"][0]
    one = api.get(f"/room/1/history/{number}?expand=message.from").json()["message"]
    assert "email" in one["from"]
    assert "email" not in one["mentions"][0]


@pytest.mark.parametrize("size", [1, MAX_CHARACTERS // 10])
def test_a_rooms_memory_is_bounded(size: int) -> None:
    history = History()
    for number in range(MAX_MESSAGES + 50):
        history.append(Message(str(number), "", "x" * size, label="bot"))

    assert len(history) == (MAX_MESSAGES if size == 1 else 10)
    assert history.newest(1)[0].id == str(MAX_MESSAGES + 49)
    assert history.find("0") is None


def test_the_newest_message_is_always_kept() -> None:
    history = History()
    for number in range(3):
        history.append(Message(str(number), "", "", card="x" * (MAX_CHARACTERS + 1)))

    assert [message.id for message in history] == ["2"]


def test_all_rooms_together_are_bounded() -> None:
    state = State()
    owner = state.add_person("Kim", "kim")
    rooms = [state.add_room(f"Room {number}", owner).id for number in range(45)]
    for room in rooms:
        for _ in range(4):
            state.post(room, Message("", "", "x" * 1_000_000, label="bot"))

    kept = [len(state.history(room)) for room in rooms]
    assert sum(kept) <= MAX_WEIGHT // 1_000_000
    assert min(kept) >= 1
    assert kept[-1] == 4
    state.remove_room(rooms[0])
    state.post(rooms[0], Message("", "", "lost", label="bot"))
    assert state.history(rooms[0]) == []
