"""The configuration file of apply and export: its form, read strictly and written stably."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.integration import name_key
from hipadmin.domain.notification.plain import MEMBERS, STANDARD, Settings, read_settings
from hipadmin.domain.plain import Members, PlainProblem, PlainReader, join
from hipadmin.domain.redaction import mask_pasted
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.services.files.entry_checks import further_problems
from hipadmin.services.files.file_text import read_text
from hipadmin.services.files.file_tree import NOWHERE, Check, Place, TextError, Tree

VERSION = 1
SIZE_MAX = 8 * 1024 * 1024
"""Bytes; 5,000 integrations with rooms take about 1 MB."""
ENTRIES_MAX = 10_000
"""Entries of one list: twice what the window is made for."""
PROBLEMS_MAX = 200
"""Problems that are told; who mends those will have mended the rest."""
_TOKEN = re.compile(r"(?=.*[a-z])(?=.*[A-Z0-9])[A-Za-z0-9]{30,}")


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing wrong in the file.

    ``path`` is like ``integrations[0].endpoint``; ``place`` is where that stands, if known.
    """

    path: str
    text: str
    place: Place | None = None

    def __str__(self) -> str:
        where = f"line {self.place.line}, column {self.place.column}" if self.place else ""
        found = ", ".join(part for part in (where, self.path) if part)
        return f"{found}: {self.text}" if found else self.text


class FileError(HipadminError):
    """The file cannot be applied; nothing has changed.

    ``problems`` name every place, or the first ones; ``more`` counts those left out.
    """

    def __init__(self, problems: Sequence[FileProblem], more: int = 0) -> None:
        lines = [str(p) for p in problems]
        super().__init__("\n".join([*lines, f"… and {more:,} more."] if more else lines))
        self.problems = tuple(problems)
        self.more = more


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
    default: bool = False


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
    settings: Settings = STANDARD


@dataclass(frozen=True, slots=True)
class FileSubscription:
    """A subscription in the file. ``notifications`` None: not written, so they stay."""

    name: str
    kind: SubscriptionKind
    notifications: tuple[FileNotification, ...] | None = None


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """Everything the file says; ``places`` knows where."""

    integrations: tuple[FileIntegration, ...] = ()
    subscriptions: tuple[FileSubscription, ...] = ()
    places: Tree = NOWHERE

    def error(self, problems: Sequence[FileProblem | PlainProblem]) -> FileError:
        """What is wrong, with where it stands in the file."""
        found = [
            # a token in the wrong place must not stand in what is said of it
            FileProblem(mask_pasted(p.path), mask_pasted(p.text), self.places.place(p.path))
            for p in problems
        ]
        found.sort(key=lambda p: (p.place.line, p.place.column) if p.place else (0, 0))
        return FileError(found[:PROBLEMS_MAX], max(0, len(found) - PROBLEMS_MAX))

    def error_with_all(self, problems: Sequence[FileProblem | PlainProblem]) -> FileError:
        """The same, with what else is wrong: who mends a file wants to do so once."""
        return self.error([*problems, *further_problems(self, {p.path for p in problems})])


def read_config(data: bytes, check: Check = lambda: None) -> ConfigFile:
    """Read YAML or JSON; asks ``check`` often, which may raise to end it.

    Raises FileError naming every wrong place, or the newer version.
    """
    if len(data) > SIZE_MAX:
        raise FileError([FileProblem("", f"The file is larger than {SIZE_MAX // 1024**2} MiB.")])
    try:
        tree = read_text(data, check)
    except TextError as error:
        raise FileError([FileProblem("", str(error), error.place)]) from None
    reader = _Reader()
    top = reader.mapping(tree.data, "")
    version = top.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        text = f"The file has version {version}; this hipadmin reads up to {VERSION}."
        raise FileError([FileProblem("version", text, tree.place("version"))])
    if version != VERSION or isinstance(version, bool):
        reader.wrong("version", f"Write “version: {VERSION}”.")
    reader.only(top, "", {"version", "integrations", "subscriptions"})
    config = ConfigFile(
        tuple(reader.integration(m, p) for m, p in reader.maps(top, "", "integrations")),
        tuple(reader.subscription(m, p) for m, p in reader.maps(top, "", "subscriptions")),
        Tree(None, tree.spot),
    )
    reader.unique([i.name for i in config.integrations], "integrations")
    reader.unique([s.name for s in config.subscriptions], "subscriptions")
    if reader.problems:
        raise config.error_with_all(reader.problems)
    return config


