"""Connections that another thread can end at once, in whatever phase they are."""

import ipaddress
import socket
import sys
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from hipadmin.hipchat.deadline import Deadline
from hipadmin.hipchat.heads import Response

_AT_ONCE = 64 * 1024
"""Bytes of a request that are copied to be written at once; a file that is shared is not."""

_Found = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


def _close_all(handles: set[socket.socket]) -> None:
    for handle in handles:
        handle.close()
    handles.clear()


class Lifeline:
    """Knows the live sockets of one client and can shut them down from any thread.

    For each connection it keeps a duplicate of the socket: shutting that down ends a blocked
    connect, TLS handshake or read alike, which the objects above it cannot.
    """

    def __init__(self) -> None:
        self.sent = False
        """Whether the current exchange began to write its request."""
        self.cancelled = False
        self.expired = False
        self._busy = False
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._handles: set[socket.socket] = set()
        self._spent: set[socket.socket] = set()
        weakref.finalize(self, _close_all, self._handles)
        weakref.finalize(self, _close_all, self._spent)
        self._deadline = Deadline(self._expire)
        weakref.finalize(self, self._deadline.close)

    @property
    def was_cut(self) -> bool:
        """Whether sockets were shut down, so that the end of a body means nothing."""
        return self.cancelled or self.expired

    def cancel(self) -> None:
        """End the exchange in flight, and every later one before it begins."""
        self.cancelled = True
        self._cut()

    def _expire(self) -> None:
        self.expired = True
        self._cut()

    def _cut(self) -> None:
        self._wake.set()
        with self._lock:
            for handle in self._handles | self._spent:
                with suppress(OSError):  # not connected any more, or not yet
                    handle.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def exchange(self, seconds: float) -> Iterator[None]:
        """Bound everything inside by ``seconds``, however slowly a server drips."""
        self.sent = self.expired = False
        self._busy = True
        self._deadline.set(seconds)
        try:
            yield
        finally:
            self._deadline.clear()
            self._busy = False
            with self._lock:
                _close_all(self._spent)

    def rest(self) -> None:
        """Let the watching thread end while there is nothing to watch."""
        self._deadline.close()

    def pause(self, seconds: float) -> None:
        """Wait ``seconds``, or until the exchange is cut."""
        self._wake.clear()
        if not self.was_cut:
            self._wake.wait(seconds)

    def release(self, handle: socket.socket) -> None:
        """Let go of a connection that was closed; a body may still be read from it."""
        with self._lock:
            if handle in self._handles:
                self._handles.discard(handle)
                self._spent.add(handle)
            if not self._busy:
                _close_all(self._spent)

    def connect(
        self, host: str, port: int, timeout: float | None, options: Sequence[Any]
    ) -> tuple[socket.socket, socket.socket]:
        """Open a connection within ``timeout`` seconds; give it and the handle to release.

        Raises:
            OSError: as the operating system says; TimeoutError when time is up.
        """
        ends = time.monotonic() + (timeout if timeout is not None else 60.0)
        failure: OSError = OSError("no address")
        for found in self._resolve(host, port, ends):
            try:
                return self._open(found, ends, options)
            except OSError as error:
                failure = error
        raise failure

    def _open(
        self, found: _Found, ends: float, options: Sequence[Any]
    ) -> tuple[socket.socket, socket.socket]:
        family, kind, protocol, _, address = found
        sock = socket.socket(family, kind, protocol)
        handle = self._watch(sock)
        try:
            for option in options:
                sock.setsockopt(*option)
            sock.settimeout(self._left(ends))
            sock.connect(address)
            self._left(ends)  # a cut while connecting can look like success
        except BaseException:
            self.release(handle)
            sock.close()
            raise
        return sock, handle

    def _watch(self, sock: socket.socket) -> socket.socket:
        handle = sock.dup()
        with self._lock:
            self._handles.add(handle)
        return handle

    def _left(self, ends: float) -> float:
        left = ends - time.monotonic()
        if left <= 0 or self.was_cut:
            raise TimeoutError("time is up")
        return left

    def _resolve(self, host: str, port: int, ends: float) -> Sequence[_Found]:
        """Look ``host`` up on a thread of its own: the system's resolver cannot be interrupted."""
        if _is_literal(host):
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answer: list[Sequence[_Found] | OSError] = []

        def look_up() -> None:
            try:
                answer.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except OSError as error:
                answer.append(error)
            except UnicodeError:
                answer.append(socket.gaierror(socket.EAI_NONAME, "not a host name"))
            self._wake.set()

        self._wake.clear()
        threading.Thread(target=look_up, name="hipchat-lookup", daemon=True).start()
        self._wake.wait(self._left(ends))
        if not answer:
            raise TimeoutError("the name took too long to look up")
        if isinstance(answer[0], OSError):
            raise answer[0]
        return answer[0]


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


class _Watched(HTTPConnection):
    """A connection whose socket its client's lifeline knows from before it is connected."""

    lifeline: Lifeline
    response_class = Response
    _handle: socket.socket | None = None
    _parts: list[Any] | None = None

    def _new_conn(self) -> socket.socket:
        options = self.socket_options or ()
        limit = self.timeout if isinstance(self.timeout, (int, float)) else None
        try:
            sock, handle = self.lifeline.connect(self._dns_host, self.port, limit, options)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "connecting took too long") from error
        except OSError as error:
            raise NewConnectionError(self, "connecting failed") from error
        self._handle = handle
        sys.audit("http.client.connect", self, self.host, self.port)
        return sock

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is None:
            self.connect()
        if self.lifeline.was_cut:
            raise ConnectionAbortedError("cut before the request was written")
        self.lifeline.sent = True  # from here on the server may have seen it
        self._parts = []
        try:
            super().request(*args, **kwargs)
            parts = self._parts
        finally:
            self._parts = None
        self._write(parts)

    def send(self, data: Any) -> None:
        """Put ``data`` on the wire, or what belongs to one request aside."""
        if self._parts is None:
            super().send(data)
        else:
            self._parts.append(data)

    def _write(self, parts: Sequence[Any]) -> None:
        """Head and body in one packet: half the calls here, and half the reads on the server."""
        if sum(map(len, parts)) <= _AT_ONCE:
            parts = (b"".join(parts),)
        for part in parts:
            super().send(part)

    def close(self) -> None:
        super().close()
        handle, self._handle = self._handle, None
        if handle is not None:
            self.lifeline.release(handle)


class _WatchedTls(_Watched, HTTPSConnection):
    """The same over TLS."""


class _QuietTlsPool(HTTPSConnectionPool):
    """Leaves out the library's warning: not to verify was a person's marked choice."""

    def _validate_conn(self, conn: Any) -> None:
        if conn.is_closed:
            conn.connect()


def pools_for(lifeline: Lifeline) -> dict[str, type[HTTPConnectionPool]]:
    """Give pool classes by scheme whose connections ``lifeline`` watches."""
    plain = type("WatchedConnection", (_Watched,), {"lifeline": lifeline})
    tls = type("WatchedTlsConnection", (_WatchedTls,), {"lifeline": lifeline})
    return {
        "http": type("WatchedPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("WatchedTlsPool", (_QuietTlsPool,), {"ConnectionCls": tls}),
    }
