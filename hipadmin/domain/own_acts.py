"""What administrators do here, as events that a policy can select.

They concern whoever asks for them: a room notification that names the source, or whose policy
allows the act. One that passes everything of its subscription does not mean them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from hipadmin.domain.change import Action, Change, Entity, Turn
from hipadmin.domain.event import Access, EventState, Report
from hipadmin.domain.event_checks import TITLE_MAX
from hipadmin.domain.resources import key

KIND = "hipadmin"
"""The source that these events name."""
_UPDATE_NAME = "updateName"
_THINGS: Mapping[Entity, str] = MappingProxyType(
    {
        Entity.INTEGRATION: "integration",
        Entity.SUBSCRIPTION: "subscription",
        Entity.NOTIFICATION: "room notification",
    }
)
_VERBS: Mapping[str, str] = MappingProxyType(
    {
        "create": "added",
        "update": "changed",
        "revoke": "revoked a token of",
        "validate": "tested",
        "delete": "deleted",
        "restore": "brought back",
    }
)
_TURNS: Mapping[Turn, str] = MappingProxyType(
    {Turn.ON: "switched on", Turn.OFF: "switched off", Turn.ROOM: "switched a room of"}
)


def report_of(change: Change) -> Report | None:
    """The event that ``change`` is; None for acts on alerts, which are told by themselves."""
    thing = _THINGS.get(change.entity)
    if thing is None:
        return None
    verb = _verb(change)
    return Report(
        state=EventState.CHANGED,
        title=f"{change.actor} {verb} the {thing} {change.name}"[:TITLE_MAX],
        source_id=f"{KIND} {change.id}",
        kind=KIND,
        accesses=(Access(_action(change), f"integration/{key(change.name)}"),),
        details=": ".join(_tested(change).values()),
        at=change.at,
        series=change.entity.value,
        actor=change.actor,
        facts={"verb": verb, "thing": thing, "name": change.name, **_tested(change)},
    )


def _tested(change: Change) -> Mapping[str, str]:
    """The room that a test was sent to, and what was answered."""
    if change.action is not Action.VALIDATE_CONNECTION or change.after is None:
        return {}
    return {name: str(change.after.get(name, "")) for name in ("room", "answer")}


def _verb(change: Change) -> str:
    turn = change.kind.turn
    if turn is not None:
        return _TURNS[turn]
    word = next(word for word in _VERBS if change.action.value.startswith(word))
    return "renamed" if _action(change) == _UPDATE_NAME else _VERBS[word]


def _action(change: Change) -> str:
    """LaunchDarkly's verb; a configuration of which only the name changed has one of its own."""
    if change.action is not Action.UPDATE_CONFIGURATION:
        return change.action.value
    before, after = change.before or {}, change.after or {}
    told = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return _UPDATE_NAME if told == {"name"} else change.action.value
