"""What a second start of the window says to the first one, and where it finds it.

One JSON line each way over a UNIX socket in the profile's folder. Nothing here imports Qt: a
second start that only raises the first window is over before Qt would be loaded. Every start comes
through here, so that values are named tuples: they take a third of a dataclass's time to define.
"""

import contextlib
import json
import os
import socket
import stat
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SOCKET = "window.sock"
VERSION = 1
CONNECT_S, WRITE_S, READ_S = 0.1, 1.0, 5.0
"""How long a second start waits for each step; qutebrowser's limits."""
LINE_MOST = 64 * 1024
"""Bytes of a message at most."""
_PATH_MOST = 100
"""Bytes of a socket's path at most; Linux takes 107, other systems 103."""
_LAST_S = 4e9
"""Seconds since the epoch that are still a time: the year 2096."""
_SAME_FOLDER = Path("/proc/self/fd")


class NotUnderstood(ValueError):
    """A line that is no message of ours."""


class Wish(NamedTuple):
    """What the second start was asked for, beyond being seen.

    ``ready_file`` is absolute; ``started`` is in seconds since the epoch; ``activation`` is the
    desktop's permission to take the focus, an empty text where it gives none.
    """

    ready_file: str = ""
    started: float = 0.0
    activation: str = ""

    def line(self) -> bytes:
        """The wish as a line."""
        told = {"hipadmin": VERSION, "wish": "raise", "ready_file": self.ready_file}
        return _line({**told, "started": self.started, "activation": self.activation})

    @classmethod
    def read(cls, line: bytes) -> "Wish":
        """Read a line of this or a later version, which may say more. Raises NotUnderstood."""
        told = _understood(line)
        started = told.get("started", 0.0)
        if not isinstance(started, int | float) or not 0 <= started < _LAST_S:
            raise NotUnderstood("started is no time")
        return cls(_text(told, "ready_file"), float(started), _text(told, "activation"))


class Raised(NamedTuple):
    """The first window's answer; ``display`` is where it stands, an empty text if unknown."""

    pid: int
    display: str = ""

    def line(self) -> bytes:
        """The answer as a line."""
        return _line({"hipadmin": VERSION, "raised": self.pid, "display": self.display})

    @classmethod
    def read(cls, line: bytes) -> "Raised":
        """Read a line. Raises NotUnderstood."""
        told = _understood(line)
        pid = told.get("raised")
        if isinstance(pid, bool) or not isinstance(pid, int):
            raise NotUnderstood("nothing was raised")
        return cls(pid, _text(told, "display"))


def _line(told: dict[str, object]) -> bytes:
    return json.dumps(told).encode() + b"\n"


def _understood(line: bytes) -> dict[str, object]:
    try:
        told = json.loads(line.decode())
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise NotUnderstood(str(error)) from None
    if not isinstance(told, dict) or not isinstance(told.get("hipadmin"), int):
        raise NotUnderstood("no message of hipadmin")
    return told


def _text(told: dict[str, object], key: str) -> str:
    value = told.get(key, "")
    if not isinstance(value, str):
        raise NotUnderstood(f"{key} is no text")
    return value


@contextlib.contextmanager
def address(folder: Path) -> Iterator[str]:
    """The path of the socket, short enough for a socket wherever ``folder`` is.

    Raises OSError.
    """
    path = str(folder / SOCKET)
    if len(os.fsencode(path)) <= _PATH_MOST or not _SAME_FOLDER.is_dir():
        yield path
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield str(_SAME_FOLDER / str(opened) / SOCKET)
    finally:
        os.close(opened)


def listening(folder: Path) -> socket.socket:
    """Listen in ``folder``, for this user alone; whoever holds its lock may. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        (folder / SOCKET).unlink()  # of a window that was killed, or a stranger's
    found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        os.fchmod(found.fileno(), stat.S_IRWXU)
        with address(folder) as path:
            found.bind(path)
        (folder / SOCKET).chmod(stat.S_IRWXU)
        found.listen(16)
        found.setblocking(False)
    except BaseException:
        found.close()
        raise
    return found


def is_ours(peer: socket.socket, pid: int = 0) -> bool:
    """Whether this user's process, or just ``pid`` of it, is at the other end.

    Where the system does not tell, the socket's mode must do.
    """
    asked = getattr(socket, "SO_PEERCRED", None)
    if asked is None:
        return True
    told = peer.getsockopt(socket.SOL_SOCKET, asked, struct.calcsize("3i"))
    its_pid, uid, _gid = struct.unpack("3i", told)
    return bool(uid == os.getuid() and pid in (0, its_pid))


def ask(folder: Path, wish: Wish, pid: int = 0, read_s: float = READ_S) -> Raised | None:
    """Tell the first window; None if it did not answer as hipadmin does, in time.

    ``pid`` is the process that has the right to answer, 0 where that is not known.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        try:
            peer.settimeout(CONNECT_S)
            with address(folder) as path:
                peer.connect(path)
            if not is_ours(peer, pid):
                return None
            peer.settimeout(WRITE_S)
            peer.sendall(wish.line())
            return Raised.read(_read_line(peer, read_s))
        except (OSError, NotUnderstood):
            return None


def _read_line(peer: socket.socket, read_s: float) -> bytes:
    end, line = time.monotonic() + read_s, bytearray()
    while not line.endswith(b"\n") and len(line) <= LINE_MOST:
        # the whole answer counts, not each byte of it
        peer.settimeout(max(0.001, end - time.monotonic()))
        piece = peer.recv(4096)
        if not piece:
            break
        line += piece
    return bytes(line)
