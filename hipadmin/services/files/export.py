"""Export: the configuration as a file that apply takes, without any token."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.notification.plain import settings_plain
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.subscription import RoomNotification, Subscription
from hipadmin.services.files.config_file import VERSION
from hipadmin.services.files.replacing import replacing

Plain = dict[str, object]


@dataclass(frozen=True, slots=True)
class NeededToken:
    """A token the file does not hold: whose it is, and the variable the file names for it.

    ``room`` is empty for an integration's own token.
    """

    integration: str
    room: str
    variable: str


@dataclass(frozen=True, slots=True)
class Exported:
    """The content of a file as plain data; ``tokens`` have to be entered again where it is read."""

    plain: Plain
    tokens: tuple[NeededToken, ...]
    integrations: int
    subscriptions: int

    def text(self, form: str = "yaml") -> str:
        """The file's text; ``form`` is ``yaml`` or ``json``."""
        if form == "json":
            return json.dumps(self.plain, indent=2, ensure_ascii=False) + "\n"
        import yaml  # 30 ms: only for who reads or writes files

        return yaml.safe_dump(self.plain, sort_keys=False, allow_unicode=True, width=100)


class Export:
    """Writes the configuration in a stable order: by name, case ignored."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Exported:
        """What a file would hold. Where a token is stored, ``token_env`` names one."""
        return self._store.read(_collect)

    def text(self, form: str = "yaml") -> str:
        """The file's text; ``form`` is ``yaml`` or ``json``."""
        return self.collect().text(form)

    def save(self, path: Path) -> Exported:
        """Write a file: JSON if it is called so, else YAML. Raises UnwritableFile, StoreTrouble."""
        exported = self.collect()
        form = "json" if path.suffix.lower() == ".json" else "yaml"
        with replacing(path) as file:
            file.write(exported.text(form).encode("utf-8"))
        return exported


def _collect(unit: Unit) -> Exported:
    integrations = {i.id: i for i in unit.integrations.all()}
    subscriptions = unit.subscriptions.all()
    names = _EnvNames()
    plain = _plain(unit, integrations, subscriptions, names)
    return Exported(plain, tuple(names.given), len(integrations), len(subscriptions))


def _plain(
    unit: Unit,
    integrations: Mapping[str, Integration],
    subscriptions: Sequence[Subscription],
    names: "_EnvNames",
) -> Plain:
    return {
        "version": VERSION,
        "integrations": [_integration(i, names) for i in integrations.values()],
        "subscriptions": [
            _subscription(s, unit.notifications.of_subscription(s.id), integrations)
            for s in subscriptions
        ],
    }


class _EnvNames:
    """Gives each token the name of an environment variable, unique in one file."""

    def __init__(self) -> None:
        self.given: list[NeededToken] = []
        self._used: set[str] = set()

    def name(self, integration: str, room: str = "") -> str:
        parts = f"{integration}_{room}".upper().encode("ascii", "ignore").decode()
        words = re.sub(r"[^A-Z0-9]+", "_", parts)
        wanted = f"{words.strip('_') or 'HIPCHAT'}_TOKEN"
        wanted = wanted if not wanted[0].isdigit() else f"HIPCHAT_{wanted}"
        name, number = wanted, 1
        while name in self._used:
            number += 1
            name = f"{wanted}_{number}"
        self._used.add(name)
        self.given.append(NeededToken(integration, room, name))
        return name


def _integration(integration: Integration, names: _EnvNames) -> Plain:
    plain: Plain = {
        "name": integration.name,
        "type": "hipchat",
        "endpoint": integration.endpoint,
    }
    if integration.token_ref:
        plain["token_env"] = names.name(integration.name)
    plain["enabled"] = integration.enabled
    if integration.standard:
        plain["default"] = True
    if integration.ca_certificate:
        plain["ca_certificate"] = integration.ca_certificate
    if integration.proxy:
        plain["proxy"] = integration.proxy
    plain["rooms"] = [_room(integration, r, names) for r in integration.rooms]
    return plain


def _room(integration: Integration, room: Room, names: _EnvNames) -> Plain:
    plain: Plain = {"room": int(room.room) if _plain_number(room.room) else room.room}
    if room.token_ref:
        plain["token_env"] = names.name(integration.name, room.room)
    plain["enabled"] = room.enabled
    return plain


def _plain_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and str(int(text)) == text


def _subscription(
    subscription: Subscription,
    notifications: list[RoomNotification],
    integrations: Mapping[str, Integration],
) -> Plain:
    return {
        "name": subscription.name,
        "kind": subscription.kind.value,
        "notifications": [_notification(n, integrations[n.integration_id]) for n in notifications],
    }


def _notification(notification: RoomNotification, integration: Integration) -> Plain:
    plain: Plain = {"name": notification.name, "integration": integration.name}
    choice = notification.rooms
    if choice.every:
        plain["rooms"] = "all"
    else:
        rooms = [integration.room(room_id) for room_id in choice.room_ids]
        plain["rooms"] = [r.room for r in rooms if r is not None]
    if choice.own:
        plain["own_rooms"] = list(choice.own)
    if notification.projects:
        plain["projects"] = list(notification.projects)
    plain["enabled"] = notification.enabled
    plain["policy"] = json.loads(notification.policy) if notification.policy else None
    plain["send_when_clears"] = notification.send_when_clears
    return plain | settings_plain(notification.when, notification.conditions, notification.message)
