"""Values as plain data and back."""

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.integration import Integration, IntegrationDraft, Room, TokenEdit
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomNotification,
    Subscription,
    SubscriptionDraft,
    SubscriptionKind,
)
from hipadmin.domain.token import Secret
from hipadmin.recovery.plain_value import Unreadable, from_plain, to_plain

KINDS = (Integration, RoomNotification, NotificationDraft, Subscription, SubscriptionDraft)


@given(st.one_of([st.from_type(kind) for kind in KINDS]))
def test_whatever_is_edited_comes_back_as_it_was(value: object) -> None:
    text = json.dumps(to_plain(value))
    assert from_plain(type(value), json.loads(text)) == value


def test_a_secret_never_becomes_plain() -> None:
    draft = IntegrationDraft("Ops", "https://h", TokenEdit.to(Secret("canary")))
    plain = to_plain(draft)
    assert "canary" not in json.dumps(plain)
    assert from_plain(IntegrationDraft, plain).token == TokenEdit(keep=False)


def test_members_of_another_version_are_passed_over_or_take_their_defaults() -> None:
    told = {"id": "1", "room": "Ops", "colour": "red"}
    assert from_plain(Room, told) == Room("1", "Ops")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Room, None),
        (Room, []),
        (Room, {"id": 1, "room": "Ops"}),
        (Room, {"room": "Ops"}),
        (Room, {"id": "1", "room": "Ops", "enabled": 1}),
        (SubscriptionDraft, {"name": "x", "kind": "nonsense"}),
        (IntegrationDraft, {"name": "x", "endpoint": "y", "rooms": "none"}),
        (SubscriptionKind, ["ci"]),
        (bool, 1),
        (int, True),
    ],
)
def test_what_does_not_fit_is_said_to_be_unreadable(kind: type, data: object) -> None:
    with pytest.raises(Unreadable):
        from_plain(kind, data)


@dataclass(frozen=True, slots=True)
class Pair:
    """Every kind of member."""

    both: tuple[int, str] = (1, "a")
    many: tuple[float, ...] = ()
    maybe: int | str | None = None


def test_pairs_lists_and_choices_are_read_by_their_types() -> None:
    value = Pair((2, "b"), (0.5, 2.0), "three")
    assert from_plain(Pair, json.loads(json.dumps(to_plain(value)))) == value
    assert from_plain(Pair, {"many": [1]}).many == (1.0,)
    for wrong in ({"both": [1]}, {"both": 1}, {"maybe": [1]}, {"many": [True]}):
        with pytest.raises(Unreadable):
            from_plain(Pair, wrong)


def test_what_has_no_plain_form_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="object has no plain form"):
        to_plain(object())
    with pytest.raises(TypeError, match="type has no plain form"):
        to_plain(Room)
