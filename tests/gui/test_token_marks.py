"""How the end of a token is told in the list of integrations."""

from datetime import UTC, datetime, timedelta

import pytest

from hipadmin.domain.health import NOT_TESTED, OFF, OK, TOKEN_NEEDED, Health, ShownState
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.words.texts import integration_mark, state_mark

NOW = datetime.now(UTC)
ATTENTION = ShownState(Health.NEEDS_ATTENTION)


@pytest.mark.parametrize(
    ("left", "word"),
    [
        (timedelta(days=9, hours=1), "OK, token ends in 9 days"),
        (timedelta(days=1, hours=1), "OK, token ends in 1 day"),
        (timedelta(hours=5), "OK, token ends within a day"),
        (timedelta(hours=-5), "OK, token ended"),
    ],
)
def test_a_token_near_its_end_is_told_beside_the_state(left: timedelta, word: str) -> None:
    mark = integration_mark(OK, NOW + left, NOW)
    assert (mark.icon, mark.word) == (Icon.KEY, word)
    assert mark.loud is (left < timedelta(0))


@pytest.mark.parametrize("state", [OFF, TOKEN_NEEDED])
def test_where_no_token_is_used_its_end_is_of_no_interest(state: ShownState) -> None:
    assert integration_mark(state, NOW, NOW) == state_mark(state)


def test_one_that_has_long_to_live_is_not_told() -> None:
    assert integration_mark(OK, NOW + timedelta(days=30), NOW) == state_mark(OK)
    assert integration_mark(NOT_TESTED, None, NOW) == state_mark(NOT_TESTED)


def test_what_is_worse_keeps_its_look() -> None:
    mark = integration_mark(ATTENTION, NOW, NOW)
    assert (mark.icon, mark.word) == (Icon.TRIANGLE, "Needs attention, token ended")
