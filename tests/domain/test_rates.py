from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain import rates
from hipadmin.domain.rates import Allowance, Said
from hipadmin.domain.token import TokenKind
from tests.domain.builders import AT, after

FRESH = rates.per_room(AT)


@pytest.mark.parametrize(
    ("kind", "limit"),
    [(TokenKind.ADDON, 500), (TokenKind.USER, 100), (TokenKind.ROOM, 100), (None, 100)],
)
def test_the_documented_limits_until_a_server_says_more(kind: TokenKind | None, limit: int) -> None:
    assert rates.general(kind, AT) == Allowance(limit, limit, after(minutes=5))
    assert Allowance(30, 30, after(minutes=1)) == FRESH


def test_a_room_may_get_thirty_in_a_minute_until_its_server_says_more() -> None:
    assert rates.per_room(AT) == Allowance(30, 30, after(minutes=1))


def test_spending_ends_at_nothing_and_a_new_window_begins() -> None:
    own = FRESH
    for _ in range(40):
        own = rates.spent(own)
    assert own.left == 0
    assert own.at(after(seconds=59), rates.ROOM_WINDOW) == own
    assert own.at(after(minutes=1), rates.ROOM_WINDOW) == Allowance(30, 30, after(minutes=2))


def test_a_limit_of_nothing_is_asked_about_once_in_each_window() -> None:
    """Or a room would never hear of it that its server takes messages again."""
    closed = rates.heard(FRESH, Said(0, 0, after(minutes=1)), AT)
    assert closed.at(after(seconds=59), rates.ROOM_WINDOW).left == 0
    again = closed.at(after(minutes=1), rates.ROOM_WINDOW)
    assert again == Allowance(0, 1, after(minutes=2))
    asked = rates.spent(again)
    assert asked.at(after(seconds=119), rates.ROOM_WINDOW).left == 0
    assert rates.heard(asked, Said(30, 29, after(minutes=3)), after(seconds=61)).left == 29


def test_the_server_is_believed() -> None:
    said = Said(200, 150, after(seconds=20))
    assert rates.heard(FRESH, said, AT) == Allowance(200, 150, after(seconds=20))
    assert rates.heard(FRESH, Said(), AT) == FRESH
    assert rates.heard(FRESH, said, AT, in_flight=3).left == 147
    assert rates.heard(FRESH, Said(left=1), AT, in_flight=3).left == 0


def test_an_absurd_reset_is_cut() -> None:
    assert rates.heard(FRESH, Said(1, 0, after(days=9)), AT).resets_at == after(hours=1)


def test_after_a_refusal_nothing_is_left() -> None:
    assert rates.used_up(FRESH, after(minutes=4)) == Allowance(30, 0, after(minutes=4))


@given(st.lists(st.integers(0, 120), min_size=1, max_size=200))
def test_no_more_than_the_limit_passes_in_a_window(gaps: list[int]) -> None:
    """Whatever the pauses between wishes, a fixed window never sees more than its limit."""
    now, own, windows = AT, FRESH, dict[object, int]()
    for gap in gaps:
        now += timedelta(seconds=gap / 10)
        own = own.at(now, rates.ROOM_WINDOW)
        if own.left > 0:
            own = rates.spent(own)
            windows[own.resets_at] = windows.get(own.resets_at, 0) + 1
    assert all(count <= 30 for count in windows.values())
