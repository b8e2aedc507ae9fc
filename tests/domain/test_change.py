"""Change records: every act has one kind, and one spelling in a query."""

from datetime import UTC, datetime

import pytest

from hipadmin.domain.change import Action, ActKind, Change, Entity, Turn, every_kind

AT = datetime(2026, 3, 2, tzinfo=UTC)


def switched(before: object, after: object) -> Change:
    pictures = ({"enabled": before}, {"enabled": after})
    return Change(AT, "ann", Action.UPDATE_ON, Entity.INTEGRATION, "i", "Ops", *pictures, "b")


@pytest.mark.parametrize(
    ("change", "turn"),
    [
        (switched(False, True), Turn.ON),
        (switched(True, False), Turn.OFF),
        (switched(True, True), Turn.ROOM),
    ],
)
def test_which_way_it_was_switched(change: Change, turn: Turn) -> None:
    assert change.kind == ActKind(Action.UPDATE_ON, Entity.INTEGRATION, turn)


def test_every_act_there_is() -> None:
    kinds = every_kind()

    assert {kind.action for kind in kinds} == set(Action)
    assert len(kinds) == len({kind.key for kind in kinds}) == len(Action) - 1 + 5
    assert [kind.key for kind in kinds[-5:]] == [
        "updateOn:integration:on",
        "updateOn:integration:off",
        "updateOn:notification:on",
        "updateOn:notification:off",
        "updateOn:integration:room",
    ]


@pytest.mark.parametrize(
    ("action", "entity"),
    [
        (Action.UPDATE_CONFIGURATION, Entity.INTEGRATION),
        (Action.REVOKE_TOKEN, Entity.INTEGRATION),
        (Action.DELETE_INTEGRATION, Entity.INTEGRATION),
        (Action.UPDATE_SUBSCRIPTION, Entity.SUBSCRIPTION),
        (Action.RESTORE_NOTIFICATION, Entity.NOTIFICATION),
        (Action.MUTE_ALERT, Entity.ALERT),
        (Action.ROTATE_KEY, Entity.KEY),
    ],
)
def test_what_an_act_is_about(action: Action, entity: Entity) -> None:
    [kind] = [kind for kind in every_kind() if kind.action is action]
    assert (kind.entity, kind.turn, kind.key) == (entity, None, f"{action}:{entity}:")


def test_a_switch_of_what_says_nothing_of_itself_was_of_a_room() -> None:
    assert switched(None, None).kind.turn is Turn.ROOM
    assert switched(None, True).kind.turn is Turn.ON
