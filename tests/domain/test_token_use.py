"""What tokens may be used for, and how long."""

from datetime import UTC, datetime, timedelta

import pytest

from hipadmin.domain.token import TokenInfo, TokenKind
from hipadmin.domain.token_use import Life, Use, allows, lacking, life

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def info(*scopes: str, kind: TokenKind = TokenKind.USER) -> TokenInfo:
    return TokenInfo(kind, "ops", scopes)


@pytest.mark.parametrize(
    ("scope", "use"),
    [
        ("send_notification", Use.NOTIFY),
        ("send_message", Use.WRITE),
        ("view_messages", Use.READ),
        ("view_room", Use.BROWSE),
        ("view_group", Use.BROWSE),
    ],
)
def test_each_use_has_its_scope(scope: str, use: Use) -> None:
    assert [each for each in Use if allows(info(scope), each)] == [use]


def test_scopes_of_no_use_to_us_change_nothing() -> None:
    assert not any(allows(info("admin_room", "import_data"), use) for use in Use)


def test_what_a_token_lacks() -> None:
    assert lacking(info("send_notification", "view_group")) == (Use.WRITE, Use.READ)
    assert lacking(info()) == tuple(Use)


def test_a_room_token_lacks_nothing_it_could_never_have() -> None:
    assert lacking(info("send_notification", kind=TokenKind.ROOM)) == ()
    assert lacking(info(kind=TokenKind.ROOM)) == (Use.NOTIFY,)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(days=14, seconds=1), Life.FINE),
        (timedelta(days=14), Life.ENDING),
        (timedelta(seconds=1), Life.ENDING),
        (timedelta(0), Life.ENDED),
        (timedelta(days=-3), Life.ENDED),
    ],
)
def test_a_token_near_its_end(left: timedelta, expected: Life) -> None:
    assert life(NOW + left, NOW) is expected


def test_an_end_nobody_told() -> None:
    assert life(None, NOW) is Life.UNKNOWN
