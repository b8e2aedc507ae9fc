import pytest

from hipadmin.domain.problems import Code
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    SubscriptionDraft,
    check_notification,
    check_subscription,
)


def codes(choice: RoomChoice, *, has_rooms: bool = True, policy: str | None = None) -> list[Code]:
    draft = NotificationDraft("s", "i", "failures", choice, policy=policy)
    return [p.code for p in check_notification(draft, (), "Ops", has_rooms)]


def test_a_subscription_needs_a_free_name() -> None:
    assert check_subscription(SubscriptionDraft("web"), ()) == ()
    assert [p.code for p in check_subscription(SubscriptionDraft("WEB"), ("web",))] == [
        Code.NAME_TAKEN
    ]


@pytest.mark.parametrize(
    ("choice", "has_rooms", "wrong"),
    [
        (RoomChoice(), True, []),
        (RoomChoice(), False, [Code.ROOM_NONE]),
        (RoomChoice(every=False), True, [Code.ROOM_NONE]),
        (RoomChoice(every=False, room_ids=("r",)), True, []),
        (RoomChoice(every=False, own=("@dev",)), False, []),
        (RoomChoice(own=("",)), True, [Code.ROOM_EMPTY]),
    ],
)
def test_a_notification_needs_somewhere_to_go(
    choice: RoomChoice, has_rooms: bool, wrong: list[Code]
) -> None:
    assert codes(choice, has_rooms=has_rooms) == wrong


def test_a_policy_that_does_not_validate_is_a_problem() -> None:
    assert codes(RoomChoice(), policy='[{"effect": "allow"}]') == [Code.POLICY_INVALID]
    good = '[{"effect": "allow", "resources": ["proj/*"], "actions": ["*"]}]'
    assert codes(RoomChoice(), policy=good) == []
