"""A relay as a child process: started, understood by its one JSON line, ended with us."""

import contextlib
import json
import logging
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Sequence

from hipadmin.domain.errors import HipadminError
from hipadmin.services.pipes import pipe
from hipadmin.services.relay.handover import Handover

START_LIMIT_S = 20.0
"""Seconds a relay may take to say it is ready; cold disks are slow."""
STOP_LIMIT_S = 6.0
"""Seconds it may take to end: what is being sent is finished first."""
_LINES = 20
_DRAIN_S = 2.0
_LOG = logging.getLogger(__name__)


class RelayFailed(HipadminError):
    """The relay did not start; the text says why as far as it said so itself."""


class RelayChild:
    """A running relay. It ends by itself when our end of its standard input closes.

    What it logs goes on into our own log. Any thread may call any method.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lock = threading.Lock()
        self._said: deque[str] = deque(maxlen=_LINES)
        self._drain = threading.Thread(target=self._read_log, name="relay log", daemon=True)
        self._drain.start()
        self.url = ""

    @classmethod
    def start(cls, command: Sequence[str]) -> "RelayChild":
        """Start ``command`` and wait until it takes events in. Blocking. Raises RelayFailed.

        It delivers nothing, and lets nobody in, until the first `hand_over`.
        """
        try:
            process = subprocess.Popen(
                [*command, "--hosted"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            raise RelayFailed(f"The relay did not start: {error.strerror}.") from error
        child = cls(process)
        watchdog = threading.Timer(START_LIMIT_S, process.kill)
        watchdog.start()
        try:
            child.url = child._ready()
        except RelayFailed:
            child.stop()
            raise
        finally:
            watchdog.cancel()
            watchdog.join()
        return child

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def last_words(self) -> str:
        """The last line of its log, for whoever asks why it ended; "" if it said nothing."""
        return self._said[-1] if self._said else ""

    @property
    def ending(self) -> str:
        """Why it ended, for people: what killed it, else its last words."""
        number = -(self._process.returncode or 0)
        if number > 0:  # what it said before has nothing to do with it
            return f"A signal ended it ({signal.strsignal(number)})."
        return self.last_words or "It ended without a word."

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def wait(self, seconds: float) -> bool:
        """Whether it has ended, after waiting so long at most."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
            self._drain.join(_DRAIN_S)
        return not self.alive()

    def hand_over(self, handover: Handover) -> None:
        """Give it the secrets it needs, all of them at once; one that has ended needs none."""
        line = handover.line()
        with self._lock, contextlib.suppress(OSError, ValueError):
            given = pipe(self._process.stdin)
            given.write(line)
            given.flush()

    def kill(self) -> None:
        """End it at once, whatever it does; `stop` is still to be called."""
        self._process.kill()

    def stop(self) -> None:
        """End it; takes STOP_LIMIT_S at most."""
        killer = threading.Timer(STOP_LIMIT_S, self._process.kill)
        killer.start()
        try:
            with self._lock, contextlib.suppress(OSError):
                pipe(self._process.stdin).close()
            self._process.wait()
        finally:
            killer.cancel()
            killer.join()
        self._drain.join(_DRAIN_S)
        for end in (self._process.stdout, self._process.stderr):
            pipe(end).close()

    def _ready(self) -> str:
        line = pipe(self._process.stdout).readline()
        if not line:
            self.wait(_DRAIN_S)
            reason = self.last_words or "it ended without a word."
            raise RelayFailed(f"The relay did not start: {reason}")
        try:
            return str(json.loads(line)["url"])
        except (ValueError, KeyError, TypeError) as error:
            raise RelayFailed("The relay did not say where it listens.") from error

    def _read_log(self) -> None:
        for line in pipe(self._process.stderr):
            level, _, rest = line.strip().partition(" ")
            known = logging.getLevelNamesMapping().get(level)
            text = line.strip() if known is None else rest
            if text:
                self._said.append(text)
                _LOG.log(known or logging.INFO, "relay: %s", text)
