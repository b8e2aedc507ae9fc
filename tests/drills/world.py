"""The world a drill happens in: a profile's database and a vault that outlives the process."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hipadmin import app
from hipadmin.domain.intake_key import IntakeKey
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Unit, Vault
from hipadmin.domain.subscription import RoomNotification
from hipadmin.domain.token import RefState, Secret
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.journal import Journal
from hipadmin.services.configuration.records import Acts
from hipadmin.services.tokens import TokenKeeper
from hipadmin.store import Database, open_store
from tests.secret_service import BUS_TIMEOUT

NAMES = ("first", "second", "third", "fourth", "fifth", "sixth")
TOKENS = {name: Secret(f"{name.title()}0123456789abcdefghijklmnopqrst") for name in NAMES}
"""Every token of the drills by name."""
LATER = timedelta(days=400)
"""Beyond every horizon."""
MEMORY = Path("/dev/shm")
"""A killed process leaves what it wrote, also in memory: no disk need be waited for."""

Picture = dict[str, object]


@dataclass
class World:
    """A profile, opened."""

    folder: Path
    store: Database
    vault: Vault
    keys: Callable[[], set[str]]
    """What the vault has."""
    services: Services = field(init=False)

    def __post_init__(self) -> None:
        self.services = app.build(self.store, self.vault)

    def acts(self, now: Callable[[], datetime] = app.clock) -> Acts:
        """Acts at another time, which nobody takes back."""
        return Acts(self.store, "ann", now, app.new_id, Journal())

    def keeper(self, now: Callable[[], datetime] = app.clock) -> TokenKeeper:
        """The keeper of tokens at another time."""
        return TokenKeeper(self.store, self.vault, now, app.new_id)


@contextmanager
def opened(
    folder: Path, kind: str, around: Callable[[Vault], Vault] = lambda vault: vault
) -> Iterator[World]:
    """Open the profile in ``folder`` over a vault: ``file`` or ``keyring``.

    ``file`` is the sandbox's own vault, which notes in a file which of the sandbox's tokens a
    reference had; ``keyring`` is the one whose bus the environment names.
    """
    store = open_store(folder / "hipadmin.db", clock=app.clock)
    with closing(store):
        vault, keys = _VAULTS[kind](folder, store.id)
        with closing(vault):
            yield World(folder, store, around(vault), keys)


def _file_vault(folder: Path, _store_id: str) -> tuple[Vault, Callable[[], set[str]]]:
    from hipadmin.vault.sandbox_vault import SandboxVault

    file = folder / "vault.json"
    return SandboxVault(
        TOKENS, file
    ), lambda: set(json.loads(file.read_text())) if file.exists() else set()


def _keyring_vault(_folder: Path, store_id: str) -> tuple[Vault, Callable[[], set[str]]]:
    from keyring.backends import SecretService

    from hipadmin.vault.keyring_vault import KeyringVault
    from hipadmin.vault.secret_service import SecretServiceKeyring

    service = f"hipadmin/{store_id}"
    vault = KeyringVault(service, SecretServiceKeyring(SecretService.Keyring()))
    return vault, lambda: _in_keyring(service)


def _in_keyring(service: str) -> set[str]:
    import secretstorage
    from jeepney.io.blocking import open_dbus_connection

    with closing(open_dbus_connection(auth_timeout=BUS_TIMEOUT)) as bus:
        found = secretstorage.search_items(bus, {"service": service})
        return {item.get_attributes()["username"] for item in found}


_VAULTS = {"file": _file_vault, "keyring": _keyring_vault}


def picture(world: World) -> Picture:
    """The whole configuration without anything random: by names, tokens by theirs."""
    return world.store.read(lambda unit: _Painter(world, unit).all())


class _Painter:
    def __init__(self, world: World, unit: Unit) -> None:
        self._unit = unit
        self._get = world.vault.get
        self._rooms: dict[str, str] = {}

    def all(self) -> Picture:
        unit = self._unit
        integrations = unit.integrations.all()
        self._rooms = {r.id: r.room for i in integrations for r in i.rooms}
        owners = {i.id: i.name for i in integrations}
        changes = reversed(unit.changes.page(limit=1000))
        return {
            "integrations": {i.name: self._integration(i) for i in integrations},
            "subscriptions": {
                s.name: [
                    self._notification(n, owners) for n in unit.notifications.of_subscription(s.id)
                ]
                for s in unit.subscriptions.all()
            },
            "keys": [self._key(key) for key in unit.intake_keys.all()],
            "changes": [f"{c.action} {c.name}" for c in changes],
            "last endpoint": unit.setting("last_endpoint"),
        }

    def _integration(self, integration: Integration) -> Picture:
        return {
            "endpoint": integration.endpoint,
            "enabled": integration.enabled,
            "version": integration.version,
            "token": self._token(integration.token_ref),
            "rooms": [self._room(r) for r in integration.rooms],
        }

    def _key(self, key: IntakeKey) -> list[object]:
        return [key.purpose.value, key.ends_at is not None, self._token(key.ref_id)]

    def _room(self, room: Room) -> list[object]:
        return [room.room, room.enabled, self._token(room.token_ref)]

    def _notification(self, notification: RoomNotification, owners: dict[str, str]) -> list[object]:
        rooms = [self._rooms[r] for r in notification.rooms.room_ids]
        return [
            *(notification.name, owners[notification.integration_id], notification.enabled),
            *(notification.version, notification.rooms.every, rooms),
        ]

    def _token(self, ref_id: str | None) -> str | None:
        ref = self._unit.tokens.get(ref_id or "")
        if ref_id is None:
            return None
        if ref is None or ref.state in (RefState.DEAD, RefState.MISSING):
            return "needed"
        if ref.state is not RefState.LIVE:
            return f"claimed, but {ref.state}"
        token = self._get(ref_id)
        return next(
            (name for name, one in TOKENS.items() if one == token), "claimed, but not there"
        )
