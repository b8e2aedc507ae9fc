"""TLS before the server: takes connections and passes on what they say to a port behind it."""

import contextlib
import os
import select
import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from hipadmin.sandbox.certificate import Identity

_HANDSHAKE = 10.0
_JOIN = 0.3
_MOST = 1_000
_CHUNK = 65_536


def context(identity: Identity) -> ssl.SSLContext:
    """Give what serves ``identity``; its key stands in a file for a moment only."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.minimum_version = ssl.TLSVersion.TLSv1_2
    handle, name = tempfile.mkstemp()  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(identity.certificate + identity.key)
        serving.load_cert_chain(name)
    finally:
        Path(name).unlink()
    return serving


class Passage:
    """Speaks TLS to peers and plainly to ``port`` behind it, for each in a thread.

    ``serving`` is asked for when the first peer comes.
    """

    def __init__(self, port: int, serving: Callable[[], ssl.SSLContext]) -> None:
        self._behind = ("127.0.0.1", port)
        self._serving = serving
        self._context: ssl.SSLContext | None = None
        self._making = threading.Lock()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._inner = set[int]()
        self._threads: set[threading.Thread] = set()
        self._stopping = False

    def take(self, peer: socket.socket) -> None:
        """Serve ``peer`` from now on; nothing of it was read yet."""
        with self._lock:
            if self._stopping or len(self._open) >= _MOST:
                peer.close()
                return
            self._open.add(peer)
            thread = threading.Thread(
                target=self._serve, args=(peer,), name="sandbox-tls-peer", daemon=True
            )
            self._threads.add(thread)
            thread.start()

    def leads(self, port: int) -> bool:
        """Whether a connection that comes from ``port`` of this machine came through here."""
        with self._lock:
            return port in self._inner

    def stop(self) -> None:
        """Close every connection and wait a moment for the threads."""
        with self._lock:
            self._stopping = True
            for peer in self._open:
                with contextlib.suppress(OSError):
                    peer.shutdown(socket.SHUT_RDWR)
            threads = [*self._threads]
        for thread in threads:
            thread.join(_JOIN)

    def _serve(self, peer: socket.socket) -> None:
        try:
            with contextlib.suppress(OSError):  # whoever does not trust us leaves: no trouble here
                self._pass_on(peer)
        finally:
            peer.close()
            with self._lock:
                self._open.discard(peer)
                self._threads.discard(threading.current_thread())

    def _pass_on(self, peer: socket.socket) -> None:
        with self._wrapped(peer) as outer:
            try:
                outer.settimeout(_HANDSHAKE)
                outer.do_handshake()
                with self._behind_us() as inner:
                    _pump(outer, inner)
            finally:
                with self._lock:
                    self._open.discard(outer)

    @contextlib.contextmanager
    def _behind_us(self) -> Iterator[socket.socket]:
        with socket.create_connection(self._behind) as inner:
            port: int = inner.getsockname()[1]
            with self._lock:
                self._inner.add(port)
            try:
                yield inner
            finally:
                with self._lock:
                    self._inner.discard(port)

    def _wrapped(self, peer: socket.socket) -> ssl.SSLSocket:
        """Put ``peer``'s connection into a TLS socket, which ``stop`` knows from then on."""
        with self._making:  # takes a while: nobody else shall wait for it
            found = self._context = self._context or self._serving()
        with self._lock:
            outer = found.wrap_socket(peer, server_side=True, do_handshake_on_connect=False)
            self._open.discard(peer)
            self._open.add(outer)
            if self._stopping:
                outer.shutdown(socket.SHUT_RDWR)
            return outer


class Front:
    """Accepts TLS on ``listening`` and sends it through ``passage``."""

    def __init__(self, listening: socket.socket, passage: Passage) -> None:
        self._listening = listening
        self._passage = passage
        self._readable, self._writable = os.pipe()
        self._main = threading.Thread(target=self._accept, name="sandbox-tls", daemon=True)
        self._main.start()

    def stop(self) -> None:
        """Accept nobody any more, and wait a moment for the thread."""
        os.write(self._writable, b".")
        self._main.join(_JOIN)
        os.close(self._writable)
        os.close(self._readable)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            waited: list[int] = [self._listening.fileno(), self._readable]
            ready, _, _ = select.select(waited, [], [])
            if self._readable in ready:
                return
            with contextlib.suppress(OSError):
                self._passage.take(self._listening.accept()[0])


def _pump(outer: ssl.SSLSocket, inner: socket.socket) -> None:
    """Pass bytes both ways until one side ends; a reset behind becomes a reset before."""
    poll = select.poll()
    for side in (outer, inner):
        side.settimeout(None)
        poll.register(side, select.POLLIN)
    while True:
        ready = {outer.fileno()} if outer.pending() else {found for found, _ in poll.poll()}
        if outer.fileno() in ready:
            if not (data := outer.recv(_CHUNK)):
                return
            inner.sendall(data)
        if inner.fileno() in ready and not _answered(outer, inner):
            return


def _answered(outer: ssl.SSLSocket, inner: socket.socket) -> bool:
    try:
        data = inner.recv(_CHUNK)
    except ConnectionResetError:
        outer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    outer.sendall(data)
    return bool(data)
