"""Message templates rendered with a bound in time, whatever people write."""

import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hipadmin.domain.event import Event
from hipadmin.domain.template_values import template_values
from hipadmin.services.pipes import pipe

RENDER_S = 0.5
"""Seconds of processor time that a template may take; on a busy machine a good one waits longer."""
ANSWER_S = 10.0
"""Seconds until the child must have begun, or answered; cold disks are slow."""
_LOOK_S = 0.01
BANNED_S = 60.0
"""How long a template that took too long is not tried again: events come in meanwhile."""
SLOW = f"It takes more than {RENDER_S} seconds."
FAILED = "Templates cannot be rendered at present."
EMPTY = "It comes out empty."
_CHUNK = 1 << 16
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rendered:
    """``text``, or "" for a ``problem`` in words, in ``line`` of the template (0: unknown).

    A blank template becomes "" without a problem.
    """

    text: str
    problem: str = ""
    line: int = 0


class Templates:
    """Renders in a child, which is started when first needed and killed when a template hangs.

    ``command`` starts the child. Blocking, mostly RENDER_S at most once it runs, ANSWER_S on a
    machine that is too busy; any thread may call.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._banned: dict[str, float] = {}

    def wording(self, template: str, event: Event, html: bool) -> str:
        """What a template makes of an event, "" if it fails; then a line in the log says why."""
        rendered = self.render(template, event, html)
        if rendered.problem:
            _LOG.warning("a message template failed: %s", rendered.problem)
        return rendered.text

    def render(self, template: str, event: Event, html: bool) -> Rendered:
        """The same with what is wrong; ``html``: the values are escaped."""
        asked = {"template": template, "html": html, "values": template_values(event)}
        with self._lock:
            if self._banned.get(template, 0.0) > time.monotonic():
                return Rendered("", SLOW)
            try:
                return self._ask(asked)
            except TimeoutError:
                self._banned[template] = time.monotonic() + BANNED_S
                self._end()
                return Rendered("", SLOW)
            except (OSError, ValueError, KeyError):
                self._end()
                return Rendered("", FAILED)

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _ask(self, asked: dict[str, Any]) -> Rendered:
        child = self._running()
        answer = json.loads(_exchange(child, json.dumps(asked).encode() + b"\n", RENDER_S))
        if "text" not in answer:
            return Rendered("", answer["problem"], answer["line"])
        if not answer["text"].strip():  # a room takes no message without a character
            return Rendered("", EMPTY if asked["template"].strip() else "")
        return Rendered(answer["text"])

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,  # what could not be written must not be written at close
            )
            empty = {"template": "", "html": False, "values": {}}
            _exchange(self._child, json.dumps(empty).encode() + b"\n", ANSWER_S)
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for end in (child.stdin, child.stdout):
            pipe(end).close()


def _exchange(child: "subprocess.Popen[bytes]", line: bytes, work_s: float) -> bytes:
    """Send a line and give the answer, for which the child may work ``work_s`` seconds.

    Raises TimeoutError, and OSError if the child has ended.
    """
    into, out = pipe(child.stdin).fileno(), pipe(child.stdout).fileno()
    ends, enough = time.monotonic() + ANSWER_S, _worked(child) + work_s
    left = memoryview(line)
    while left:
        left = left[os.write(into, left) :]
    answer = b""
    while not answer.endswith(b"\n"):
        rest = min(ends - time.monotonic(), enough - _worked(child))
        ready, _, _ = select.select([out], [], [], max(rest, _LOOK_S))
        data = os.read(out, _CHUNK) if ready else b""
        if ready and not data:
            raise OSError("the child has ended")
        if not ready and rest <= 0:
            raise TimeoutError
        answer += data
    return answer


def _worked(child: "subprocess.Popen[bytes]") -> float:
    """Seconds of processor time, by the clock Linux has for each process; elsewhere of any time."""
    linux = sys.platform == "linux"
    return time.clock_gettime(~child.pid << 3 | 2) if linux else time.monotonic()
