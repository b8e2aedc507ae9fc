"""The sandbox as a child process: started, understood by its one JSON line, ended with us."""

import json
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.token import Secret
from hipadmin.services.pipes import pipe

START_LIMIT_S = 20.0
"""Seconds a sandbox may take to say it is ready; cold disks are slow."""
STOP_LIMIT_S = 3.0


class SandboxFailed(HipadminError):
    """The sandbox did not start; the text says why as far as it said so itself."""


@dataclass(frozen=True, slots=True)
class SandboxRoom:
    """A room of the sandbox."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class SandboxInfo:
    """What the sandbox said when it was ready. ``room_tokens`` by room id."""

    url: str
    rooms: tuple[SandboxRoom, ...]
    room_tokens: Mapping[int, Secret]
    user_token: Secret
    admin_token: Secret

    @classmethod
    def parse(cls, line: str) -> "SandboxInfo":
        """Read the JSON line. Raises SandboxFailed if it is not one."""
        try:
            plain = json.loads(line)
            tokens = plain["tokens"]
            return cls(
                url=plain["url"],
                rooms=tuple(SandboxRoom(r["id"], r["name"]) for r in plain["rooms"]),
                room_tokens=MappingProxyType(
                    {int(k): Secret(v) for k, v in tokens["room"].items()}
                ),
                user_token=Secret(tokens["user"]),
                admin_token=Secret(tokens["admin"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise SandboxFailed("The sandbox did not say where it listens.") from error

    def address(self, *, secure: bool) -> str:
        """Where it answers, by https while it is switched to that."""
        return self.url.replace("http:", "https:", 1) if secure else self.url

    def named_tokens(self) -> Mapping[str, Secret]:
        """Every token by a name that stays the same from run to run."""
        rooms = {f"room:{room_id}": token for room_id, token in self.room_tokens.items()}
        return {**rooms, "user": self.user_token, "admin": self.admin_token}

    def room_url(self, room: SandboxRoom, *, secure: bool = False) -> str:
        """The address HipChat would hand out for posting to ``room``, its token included."""
        token = self.room_tokens[room.id].reveal()
        return f"{self.address(secure=secure)}/room/{room.id}/notification?auth_token={token}"


class SandboxChild:
    """A running sandbox. It ends by itself when our end of its standard input closes."""

    def __init__(self, process: "subprocess.Popen[str]", info: SandboxInfo) -> None:
        self._process = process
        self.info = info

    @classmethod
    def start(cls, command: Sequence[str]) -> "SandboxChild":
        """Start ``command`` and wait until it is ready. Blocking. Raises SandboxFailed."""
        try:
            process = subprocess.Popen(
                [*command, "--stop-with-parent"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            raise SandboxFailed(f"The sandbox did not start: {error.strerror}.") from error
        watchdog = threading.Timer(START_LIMIT_S, process.kill)
        watchdog.start()
        try:
            return cls(process, SandboxInfo.parse(_first_line(process)))
        except SandboxFailed:
            _end(process)
            raise
        finally:
            watchdog.cancel()
            watchdog.join()

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it; at most a few seconds."""
        _end(self._process)


def _first_line(process: "subprocess.Popen[str]") -> str:
    line = pipe(process.stdout).readline()
    if not line:
        said = pipe(process.stderr).read(2000).strip().splitlines()
        reason = said[-1] if said else "it ended without a word"
        raise SandboxFailed(f"The sandbox did not start: {reason}")
    return line


def _end(process: "subprocess.Popen[str]") -> None:
    pipe(process.stdin).close()
    try:
        process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for end in (process.stdout, process.stderr):
        pipe(end).close()
