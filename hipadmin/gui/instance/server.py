"""The first window's ear: takes the wishes of later starts, on a thread of its own.

Whoever connects has a few seconds to say one line. Garbage, half a line or silence costs that
connection and nothing else; a socket that vanished is made again.
"""

import contextlib
import logging
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

from hipadmin.gui.instance.wire import (
    LINE_MOST,
    READ_S,
    SOCKET,
    NotUnderstood,
    Raised,
    Wish,
    is_ours,
    listening,
)

LOOK_S = 1.0
"""How often it looks whether its socket still is where it was made."""
CLOSE_S = 0.2
"""How long the end waits for its thread."""
_PEERS_MOST = 16
"""Starts that are served at the same time; more are turned away and try again."""

_log = logging.getLogger(__name__)


class Call(NamedTuple):
    """A wish that waits for its answer."""

    wish: Wish
    answer: Callable[[Raised], None]


class _Peer:
    def __init__(self, found: socket.socket, end: float) -> None:
        self.socket = found
        self.end = end
        self.said = bytearray()
        self.asked = False


class Server:
    """Listens in a folder until `close`; ``called`` is run on its thread for every wish.

    A connection lives for ``patience_s`` seconds at most.
    """

    def __init__(
        self, folder: Path, called: Callable[[Call], None], patience_s: float = READ_S
    ) -> None:
        self._folder = folder
        self._called = called
        self._patience_s = patience_s
        self._peers: set[_Peer] = set()
        self._answers: SimpleQueue[tuple[_Peer, Raised]] = SimpleQueue()
        self._selector = selectors.DefaultSelector()
        self._listening: socket.socket | None = None
        self._made = (0, 0)
        self._closing = False
        self._wake, self._woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._serve, name="hipadmin-instance", daemon=True)

    def start(self) -> None:
        """Listen from now on. Later starts can connect when this returns, if anybody can."""
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._listen()
        self._thread.start()

    def close(self) -> None:
        """Listen no more; later starts wait for the lock instead."""
        self._closing = True
        self._nudge()
        self._thread.join(CLOSE_S)

    # its own thread

    def _serve(self) -> None:
        while not self._closing:
            for key, _mask in self._selector.select(self._rest_s()):
                self._attend(key.fileobj)
            self._say_answers()
            self._drop_late()
            self._look()
        self._end()

    def _rest_s(self) -> float:
        now = time.monotonic()
        return max(0.0, min([LOOK_S, *(peer.end - now for peer in self._peers)]))

    def _attend(self, ready: object) -> None:
        if ready is self._listening:
            self._accept()
        elif ready == self._wake:
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake, 4096)
        else:
            for peer in [p for p in self._peers if p.socket is ready]:
                self._hear(peer)

    def _accept(self) -> None:
        try:
            found, _address = self._listening.accept() if self._listening else (None, None)
        except OSError:
            return
        if found is None:
            return
        if len(self._peers) >= _PEERS_MOST or not is_ours(found):
            found.close()
            return
        found.setblocking(False)
        peer = _Peer(found, time.monotonic() + self._patience_s)
        self._peers.add(peer)
        self._selector.register(found, selectors.EVENT_READ)

    def _hear(self, peer: _Peer) -> None:
        try:
            piece = peer.socket.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        peer.said += piece
        if not piece or len(peer.said) > LINE_MOST:
            self._drop(peer)
        elif b"\n" in piece and not peer.asked:
            self._understand(peer)

    def _understand(self, peer: _Peer) -> None:
        try:
            wish = Wish.read(bytes(peer.said).partition(b"\n")[0])
        except NotUnderstood as error:
            _log.info("a start was not understood: %s", type(error).__name__)
            self._drop(peer)
            return
        peer.asked = True
        self._called(Call(wish, lambda raised: self._answer(peer, raised)))

    def _say_answers(self) -> None:
        with contextlib.suppress(Empty):
            while True:
                peer, raised = self._answers.get_nowait()
                with contextlib.suppress(OSError):
                    peer.socket.send(raised.line())
                self._drop(peer)

    def _drop_late(self) -> None:
        now = time.monotonic()
        for peer in [p for p in self._peers if p.end < now]:
            self._drop(peer)

    def _drop(self, peer: _Peer) -> None:
        if peer in self._peers:
            self._peers.remove(peer)
            self._selector.unregister(peer.socket)
            peer.socket.close()

    # the socket

    def _listen(self) -> None:
        try:
            self._listening = listening(self._folder)
            self._made = self._place()
        except OSError as error:
            # a folder that takes no socket: a later start says so instead of raising the window
            _log.info("later starts cannot be heard: %s", error.strerror)
            return
        self._selector.register(self._listening, selectors.EVENT_READ)

    def _look(self) -> None:
        if self._listening is None or self._closing or self._place() == self._made:
            return
        self._deafen()
        self._listen()

    def _place(self) -> tuple[int, int]:
        try:
            found = (self._folder / SOCKET).lstat()
        except OSError:
            return (0, 0)
        return (found.st_dev, found.st_ino)

    def _deafen(self) -> None:
        if self._listening is not None:
            self._selector.unregister(self._listening)
            self._listening.close()
            self._listening = None

    def _end(self) -> None:
        if self._listening is not None and self._place() == self._made:
            with contextlib.suppress(OSError):
                (self._folder / SOCKET).unlink()
        self._deafen()
        for peer in tuple(self._peers):
            self._drop(peer)
        self._selector.close()
        for end in (self._wake, self._woken):
            os.close(end)

    # any thread

    def _answer(self, peer: _Peer, raised: Raised) -> None:
        self._answers.put((peer, raised))
        self._nudge()

    def _nudge(self) -> None:
        # full: it wakes up anyway; closed: nobody waits any more
        with contextlib.suppress(OSError):
            os.write(self._woken, b".")
