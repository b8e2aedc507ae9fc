"""The configuration file of apply and export: its form, read strictly and written stably."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.services.file_text import load_text

VERSION = 1
SIZE_MAX = 8 * 1024 * 1024
"""Bytes; 5,000 integrations with rooms take about 1 MB."""
_TOKEN = re.compile(r"(?=.*[a-z])(?=.*[A-Z0-9])[A-Za-z0-9]{30,}")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing wrong in the file; ``path`` like ``integrations[0].endpoint``."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


class FileError(HipadminError):
    """The file cannot be applied; nothing has changed. ``problems`` name every place."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Given:
    """A member that was written in the file, even if as null."""

    value: str | None


@dataclass(frozen=True, slots=True)
class FileRoom:
    """A room in the file. ``token_env`` None: not written, so a stored token stays."""

    room: str
    token_env: Given | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FileIntegration:
    """An integration in the file. ``rooms`` None: not written, so the rooms stay."""

    name: str
    endpoint: str
    token_env: Given | None = None
    rooms: tuple[FileRoom, ...] | None = None
    ca_certificate: str = ""
    proxy: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FileNotification:
    """A room notification in the file. ``rooms`` None: all rooms, also future ones."""

    name: str
    integration: str
    rooms: tuple[str, ...] | None = None
    own_rooms: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    policy: object = None
    send_when_clears: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FileSubscription:
    """A subscription in the file. ``notifications`` None: not written, so they stay."""

    name: str
    kind: SubscriptionKind
    notifications: tuple[FileNotification, ...] | None = None


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """Everything the file says."""

    integrations: tuple[FileIntegration, ...] = ()
    subscriptions: tuple[FileSubscription, ...] = ()


def read_config(data: bytes) -> ConfigFile:
    """Read YAML or JSON. Raises FileError naming every wrong place, or the newer version."""
    if len(data) > SIZE_MAX:
        raise FileError([FileProblem("", f"The file is larger than {SIZE_MAX // 1024**2} MiB.")])
    reader = _Reader()
    top = reader.mapping(_load(data), "")
    version = top.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        text = f"The file has version {version}; this hipadmin reads up to {VERSION}."
        raise FileError([FileProblem("version", text)])
    if version != VERSION or isinstance(version, bool):
        reader.wrong("version", f"Write “version: {VERSION}”.")
    reader.only(top, "", {"version", "integrations", "subscriptions"})
    config = ConfigFile(
        tuple(reader.integration(m, p) for m, p in reader.maps(top, "", "integrations")),
        tuple(reader.subscription(m, p) for m, p in reader.maps(top, "", "subscriptions")),
    )
    reader.unique([i.name for i in config.integrations], "integrations")
    reader.unique([s.name for s in config.subscriptions], "subscriptions")
    if reader.problems:
        raise FileError(reader.problems)
    return config


def _load(data: bytes) -> object:
    try:
        return load_text(data)
    except ValueError as error:
        raise FileError([FileProblem("", str(error))]) from None


