"""The sandbox's state in a file: yesterday's port, rooms, tokens and messages."""

import contextlib
import json
import os
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hipadmin.sandbox.model import (
    Client,
    Membership,
    Message,
    Person,
    Promise,
    Room,
    Token,
    TokenKind,
    Webhook,
)
from hipadmin.sandbox.state import Place, State, chat

VERSION = 2
"""2 added members of rooms and people, and what is said between two people."""
_PAUSE = 1.0
_GIVE_UP = 1.0


class StateFileError(Exception):
    """The state file cannot be used; the text says why. The file is left as it is."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a state file held beside the state itself."""

    port: int


def load(path: Path, state: State) -> Saved | None:
    """Fill ``state`` from ``path``; ``None`` when there is no such file.

    Raises ``StateFileError`` when it is unreadable, from a newer version, or something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateFileError(f"cannot read {path}: {error.strerror}") from None
    except ValueError:
        raise StateFileError(f"{path} is not a state file of the sandbox") from None
    return _restore(path, content, state)


def save(path: Path, content: Mapping[str, object]) -> None:
    """Replace ``path`` in one step with a file only its owner may read; raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def dump(state: State, port: int) -> dict[str, object]:
    """Give all of ``state`` as plain JSON values."""
    return {
        "version": VERSION,
        "port": port,
        "people": [asdict(person) for person in state.people()],
        "rooms": [asdict(room) for room in state.rooms()],
        "tokens": [asdict(token) for token in state.tokens()],
        "clients": [asdict(client) for client in state.clients()],
        "promises": [asdict(promise) for promise in state.promises()],
        "webhooks": [asdict(hook) for hook in state.hooks.all()],
        "history": {
            _place_name(place): [asdict(message) for message in state.history(place)]
            for place in state.places()
        },
    }


class Keeper:
    """Writes the state behind the server's back: soon after a change, and at the end.

    What was said in the last ``pause`` seconds before a kill is lost; tokens and rooms are not.
    """

    def __init__(self, path: Path, state: State, port: int, *, pause: float = _PAUSE) -> None:
        self._path = path
        self._state = state
        self._port = port
        self._pause = pause
        self._written = -1
        self._complained = False
        self._stopping = threading.Event()
        self.write()
        self._thread = threading.Thread(target=self._run, name="sandbox-keeper", daemon=True)
        self._thread.start()

    def write(self) -> None:
        """Write now if something changed; trouble is said once on standard error."""
        revision = self._state.revision
        if revision == self._written:
            return
        try:
            save(self._path, dump(self._state, self._port))
        except OSError as error:
            self._complain(error)
        else:
            self._written, self._complained = revision, False

    def close(self) -> None:
        """Stop, and write what is not yet written."""
        self._stopping.set()
        self._thread.join(_GIVE_UP)
        self.write()

    def _run(self) -> None:
        while not self._stopping.wait(self._pause):
            self.write()

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            sys.stderr.write(f"cannot write {self._path}: {error.strerror}\n")


def _restore(path: Path, content: Any, state: State) -> Saved:
    try:
        version = content["version"]
        if version > VERSION:
            raise StateFileError(f"{path} was written by a newer version of the sandbox")
        _restore_people_and_rooms(content, state)
        _restore_access(content, state)
        return Saved(int(content["port"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise StateFileError(f"{path} is not a state file of the sandbox") from None


def _restore_people_and_rooms(content: Any, state: State) -> None:
    for person in content["people"]:
        state.put_person(Person(**person))
    for room in content["rooms"]:
        state.put_room(_room(room))
    for name, messages in content["history"].items():
        for message in messages:
            state.put_message(_place(name), _message(message))


def _restore_access(content: Any, state: State) -> None:
    for token in content["tokens"]:
        state.put_token(_token(token))
    for client in content.get("clients", ()):
        state.put_client(Client(**_scoped(client)))
    for promise in content.get("promises", ()):
        state.put_promise(Promise(**_scoped(promise)))
    for hook in content.get("webhooks", ()):
        state.hooks.put(Webhook(**(hook | {"owner": _token(hook["owner"])})))


def _place_name(place: Place) -> str:
    return "-".join(map(str, place)) if isinstance(place, tuple) else str(place)


def _place(name: str) -> Place:
    first, _, second = name.partition("-")
    return chat(int(first), int(second)) if second else int(first)


def _room(members: dict[str, Any]) -> Room:
    places = [Membership(m["person"], tuple(m["roles"])) for m in members.get("members", ())]
    absent = tuple(members.get("absent", ()))
    return Room(**(members | {"members": tuple(places), "absent": absent}))


def _token(members: dict[str, Any]) -> Token:
    return Token(**(_scoped(members) | {"kind": TokenKind(members["kind"])}))


def _scoped(members: dict[str, Any]) -> dict[str, Any]:
    return members | {"scopes": tuple(members["scopes"])}


def _message(members: dict[str, Any]) -> Message:
    return Message(**(members | {"mentions": tuple(members["mentions"])}))


def _sync_directory(directory: Path) -> None:
    """Make the new name last; not every system lets a directory be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
