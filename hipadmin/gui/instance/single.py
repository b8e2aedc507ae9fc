"""One window per profile: the first start holds a lock and listens, a later one tells it its wish.

The lock is the system's own (flock): it goes with its process however that ends, so that there is
no stale one to judge. Nothing here imports Qt; see `Instance.attend` for the way to the window.
"""

import contextlib
import fcntl
import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hipadmin.gui.instance.server import Call, Server
from hipadmin.gui.instance.wire import READ_S, Raised, Wish, ask

LOCK = "window.lock"
PATIENCE_S = 6.0
"""How long a later start tries: the first may be starting, or ending, which takes up to 3 s."""
_PAUSE_S = 0.05


class Instance:
    """The first start; `close` it when the window has gone."""

    def __init__(self, folder: Path, lock: int | None) -> None:
        self._lock = lock
        self._guard = threading.Lock()
        self._waiting: list[Call] = []
        self._attendant: Callable[[Call], None] | None = None
        # without the lock nobody looks for us here, and the socket may be another's
        self._server = Server(folder, self._on_called) if lock is not None else None
        if self._server is not None:
            self._server.start()

    def attend(self, attendant: Callable[[Call], None]) -> None:
        """Run ``attendant`` for every wish from now on, and for those that came before.

        Later ones come on another thread: hand them to the window by a signal.
        """
        with self._guard:
            self._attendant = attendant
            waiting, self._waiting = self._waiting, []
        for call in waiting:
            attendant(call)

    def _on_called(self, call: Call) -> None:
        with self._guard:
            attendant = self._attendant
            if attendant is None:
                self._waiting.append(call)
        if attendant is not None:
            attendant(call)

    def close(self) -> None:
        """Listen no more. The lock goes with the process, when the profile is closed too."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def release(self) -> None:
        """Let the lock go before the process ends."""
        self.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class Silent(NamedTuple):
    """Another process holds the profile and does not answer; what is known of it, if anything."""

    pid: int = 0
    uid: int = -1

    @property
    def foreign(self) -> bool:
        """Whether it is another user's."""
        return self.uid >= 0 and self.uid != os.getuid()


Claim = Instance | Raised | Silent


def claim(folder: Path, wish: Wish, patience_s: float = PATIENCE_S) -> Claim:
    """Be the window of ``folder``, or have the one that is raised.

    Waits for about ``patience_s`` seconds at most. Where the folder takes no lock, every
    start is the first one: opening the profile says what is wrong with it.
    """
    end = time.monotonic() + patience_s
    while True:
        try:
            lock = _take(folder / LOCK)
        except OSError:
            return Instance(folder, None)
        if lock is not None:
            return Instance(folder, lock)
        holder = _holder(folder / LOCK)
        left = max(_PAUSE_S, end - time.monotonic())
        raised = ask(folder, wish, holder.pid, min(READ_S, left))
        if raised is not None:
            return raised
        if holder.foreign or time.monotonic() >= end:
            return holder
        time.sleep(_PAUSE_S)


def _take(path: Path) -> int | None:
    """Lock ``path``, noting who did; None if another process has. Raises OSError."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    file = os.open(path, flags, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    except BaseException:
        os.close(file)
        raise
    with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
        note = json.dumps({"hipadmin": 1, "pid": os.getpid(), "uid": os.getuid()}).encode()
        os.ftruncate(file, 0)
        os.write(file, note)
    return file


def _holder(path: Path) -> Silent:
    try:
        told = json.loads(path.read_bytes())
        return Silent(int(told["pid"]), int(told["uid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Silent()
