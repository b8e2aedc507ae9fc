"""Rate limit and flood control, read from every answer and offered to the caller."""

import re
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from hipadmin.hipchat.errors import HipChatError, NoSuchRoom, RateLimited
from hipadmin.hipchat.rate import COUNT_MAX, Allowance, RateState

E = "http://chat.test/v2"
N = f"{E}/room/17/notification"
NOW = datetime(2018, 3, 1, 12, tzinfo=UTC)
EPOCH = NOW.timestamp()


def error(code: int, message: str, **more: object) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "type": "t", **more}}


def general(left: int) -> dict[str, str]:
    return {"X-Ratelimit-Remaining": str(left)}


def flood(left: int, reset: float = EPOCH + 60) -> dict[str, str]:
    limit = {"X-FloodControl-Limit": "30", "X-FloodControl-Reset": str(reset)}
    return limit | {"X-FloodControl-Remaining": str(left)}


def test_both_limits_are_remembered(client, wire, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    flood = {"X-FloodControl-Limit": "30", "X-FloodControl-Remaining": "29"}
    general = {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "7", "x-ratelimit-reset": "9.0"}
    wire.post(N, status=204, headers=flood | general)
    wire.get(
        f"{E}/room/17", status=404, json=error(404, "x"), headers={"X-RateLimit-Remaining": "6"}
    )
    client.send_notification(17, "m")
    assert client.rate.general.reset_at == EPOCH + 9
    with pytest.raises(NoSuchRoom):
        client.room(17)
    assert (client.rate.general.remaining, client.rate.flood.remaining) == (6, 29)


@pytest.mark.parametrize("most", ["18446744073709551615", "9e30"])
def test_a_number_that_means_no_limit_is_one_that_can_be_kept(client, wire, most) -> None:
    wire.post(N, status=204, headers={"X-RateLimit-Limit": most, "X-RateLimit-Remaining": most})
    client.send_notification(17, "m")
    assert client.rate.general == Allowance(COUNT_MAX, COUNT_MAX, None)


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 405, 429, 500, 503])
def test_every_answer_tells(client, wire, time_machine, status) -> None:
    time_machine.move_to(NOW, tick=False)
    assert client.rate == RateState()
    body = None if status == 204 else error(status, "x")
    wire.post(N, status=status, json=body, headers=general(5) | flood(3))
    with suppress(HipChatError):
        client.send_notification(17, "m")
    assert client.rate.general == Allowance(None, 5, None)
    assert client.rate.flood == Allowance(30, 3, EPOCH + 60)


def test_the_first_api_refused_with_403(client, wire) -> None:
    wire.post(N, status=403, json=error(403, "You have exceeded the rate limit. Wait."))
    with pytest.raises(RateLimited):
        client.send_notification(17, "m")


def test_answers_on_the_way_tell_as_well(client, wire) -> None:
    wire.get(f"{E}/room/17", status=503, headers=general(5) | {"Retry-After": "0"})
    wire.get(f"{E}/room/17", status=302, headers=general(4) | {"Location": "/v2/a"})
    wire.get(f"{E}/a", json={"id": 17, "name": "Ops"})
    client.room(17)
    assert client.rate.general.remaining == 4


def test_flood_control_counts_each_recipient_by_itself(client, wire) -> None:
    wire.post(N, status=204, headers=flood(3))
    wire.post(f"{E}/room/a%20b/notification", status=204, headers=flood(2))
    wire.post(f"{E}/user/17/message", status=429, json=error(429, "x"), headers=flood(0))
    wire.get(f"{E}/room/17", json={"id": 17, "name": "Ops"}, headers=general(9))
    assert client.flood(room=17) is None
    client.send_notification(17, "m")
    client.send_notification("a b", "m")
    with pytest.raises(RateLimited):
        client.send_private_message(17, "m")
    client.room("17")
    assert client.flood(room="17").remaining == 3
    assert client.flood(room="a b").remaining == 2
    assert client.flood(user=17).remaining == 0
    assert client.flood(user="@jo") is None
    assert client.rate.flood.remaining == 0


def test_what_is_remembered_is_bounded(client, wire) -> None:
    wire.add_callback("POST", re_any_room(), lambda _: (204, flood(1), ""))
    for room in range(1200):
        client.send_notification(room, "m")
    assert client.flood(room=199) is None
    assert client.flood(room=200).remaining == 1


def re_any_room():
    return re.compile(f"{E}/room/\\d+/notification")


@pytest.mark.parametrize(
    ("left", "reset_at", "wait"),
    [(0, 60.0, 50.0), (0, 5.0, 0.0), (1, 60.0, 0.0), (None, 60.0, 0.0), (0, None, 0.0)],
)
def test_how_long_to_wait_before_it_bites(left, reset_at, wait) -> None:
    used = Allowance(30, left, reset_at)
    assert used.wait_s(10.0) == wait
    assert RateState(general=used, flood=Allowance(30, 0, 20.0)).wait_s(10.0) == max(wait, 10.0)
    assert RateState(flood=used).wait_s(10.0) == wait
    assert RateState().wait_s(10.0) == 0.0