class _Reader:
    """Turns plain data into the file's types and gathers what is wrong on the way."""

    def __init__(self) -> None:
        self.problems: list[FileProblem] = []

    def wrong(self, path: str, text: str) -> None:
        self.problems.append(FileProblem(path, text))

    def mapping(self, value: object, path: str) -> Mapping[str, object]:
        if isinstance(value, dict) and all(isinstance(k, str) for k in value):
            return value
        self.wrong(path, "Expected members with names here.")
        return {}

    def only(self, value: Mapping[str, object], path: str, known: set[str]) -> None:
        for key in value:
            if key not in known:
                names = ", ".join(sorted(known))
                self.wrong(_join(path, key), f"Not known here. Possible: {names}.")

    def maps(
        self, value: Mapping[str, object], path: str, key: str
    ) -> Iterator[tuple[Mapping[str, object], str]]:
        items = value.get(key)
        where = _join(path, key)
        if items is not None and not isinstance(items, list):
            self.wrong(where, "Expected a list.")
            return
        for index, item in enumerate(items or ()):
            yield self.mapping(item, f"{where}[{index}]"), f"{where}[{index}]"

    def typed(self, value: Mapping[str, object], path: str, key: str, default: T, what: str) -> T:
        found = value.get(key, default)
        if isinstance(found, type(default)):
            return found
        self.wrong(_join(path, key), f"Expected {what}.")
        return default

    def text(self, value: Mapping[str, object], path: str, key: str) -> str:
        return self.typed(value, path, key, "", "a text")

    def named(self, value: Mapping[str, object], path: str, key: str) -> str:
        text = self.text(value, path, key).strip()
        if not text and not any(p.path == _join(path, key) for p in self.problems):
            self.wrong(_join(path, key), "Is missing.")
        return text

    def flag(self, value: Mapping[str, object], path: str, key: str, default: bool) -> bool:
        return self.typed(value, path, key, default, "true or false")

    def texts(self, value: Mapping[str, object], path: str, key: str) -> tuple[str, ...]:
        items = value.get(key, [])
        if not isinstance(items, list):
            self.wrong(_join(path, key), "Expected a list of texts.")
            return ()
        return tuple(self.room_text(item, f"{path}.{key}[{n}]") for n, item in enumerate(items))

    def room_text(self, value: object, path: str) -> str:
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
        self.wrong(path, "Expected an ID or a name.")
        return ""

    def given(self, value: Mapping[str, object], path: str, key: str) -> Given | None:
        if key not in value:
            return None
        found = value[key]
        if isinstance(found, str) and _TOKEN.fullmatch(found):
            self.wrong(_join(path, key), "This looks like a token. Write the variable’s name.")
            return None
        if found is None or (isinstance(found, str) and found.isidentifier()):
            return Given(found)
        self.wrong(_join(path, key), "Expected the name of an environment variable.")
        return None

    def unique(self, names: Sequence[str], path: str) -> None:
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name and name.casefold() in seen:
                self.wrong(f"{path}[{index}].name", f"“{name}” stands in the file twice.")
            seen.add(name.casefold())

    def integration(self, value: Mapping[str, object], path: str) -> FileIntegration:
        known = {"name", "type", "endpoint", "token_env", "enabled", "rooms", "ca_certificate"}
        self.only(value, path, known | {"proxy"})
        if value.get("type", "hipchat") != "hipchat":
            self.wrong(_join(path, "type"), "The only type is “hipchat”.")
        rooms = tuple(self.room(m, p) for m, p in self.maps(value, path, "rooms"))
        return FileIntegration(
            name=self.named(value, path, "name"),
            endpoint=self.named(value, path, "endpoint"),
            token_env=self.given(value, path, "token_env"),
            rooms=rooms if "rooms" in value else None,
            ca_certificate=self.text(value, path, "ca_certificate"),
            proxy=self.text(value, path, "proxy"),
            enabled=self.flag(value, path, "enabled", True),
        )

    def room(self, value: Mapping[str, object], path: str) -> FileRoom:
        self.only(value, path, {"room", "token_env", "enabled"})
        return FileRoom(
            room=self.room_text(value.get("room"), _join(path, "room")),
            token_env=self.given(value, path, "token_env"),
            enabled=self.flag(value, path, "enabled", True),
        )

    def subscription(self, value: Mapping[str, object], path: str) -> FileSubscription:
        self.only(value, path, {"name", "kind", "notifications"})
        found = tuple(self.notification(m, p) for m, p in self.maps(value, path, "notifications"))
        self.unique([n.name for n in found], _join(path, "notifications"))
        return FileSubscription(
            name=self.named(value, path, "name"),
            kind=self.kind(value, path),
            notifications=found if "notifications" in value else None,
        )

    def kind(self, value: Mapping[str, object], path: str) -> SubscriptionKind:
        try:
            return SubscriptionKind(str(value.get("kind", "other")))
        except ValueError:
            kinds = ", ".join(SubscriptionKind)
            self.wrong(_join(path, "kind"), f"Not a kind. Possible: {kinds}.")
            return SubscriptionKind.OTHER

    def notification(self, value: Mapping[str, object], path: str) -> FileNotification:
        known = {"name", "integration", "rooms", "own_rooms", "projects", "policy", "enabled"}
        self.only(value, path, known | {"send_when_clears"})
        every = value.get("rooms", "all") in ("all", None)
        return FileNotification(
            name=self.named(value, path, "name"),
            integration=self.named(value, path, "integration"),
            rooms=None if every else self.texts(value, path, "rooms"),
            own_rooms=self.texts(value, path, "own_rooms"),
            projects=self.texts(value, path, "projects"),
            policy=value.get("policy"),
            send_when_clears=self.flag(value, path, "send_when_clears", False),
            enabled=self.flag(value, path, "enabled", True),
        )


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