class _Reader(PlainReader):
    """Turns plain data into the file's types."""

    def maps(self, value: Members, path: str, key: str) -> Iterator[tuple[Members, str]]:
        items = value.get(key)
        if isinstance(items, list) and len(items) > ENTRIES_MAX:
            text = f"These are {len(items):,} entries; {ENTRIES_MAX:,} are possible."
            self.wrong(join(path, key), text)
            return
        yield from super().maps(value, path, key)

    def text(self, value: Members, path: str, key: str) -> str:
        found = value.get(key, "")
        if isinstance(found, bool | int | float):
            self.wrong(join(path, key), "Expected a text. Put it in quotes.")
            return ""
        return super().text(value, path, key)

    def named(self, value: Members, path: str, key: str) -> str:
        text = self.text(value, path, key).strip()
        if not text and not any(p.path == join(path, key) for p in self.problems):
            self.wrong(join(path, key), "Is missing.")
        return text

    def names(self, value: Members, path: str, key: str) -> tuple[str, ...]:
        items = value.get(key, [])
        if not isinstance(items, list) or len(items) > ENTRIES_MAX:
            text = f"Expected a list of texts, {ENTRIES_MAX:,} at most."
            self.wrong(join(path, key), text)
            return ()
        return tuple(self.room_text(item, f"{path}.{key}[{n}]") for n, item in enumerate(items))

    def room_text(self, value: object, path: str) -> str:
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
        quotes = " Put a name in quotes." if isinstance(value, bool | float) else ""
        self.wrong(path, f"Expected an ID or a name.{quotes}")
        return ""

    def given(self, value: Members, path: str, key: str) -> Given | None:
        if key not in value:
            return None
        found = value[key]
        if isinstance(found, str) and _TOKEN.fullmatch(found):
            self.wrong(join(path, key), "This looks like a token. Write the variable’s name.")
            return None
        if found is None or (isinstance(found, str) and found.isidentifier()):
            return Given(found)
        self.wrong(join(path, key), "Expected the name of an environment variable.")
        return None

    def unique(self, names: Sequence[str], path: str) -> None:
        seen: dict[str, str] = {}
        for index, name in enumerate(names):
            first = seen.get(name_key(name))
            if name and first is not None:
                self.wrong(f"{path}[{index}].name", _twice(first, name))
            seen.setdefault(name_key(name), name)

    def integration(self, value: Members, path: str) -> FileIntegration:
        known = {"name", "type", "endpoint", "token_env", "enabled", "rooms", "ca_certificate"}
        self.only(value, path, known | {"proxy", "default"})
        if value.get("type", "hipchat") != "hipchat":
            self.wrong(join(path, "type"), "The only type is “hipchat”.")
        rooms = tuple(self.room(m, p) for m, p in self.maps(value, path, "rooms"))
        return FileIntegration(
            name=self.named(value, path, "name"),
            endpoint=self.named(value, path, "endpoint"),
            token_env=self.given(value, path, "token_env"),
            rooms=rooms if "rooms" in value else None,
            ca_certificate=self.text(value, path, "ca_certificate"),
            proxy=self.text(value, path, "proxy"),
            enabled=self.flag(value, path, "enabled", True),
            default=self.flag(value, path, "default", False),
        )

    def room(self, value: Members, path: str) -> FileRoom:
        self.only(value, path, {"room", "token_env", "enabled"})
        return FileRoom(
            room=self.room_text(value.get("room"), join(path, "room")),
            token_env=self.given(value, path, "token_env"),
            enabled=self.flag(value, path, "enabled", True),
        )

    def subscription(self, value: Members, path: str) -> FileSubscription:
        self.only(value, path, {"name", "kind", "notifications"})
        found = tuple(self.notification(m, p) for m, p in self.maps(value, path, "notifications"))
        self.unique([n.name for n in found], join(path, "notifications"))
        return FileSubscription(
            name=self.named(value, path, "name"),
            kind=self.kind(value, path),
            notifications=found if "notifications" in value else None,
        )

    def kind(self, value: Members, path: str) -> SubscriptionKind:
        try:
            return SubscriptionKind(str(value.get("kind", "other")))
        except ValueError:
            kinds = ", ".join(SubscriptionKind)
            self.wrong(join(path, "kind"), f"Not a kind. Possible: {kinds}.")
            return SubscriptionKind.OTHER

    def notification(self, value: Members, path: str) -> FileNotification:
        known = {"name", "integration", "rooms", "own_rooms", "projects", "policy", "enabled"}
        self.only(value, path, known | {"send_when_clears"} | MEMBERS)
        every = value.get("rooms", "all") in ("all", None)
        return FileNotification(
            name=self.named(value, path, "name"),
            integration=self.named(value, path, "integration"),
            rooms=None if every else self.names(value, path, "rooms"),
            own_rooms=self.names(value, path, "own_rooms"),
            projects=self.names(value, path, "projects"),
            policy=value.get("policy"),
            send_when_clears=self.flag(value, path, "send_when_clears", False),
            enabled=self.flag(value, path, "enabled", True),
            settings=read_settings(value, path, self),
        )


def _twice(first: str, name: str) -> str:
    if first == name:
        return f"“{name}” stands in the file twice."
    return f"“{name}” and “{first}” differ by case, width or blanks only."
