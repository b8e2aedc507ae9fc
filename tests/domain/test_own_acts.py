from datetime import UTC, datetime

import pytest

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.own_acts import report_of

AT = datetime(2026, 3, 1, tzinfo=UTC)


def change(action: Action, entity: Entity, before: object = None, after: object = None) -> Change:
    return Change(AT, "ann", action, entity, "x1", "Ops rooms", before, after, "b", 7)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "title", "action"),
    [
        (
            change(Action.CREATE_INTEGRATION, Entity.INTEGRATION),
            "added the integration",
            "createIntegration",
        ),
        (
            change(
                Action.UPDATE_CONFIGURATION,
                Entity.INTEGRATION,
                {"name": "A", "x": 1},
                {"name": "B", "x": 1},
            ),
            "renamed the integration",
            "updateName",
        ),
        (
            change(Action.UPDATE_CONFIGURATION, Entity.INTEGRATION, {"x": 1}, {"x": 2}),
            "changed the integration",
            "updateConfiguration",
        ),
        (
            change(Action.UPDATE_ON, Entity.NOTIFICATION, {"enabled": True}, {"enabled": False}),
            "switched off the room notification",
            "updateOn",
        ),
        (
            change(Action.DELETE_SUBSCRIPTION, Entity.SUBSCRIPTION),
            "deleted the subscription",
            "deleteSubscription",
        ),
        (
            change(Action.RESTORE_INTEGRATION, Entity.INTEGRATION),
            "brought back the integration",
            "restoreIntegration",
        ),
        (
            change(
                Action.VALIDATE_CONNECTION,
                Entity.INTEGRATION,
                None,
                {"room": "Builds", "answer": "204"},
            ),
            "tested the integration",
            "validateConnection",
        ),
    ],
)
def test_an_act_is_an_event(given: Change, title: str, action: str) -> None:
    found = report_of(given)
    assert found is not None
    assert found.problems() == ()
    assert found.title == f"ann {title} Ops rooms"
    assert (found.kind, found.source_id, found.at) == ("hipadmin", "hipadmin 7", AT)
    assert [(a.action, a.resource) for a in found.accesses] == [(action, "integration/Ops_rooms")]


def test_a_test_tells_its_room_and_what_was_answered() -> None:
    after = {"room": "Builds", "answer": "204"}
    found = report_of(change(Action.VALIDATE_CONNECTION, Entity.INTEGRATION, None, after))
    assert found is not None
    assert found.details == "Builds: 204"
    assert found.facts["answer"] == "204"


def test_alerts_are_told_by_themselves() -> None:
    assert report_of(change(Action.CLOSE_ALERT, Entity.ALERT)) is None


@pytest.mark.parametrize("action", [a for a in Action if not a.value.endswith(("Alert", "Key"))])
def test_every_verb_has_its_words(action: Action) -> None:
    assert report_of(change(action, Entity.INTEGRATION, {}, {})) is not None
