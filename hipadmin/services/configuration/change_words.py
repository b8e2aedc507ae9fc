"""Change records in words: what was done, and what differs before and after.

The window gives its translations, a command speaks English.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hipadmin.domain.change import Action, ActKind, Change, Entity, Turn, Word, every_kind
from hipadmin.domain.notification.plain import MEMBERS
from hipadmin.domain.plain import facts_in
from hipadmin.domain.subscription import KIND_NAMES

Translate = Callable[[str, str], str]
"""Gives (context, English text) in the language of who reads it."""
NameOf = Callable[[str], str]
"""Gives the name behind an id; the id itself where nobody knows."""

WORDS_MAX = 20
"""Words of a search that count; a pasted page is no search."""
NEW_FACTS = 2
"""Facts of a new thing that one line tells."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a change concerns; ``before`` or ``after`` is empty where there was none."""

    label: str
    before: str
    after: str


def english(_context: str, text: str) -> str:
    """Say it as it is written here."""
    return text


class ChangeWords:
    """Puts change records into words.

    The translation tools find texts by the name ``translate`` of the function they are handed to.
    """

    def __init__(self, translate: Translate = english) -> None:
        self.translate = translate

    # acts

    def act(self, change: Change) -> str:
        """What was done to what: "Edited integration"."""
        return self.kind(change.kind)

    def kind(self, kind: ActKind) -> str:
        """An act without the thing's name."""
        return self._turned(kind) if kind.turn is not None else self._done(kind.action)

    def search(self, text: str) -> tuple[Word, ...]:
        """The words of ``text`` to look for, each with the acts whose own words hold it."""
        called = {kind: self.kind(kind).casefold() for kind in every_kind()}
        return tuple(
            Word(word, frozenset(kind for kind, words in called.items() if word in words))
            for word in text.casefold().split()[:WORDS_MAX]
        )

    def _done(self, action: Action) -> str:
        translate = self.translate
        return {
            Action.CREATE_INTEGRATION: translate("Audit", "Added integration"),
            Action.UPDATE_CONFIGURATION: translate("Audit", "Edited integration"),
            Action.REVOKE_TOKEN: translate("Audit", "Revoked token of integration"),
            Action.VALIDATE_CONNECTION: translate("Audit", "Tested integration"),
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
            Action.ACKNOWLEDGE_ALERT: translate("Audit", "Acknowledged alert"),
            Action.ASSIGN_ALERT: translate("Audit", "Assigned alert"),
            Action.MUTE_ALERT: translate("Audit", "Muted alert"),
            Action.CLOSE_ALERT: translate("Audit", "Closed alert"),
            Action.CREATE_KEY: translate("Audit", "Made intake key"),
            Action.ROTATE_KEY: translate("Audit", "Rotated intake key"),
            Action.DELETE_KEY: translate("Audit", "Removed intake key"),
        }[action]

    def _turned(self, kind: ActKind) -> str:
        translate = self.translate
        if kind.turn is Turn.ROOM:
            return translate("Audit", "Switched a room of integration")
        if kind.entity is Entity.NOTIFICATION:
            if kind.turn is Turn.ON:
                return translate("Audit", "Turned on room notification")
            return translate("Audit", "Turned off room notification")
        if kind.turn is Turn.ON:
            return translate("Audit", "Turned on integration")
        return translate("Audit", "Turned off integration")

    # differences

    def summary(self, change: Change, differences: Sequence[Difference]) -> str:
        """The differences in one line; a deleted thing needs none of them."""
        if change.after is None:
            return ""
        if change.before is None:
            return self._beginnings(differences)
        nothing = self.translate("Audit", "nothing")
        line = self.translate("Audit", "{field}: {before} → {after}")
        return "; ".join(
            line.format(field=d.label, before=d.before or nothing, after=d.after or nothing)
            for d in differences
        )

    def _beginnings(self, differences: Sequence[Difference]) -> str:
        """The first facts of a new thing; its name is told beside them."""
        name = self.translate("Audit", "Name")
        facts = [d for d in differences if d.label != name][:NEW_FACTS]
        return "; ".join(self.fact(d.label, d.after) for d in facts)

    def fact(self, field: str, value: str) -> str:
        """One field and what it holds."""
        return self.translate("Audit", "{field}: {value}").format(field=field, value=value)

    def differences(self, change: Change, name_of: NameOf) -> tuple[Difference, ...]:
        """What a change concerns, field by field; of a new or deleted thing all that it has."""
        before, after = change.before or {}, change.after or {}
        labels = self._labels(change.entity)
        found = [
            self._difference(change.entity, field, label, before, after, name_of)
            for field, label in labels.items()
            if before.get(field) != after.get(field)
        ]
        return tuple(d for d in found if d.before or d.after)

    def _difference(
        self,
        entity: Entity,
        field: str,
        label: str,
        before: Mapping[str, object],
        after: Mapping[str, object],
        name_of: NameOf,
    ) -> Difference:
        old = self._text(entity, field, before.get(field), name_of)
        new = self._text(entity, field, after.get(field), name_of)
        if old == new and old:
            # only a token differs, and of a token nothing but that is ever told
            new = self.translate("Audit", "{value}, another token").format(value=new)
        return Difference(label, old, new)

    def _labels(self, entity: Entity) -> Mapping[str, str]:
        return {
            Entity.INTEGRATION: self._integration_labels,
            Entity.SUBSCRIPTION: self._subscription_labels,
            Entity.NOTIFICATION: self._notification_labels,
            Entity.ALERT: self._alert_labels,
            Entity.KEY: self._key_labels,
        }[entity]()

    def _integration_labels(self) -> Mapping[str, str]:
        translate = self.translate
        return {
            "name": translate("Audit", "Name"),
            "endpoint": translate("Audit", "API endpoint"),
            "token": translate("Audit", "Access token"),
            "rooms": translate("Audit", "Rooms"),
            "ca_certificate": translate("Audit", "CA certificate"),
            "proxy": translate("Audit", "Proxy"),
            "enabled": translate("Audit", "On/Off"),
            "standard": translate("Audit", "For new subscriptions"),
            "room": translate("Audit", "Room"),
            "answer": translate("Audit", "Answer"),
        }

    def _subscription_labels(self) -> Mapping[str, str]:
        translate = self.translate
        return {"name": translate("Audit", "Name"), "kind": translate("Audit", "Kind")}

    def _notification_labels(self) -> Mapping[str, str]:
        translate = self.translate
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
            "when": translate("Audit", "When"),
            "conditions": translate("Audit", "Conditions"),
            "message": translate("Audit", "Message"),
            "enabled": translate("Audit", "On/Off"),
        }

    def _alert_labels(self) -> Mapping[str, str]:
        translate = self.translate
        return {
            "title": translate("Audit", "Title"),
            "state": translate("Audit", "State"),
            "assignee": translate("Audit", "Assigned to"),
            "muted_until": translate("Audit", "Muted until"),
        }

    def _key_labels(self) -> Mapping[str, str]:
        translate = self.translate
        return {
            "purpose": translate("Audit", "Purpose"),
            "ends": translate("Audit", "Taken until"),
        }

    def _text(self, entity: Entity, field: str, value: object, name_of: NameOf) -> str:
        translate = self.translate
        if value is None or value == "" or value == []:
            return ""
        if field == "token":
            return translate("Audit", "set")
        if field == "enabled":
            return translate("Audit", "On") if value else translate("Audit", "Off")
        if isinstance(value, bool):
            return translate("Audit", "yes") if value else translate("Audit", "no")
        if field == "kind":
            return self._source(str(value))
        if field in MEMBERS:
            return "; ".join(facts_in(value))
        if isinstance(value, list):
            return ", ".join(self._item(entity, item, name_of) for item in value)
        return name_of(str(value)) if field in ("subscription", "integration") else str(value)

    def _source(self, value: str) -> str:
        known = {k.value: name for k, name in KIND_NAMES.items()}
        return self.translate("Kind", known[value]) if value in known else value

    def _item(self, entity: Entity, item: object, name_of: NameOf) -> str:
        if not isinstance(item, dict):
            return name_of(str(item)) if entity is Entity.NOTIFICATION else str(item)
        notes = []
        if item.get("token"):
            notes.append(self.translate("Audit", "own token"))
        if not item.get("enabled", True):
            notes.append(self.translate("Audit", "off"))
        room = str(item.get("room", ""))
        return f"{room} ({', '.join(notes)})" if notes else room
