"""Change records in the window's words: what was done, and what differs before and after."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.texts import clock_or_day, kind_name

translate = QCoreApplication.translate

NameOf = Callable[[str], str]
"""Gives the name behind an id; the id itself where nobody knows."""


NEW_FACTS = 2
"""Facts of a new thing that the list tells."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a change concerns; ``before`` or ``after`` is empty where there was none."""

    label: str
    before: str
    after: str


def moment(at: datetime, now: datetime | None = None) -> str:
    """When a change was: the time of day if today, else day and time."""
    time = f"{at.astimezone():%H:%M}"
    day = clock_or_day(at, now)
    return time if day == time else f"{day} {time}"


def act_text(change: Change) -> str:
    """What was done to what: "Edited integration"."""
    if change.action is Action.UPDATE_ON:
        return _switched(change)
    return {
        Action.CREATE_INTEGRATION: translate("Audit", "Added integration"),
        Action.UPDATE_CONFIGURATION: translate("Audit", "Edited integration"),
        Action.DELETE_INTEGRATION: translate("Audit", "Deleted integration"),
        Action.RESTORE_INTEGRATION: translate("Audit", "Restored integration"),
        Action.CREATE_SUBSCRIPTION: translate("Audit", "Added subscription"),
        Action.UPDATE_SUBSCRIPTION: translate("Audit", "Edited subscription"),
        Action.DELETE_SUBSCRIPTION: translate("Audit", "Deleted subscription"),
        Action.RESTORE_SUBSCRIPTION: translate("Audit", "Restored subscription"),
        Action.CREATE_NOTIFICATION: translate("Audit", "Added room notification"),
        Action.UPDATE_NOTIFICATION: translate("Audit", "Edited room notification"),
        Action.DELETE_NOTIFICATION: translate("Audit", "Deleted room notification"),
        Action.RESTORE_NOTIFICATION: translate("Audit", "Restored room notification"),
    }[change.action]


def _switched(change: Change) -> str:
    before, after = change.before or {}, change.after or {}
    if before.get("enabled") == after.get("enabled"):
        return translate("Audit", "Switched a room of integration")
    on = bool(after.get("enabled"))
    if change.entity is Entity.NOTIFICATION:
        if on:
            return translate("Audit", "Turned on room notification")
        return translate("Audit", "Turned off room notification")
    if on:
        return translate("Audit", "Turned on integration")
    return translate("Audit", "Turned off integration")


def summary(change: Change, differences: Sequence[Difference]) -> str:
    """The differences in one line; a new or deleted thing needs none of them."""
    if change.after is None:
        return ""
    if change.before is None:
        return _beginnings(differences)
    return "; ".join(
        translate("Audit", "{field}: {before} → {after}").format(
            field=d.label, before=d.before or nothing(), after=d.after or nothing()
        )
        for d in differences
    )


def _beginnings(differences: Sequence[Difference]) -> str:
    """The first facts of a new thing; its name stands in a column of its own."""
    name = translate("Audit", "Name")
    facts = [d for d in differences if d.label != name][:NEW_FACTS]
    return "; ".join(
        translate("Audit", "{field}: {value}").format(field=d.label, value=d.after) for d in facts
    )


def nothing() -> str:
    """What stands for an empty value."""
    return translate("Audit", "nothing")


def differences(change: Change, name_of: NameOf) -> tuple[Difference, ...]:
    """What a change concerns, field by field; of a new or deleted thing all that it has."""
    before, after = change.before or {}, change.after or {}
    fields = [f for f in _labels(change.entity) if before.get(f) != after.get(f)]
    found = [_difference(change.entity, f, before, after, name_of) for f in fields]
    return tuple(d for d in found if d.before or d.after)


def _difference(
    entity: Entity,
    field: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    name_of: NameOf,
) -> Difference:
    old = _text(entity, field, before.get(field), name_of)
    new = _text(entity, field, after.get(field), name_of)
    if old == new and old:
        # only a token differs, and of a token nothing but that is ever told
        new = translate("Audit", "{value}, another token").format(value=new)
    return Difference(_labels(entity)[field], old, new)


def _labels(entity: Entity) -> Mapping[str, str]:
    return {
        Entity.INTEGRATION: _integration_labels,
        Entity.SUBSCRIPTION: _subscription_labels,
        Entity.NOTIFICATION: _notification_labels,
    }[entity]()


def _integration_labels() -> Mapping[str, str]:
    return {
        "name": translate("Audit", "Name"),
        "endpoint": translate("Audit", "API endpoint"),
        "token": translate("Audit", "Access token"),
        "rooms": translate("Audit", "Rooms"),
        "ca_certificate": translate("Audit", "CA certificate"),
        "proxy": translate("Audit", "Proxy"),
        "enabled": translate("Audit", "On/Off"),
    }


def _subscription_labels() -> Mapping[str, str]:
    return {"name": translate("Audit", "Name"), "kind": translate("Audit", "Kind")}


def _notification_labels() -> Mapping[str, str]:
    return {
        "name": translate("Audit", "Name"),
        "subscription": translate("Audit", "Subscription"),
        "integration": translate("Audit", "Integration"),
        "every_room": translate("Audit", "All rooms"),
        "rooms": translate("Audit", "Rooms"),
        "own_rooms": translate("Audit", "Other rooms"),
        "projects": translate("Audit", "Projects"),
        "policy": translate("Audit", "Policy"),
        "send_when_clears": translate("Audit", "Send when alert clears"),
        "enabled": translate("Audit", "On/Off"),
    }


def _text(entity: Entity, field: str, value: object, name_of: NameOf) -> str:
    if value is None or value == "" or value == []:
        return ""
    if field == "token":
        return translate("Audit", "set")
    if field == "enabled":
        return translate("Audit", "On") if value else translate("Audit", "Off")
    if isinstance(value, bool):
        return translate("Audit", "yes") if value else translate("Audit", "no")
    if field == "kind":
        return _kind(str(value))
    if isinstance(value, list):
        return ", ".join(_item(entity, item, name_of) for item in value)
    return name_of(str(value)) if field in ("subscription", "integration") else str(value)


def _kind(value: str) -> str:
    known = {k.value for k in SubscriptionKind}
    return kind_name(SubscriptionKind(value)) if value in known else value


def _item(entity: Entity, item: object, name_of: NameOf) -> str:
    if not isinstance(item, dict):
        return name_of(str(item)) if entity is Entity.NOTIFICATION else str(item)
    notes = []
    if item.get("token"):
        notes.append(translate("Audit", "own token"))
    if not item.get("enabled", True):
        notes.append(translate("Audit", "off"))
    room = str(item.get("room", ""))
    return f"{room} ({', '.join(notes)})" if notes else room
