"""One POST to a listener on this machine, over within a time whatever the listener does."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlsplit

MAX_ANSWER = 65_536
"""Bytes of an answer that are read at most (the sandbox's own bound)."""
_SAFE = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True, slots=True)
class Listener:
    """Where to call: addresses of this machine, the port, and what stands in the request line."""

    hosts: tuple[str, ...]
    port: int
    target: str
    secure: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a listener said; the body of an answer that is too long is empty."""

    status: int
    kind: str
    body: bytes


class CallFailed(Exception):
    """Nobody answered in time, or not in HTTP; the text says how."""


def listener(url: str) -> Listener | None:
    """Find where ``url`` leads; ``None`` when that is not this machine.

    A rehearsal must not reach anybody outside: webhooks copied from a real room keep their
    addresses, and a sandbox that called them would set off real machinery with made-up events.
    So names are not even looked up, the reserved name localhost excepted.
    """
    try:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
    except ValueError:
        return None
    hosts = _loopback(parts.hostname or "")
    target = quote(parts.path or "/", safe=_SAFE)
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return Listener(hosts, port, target + query, secure) if hosts else None


def _loopback(host: str) -> tuple[str, ...]:
    if host == "localhost" or host.endswith(".localhost"):
        return ("127.0.0.1", "::1")
    try:
        return (host,) if ipaddress.ip_address(host).is_loopback else ()
    except ValueError:
        return ()


class Call:
    """A POST that can be broken off from another thread."""

    def __init__(self, where: Listener, limit: float) -> None:
        self._where = where
        self._limit = limit
        self._broken = threading.Event()
        self._connection: HTTPConnection | None = None

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send ``body`` and read the answer within the limit; raises ``CallFailed``."""
        watch = threading.Timer(self._limit, self.break_off)
        watch.daemon = True
        watch.start()
        try:
            return self._post(body, headers)
        except (OSError, HTTPException, ValueError) as error:
            late = self._broken.is_set() or isinstance(error, TimeoutError)
            raise CallFailed("no answer in time" if late else type(error).__name__) from None
        finally:
            watch.cancel()
            self._close()
            watch.join()

    def break_off(self) -> None:
        """End the call now."""
        self._broken.set()
        connection = self._connection
        if connection is not None and connection.sock is not None:
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def _post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        connection = self._connected()
        connection.request("POST", self._where.target, body=body, headers=dict(headers))
        answer = connection.getresponse()
        data = answer.read(MAX_ANSWER + 1)
        if self._broken.is_set():
            raise TimeoutError
        kind = answer.getheader("Content-Type", "")
        return Answer(answer.status, kind, data if len(data) <= MAX_ANSWER else b"")

    def _connected(self) -> HTTPConnection:
        *others, last = self._where.hosts
        for host in others:
            try:
                return self._connect(host)
            except ConnectionRefusedError:
                continue
        return self._connect(last)

    def _connect(self, host: str) -> HTTPConnection:
        made = self._made(host)
        made.connect()
        self._connection = made
        if self._broken.is_set():
            raise TimeoutError
        return made

    def _made(self, host: str) -> HTTPConnection:
        if not self._where.secure:
            return HTTPConnection(host, self._where.port, timeout=self._limit)
        # Nobody can stand between two programs on one machine; its certificate is self-made.
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        return HTTPSConnection(host, self._where.port, timeout=self._limit, context=trusting)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
