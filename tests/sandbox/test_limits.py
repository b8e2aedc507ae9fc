"""Rate limit and flood control, on a clock that stands still until it is moved."""

from typing import Any

from hipadmin.sandbox.limits import Allowance, Usage
from hipadmin.sandbox.model import USER_SCOPES, TokenKind


def shown(answer: Any, name: str) -> tuple[int, int, int]:
    headers = answer.headers
    limit, left, reset = (int(headers[f"{name}-{x}"]) for x in ("Limit", "Remaining", "Reset"))
    return limit, left, reset


def test_an_allowance_counts_down_and_refuses(clock: Any) -> None:
    allowance = Allowance(2, 60, clock)

    assert allowance.use("a") == Usage(2, 1, 1_800_000_060)
    assert allowance.use("a") == Usage(2, 0, 1_800_000_060)
    assert allowance.use("a") == Usage(2, 0, 1_800_000_060, refused=True)
    assert allowance.use("b").remaining == 1
    clock.now += 60
    assert allowance.use("a") == Usage(2, 1, 1_800_000_120)


def test_a_clock_set_back_starts_a_new_window(clock: Any) -> None:
    allowance = Allowance(1, 60, clock)
    allowance.use("a")
    clock.now -= 3600

    assert not allowance.use("a").refused


def test_the_thirty_first_send_in_a_minute_is_refused(limited: Any, clock: Any) -> None:
    answers = [limited.notify(json={"message": "x"}) for _ in range(31)]

    assert [a.status_code for a in answers] == [204] * 30 + [429]
    assert shown(answers[0], "X-FloodControl") == (30, 29, 1_800_000_060)
    refused = answers[-1]
    assert shown(refused, "X-FloodControl") == (30, 0, 1_800_000_060)
    assert shown(refused, "X-Ratelimit") == (100, 69, 1_800_000_300)
    assert refused.json()["error"] == {
        "code": 429,
        "message": "Rate Limit exceeded",
        "type": "Too Many Requests",
    }
    assert "Retry-After" not in refused.headers
    clock.now += 60
    assert limited.notify(json={"message": "x"}).status_code == 204


def test_rooms_do_not_share_their_flood_control(limited: Any) -> None:
    for _ in range(30):
        limited.notify(json={"message": "x"})

    assert limited.say("x", room=1).status_code == 429
    assert limited.say("x", room=2).status_code == 201


def test_the_hundred_and_first_request_in_five_minutes_is_refused(limited: Any, clock: Any) -> None:
    answers = [limited.get("/room") for _ in range(101)]

    assert [a.status_code for a in answers] == [200] * 100 + [429]
    assert shown(answers[0], "X-Ratelimit") == (100, 99, 1_800_000_300)
    assert "X-FloodControl-Limit" not in answers[0].headers
    assert limited.say("x").status_code == 429
    clock.now += 300
    assert limited.get("/room").status_code == 200


def test_tokens_do_not_share_their_limit(limited: Any) -> None:
    state = limited.box.state
    other = state.add_token(TokenKind.USER, "other", USER_SCOPES, person=state.people()[2])
    for _ in range(101):
        limited.get("/room")

    assert limited.get("/room", other.value).status_code == 200


def test_every_authenticated_answer_shows_the_limit(limited: Any) -> None:
    ways = [
        limited.get("/room/Nowhere"),
        limited.get("/room", limited.room_token),
        limited.notify(json={}),
        limited.get("/room?auth_test=true"),
    ]

    assert [a.status_code for a in ways] == [404, 403, 400, 202]
    assert all("X-Ratelimit-Remaining" in a.headers for a in ways)
    assert "X-Ratelimit-Limit" not in limited.call("GET", "/room").headers


def test_a_trial_does_not_use_up_the_room(limited: Any) -> None:
    for _ in range(3):
        answer = limited.notify(params={"auth_test": "true"})

    assert shown(answer, "X-FloodControl")[:2] == (30, 30)


def test_unlimited_shows_plenty_and_never_refuses(api: Any) -> None:
    answers = [api.notify(json={"message": "x"}) for _ in range(120)]

    assert {a.status_code for a in answers} == {204}
    assert shown(answers[-1], "X-FloodControl")[:2] == (30, 30)
    assert shown(answers[-1], "X-Ratelimit")[:2] == (100, 100)
