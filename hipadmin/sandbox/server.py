"""The sandbox as a whole: in this process for a while, or as a command until it is stopped."""

import contextlib
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TextIO

from hipadmin.sandbox.alone import alone
from hipadmin.sandbox.app import PREFIX, create_app
from hipadmin.sandbox.certificate import lasting
from hipadmin.sandbox.defaults import Announced, furnish
from hipadmin.sandbox.deliveries import TIMEOUT, Deliveries
from hipadmin.sandbox.faults import Faults, Value
from hipadmin.sandbox.hosting import ADDRESS, Host, listen
from hipadmin.sandbox.limits import Clock, Limits
from hipadmin.sandbox.persistence import Keeper, StateFileError, load
from hipadmin.sandbox.seed import SeedError, plant
from hipadmin.sandbox.state import State
from hipadmin.sandbox.tls import Front, Passage, context
from hipadmin.sandbox.wire import Doors

TURN_S = 0.0001
"""Seconds of a thread's turn. The one that reads asks each open connection in every round; with
Python's own 5 ms, 200 connections got 50 answers a second, with a tenth of a millisecond 500."""

_STDIN = 0


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running server: its address up to and including ``/v2``, its state and its tokens.

    ``certificate`` (PEM) is what it serves https with, if it serves nothing else.
    """

    url: str
    state: State
    tokens: Announced
    certificate: str | None = None

    def ready_line(self) -> str:
        """Give the one JSON line that says where it is and which tokens open it."""
        rooms = [{"id": room.id, "name": room.name} for room in self.state.rooms()]
        tokens = {
            "room": {str(room_id): value for room_id, value in self.tokens.rooms.items()},
            "user": self.tokens.user,
            "admin": self.tokens.admin,
        }
        line: dict[str, object] = {"url": self.url, "rooms": rooms, "tokens": tokens}
        if self.certificate:
            line["certificate"] = self.certificate
        return json.dumps(line)


@contextlib.contextmanager
def running(
    port: int = 0,
    *,
    unlimited: bool = False,
    state_file: Path | None = None,
    state: State | None = None,
    clock: Clock = time.time,
    webhook_timeout: float = TIMEOUT,
    seed: Path | None = None,
    faults: Mapping[str, Value] | None = None,
    tls: bool = False,
) -> Iterator[Sandbox]:
    """Serve on loopback inside ``with``; port 0 is the one in ``state_file``, or any free one.

    ``clock`` drives both the limits and, unless a ``state`` is given, the times of messages.
    ``webhook_timeout`` is in seconds, ``faults`` are on from the start. Raises ``OSError`` when
    ``port`` is taken, ``StateFileError`` or ``SeedError`` when a file is unfit. ``tls`` serves
    https with a certificate made for the occasion.
    """
    bad_day = Faults(faults)
    clock = bad_day.clock(clock)
    state = State(clock) if state is None else state
    with contextlib.ExitStack() as stack:
        if state_file:
            stack.enter_context(alone(state_file))
        saved = load(state_file, state) if state_file else None
        limits = Limits(clock, unlimited=unlimited)
        if seed:
            plant(seed, state, limits)
        tokens = furnish(state)
        listening = stack.enter_context(_listen(port, saved.port if saved else 0))
        actual: int = listening.getsockname()[1]
        url = f"{'https' if tls else 'http'}://{ADDRESS}:{actual}{PREFIX}"
        deliveries = Deliveries(webhook_timeout)
        pem = state_file.with_name(f"{state_file.name}.pem") if state_file else None
        identity = lasting(pem, time.time)
        app = create_app(
            state,
            base=url,
            limits=limits,
            deliveries=deliveries,
            faults=bad_day,
            certificate=lambda: identity().certificate,
        )
        if state_file:
            kept = saved.port if saved and not port else actual
            stack.callback(Keeper(state_file, state, kept).close)
        stack.callback(deliveries.close)
        inner = listen(0) if tls else listening
        passage = Passage(inner.getsockname()[1], lambda: context(identity()))
        stack.callback(passage.stop)
        if tls:
            stack.callback(Front(listening, passage).stop)
        doors = Doors(passage, lambda: "self-signed" in bad_day.on())
        stack.callback(Host(app, inner, doors).stop)
        stack.callback(bad_day.close)
        yield Sandbox(url, state, tokens, identity().certificate if tls else None)


def serve(
    port: int = 0,
    unlimited: bool = False,
    state_file: Path | None = None,
    out: TextIO | None = None,
    stop_on_stdin_eof: bool = False,
    seed: Path | None = None,
    faults: Mapping[str, Value] | None = None,
    tls: bool = False,
) -> int:
    """Serve until SIGTERM or SIGINT, or until standard input ends when asked; give the exit code.

    Writes one JSON line to ``out`` (standard output) when ready. To be called from the main thread.
    """
    out = out or sys.stdout
    try:
        server = running(
            port,
            unlimited=unlimited,
            state_file=state_file,
            seed=seed,
            faults=faults,
            tls=tls,
        )
        with _short_turns(), _signals() as woken, server as box:
            out.write(box.ready_line() + "\n")
            out.flush()
            _wait(woken, stop_on_stdin_eof)
    except (StateFileError, SeedError) as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"cannot serve on port {port or 'any'}: {error.strerror}")
    return 0


def _listen(port: int, preferred: int) -> socket.socket:
    if port or not preferred:
        return listen(port)
    try:
        return listen(preferred)
    except OSError:
        return listen(0)


@contextlib.contextmanager
def _short_turns() -> Iterator[None]:
    """Let threads take turns of `TURN_S` until the end."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextlib.contextmanager
def _signals() -> Iterator[int]:
    """Give a descriptor that becomes readable on SIGTERM or SIGINT."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)

    def heard(_number: int, _frame: FrameType | None) -> None:
        """Keep the signal from ending the program; the descriptor tells of it."""

    before = {number: signal.signal(number, heard) for number in (signal.SIGTERM, signal.SIGINT)}
    # written whichever thread the system gives the signal to; a handler waits for this one
    earlier = signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    try:
        yield readable
    finally:
        signal.set_wakeup_fd(earlier)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(readable)
        os.close(writable)


def _wait(woken: int, until_stdin_ends: bool) -> None:
    poll = select.poll()
    poll.register(woken, select.POLLIN)
    if until_stdin_ends:
        poll.register(_STDIN, select.POLLIN)
    while True:
        for handle, _event in poll.poll():
            if handle == woken or not _stdin_goes_on():
                return


def _stdin_goes_on() -> bool:
    try:
        return bool(os.read(_STDIN, 4096))
    except OSError:
        return False


def _fail(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return 1
