"""Small servers on loopback that misbehave in ways no real one does on demand."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import SimpleNamespace

import pytest
import responses

from hipadmin.domain.token import Secret
from hipadmin.hipchat.client import HipChatClient

QUICK = (0.3, 0.3)
TOKEN = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
Handler = Callable[[socket.socket], None]


class RawServer:
    """Hands each accepted connection to a function on a thread of its own."""

    def __init__(self, handler: Handler) -> None:
        self.seen: list[bytes] = []
        self.arrived = threading.Event()
        self._handler = handler
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v2"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                conn, _ = self._listener.accept()
                conn.settimeout(10)
                self._open.append(conn)
                self._threads.append(threading.Thread(target=self._serve, args=(conn,)))
                self._threads[-1].start()

    def _serve(self, conn: socket.socket) -> None:
        with suppress(OSError), conn:
            self._handler(conn)

    def read_request(self, conn: socket.socket) -> bytes:
        """Read one request with its body."""
        data = b""
        while b"\r\n\r\n" not in data and (piece := conn.recv(65536)):
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (int(x.split(b":")[1]) for x in head.lower().splitlines() if b"content-length" in x), 0
        )
        while len(body) < length and (piece := conn.recv(65536)):
            body += piece
        if head:
            self.seen.append(head + b"\r\n\r\n" + body)
            self.arrived.set()
        return head

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for conn in self._open:
            with suppress(OSError):
                conn.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive()
        for conn in self._open:
            conn.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[RawServer, socket.socket], None]], RawServer]]:
    """Start servers: ``serve(lambda server, conn: ...)``; all end with the test."""
    servers: list[RawServer] = []

    def start(behave: Callable[[RawServer, socket.socket], None]) -> RawServer:
        server = RawServer(lambda conn: behave(server, conn))
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.close()


def _is_complete(reply: bytes) -> bool:
    head, _, body = reply.partition(b"\r\n\r\n")
    return f"Content-Length: {len(body)}".encode() in head.splitlines()


@pytest.fixture
def answer(
    serve: Callable[[Callable[[RawServer, socket.socket], None]], RawServer],
) -> Callable[..., RawServer]:
    """Start a server that answers every request with the given bytes, in turn if several."""

    def start(*replies: bytes) -> RawServer:
        left = list(replies)

        def behave(server: RawServer, conn: socket.socket) -> None:
            while server.read_request(conn):
                reply = left.pop(0) if len(left) > 1 else left[0]
                conn.sendall(reply)
                if not _is_complete(reply):
                    return

        return serve(behave)

    return start


@pytest.fixture
def running() -> Iterator[Callable[..., SimpleNamespace]]:
    """Run a call on a thread; ``result()`` gives what it raised or returned."""
    threads: list[threading.Thread] = []

    def start(call: Callable[[], object]) -> SimpleNamespace:
        box: list[object] = []

        def run() -> None:
            try:
                box.append(call())
            except Exception as error:
                box.append(error)

        thread = threading.Thread(target=run)
        threads.append(thread)
        thread.start()

        def result(seconds: float = 10) -> object:
            thread.join(seconds)
            assert not thread.is_alive()
            return box[0]

        return SimpleNamespace(result=result)

    yield start
    for thread in threads:
        thread.join(10)


@pytest.fixture
def client() -> Iterator[HipChatClient]:
    """A client of the server that ``wire`` plays."""
    with HipChatClient("http://chat.test/v2", Secret(TOKEN)) as client:
        yield client


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    """Answers put directly under the HTTP library."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def connect() -> Callable[..., HipChatClient]:
    """Make a client that loses patience soon: ``with connect(url, ...) as client``."""
    return lambda url, **options: HipChatClient(url, TOKEN, **{"timeout": QUICK} | options)


@pytest.fixture
def send() -> Callable[[HipChatClient], object]:
    """Send something with a client."""
    return lambda client: client.send_notification(17, "m")


@pytest.fixture
def full_port() -> Iterator[int]:
    """Give a port whose backlog is full: further connections get no answer."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    waiting = []
    for _ in range(4):
        sock = socket.socket()
        sock.setblocking(False)
        with suppress(BlockingIOError):
            sock.connect(listener.getsockname())
        waiting.append(sock)
    yield listener.getsockname()[1]
    for sock in (*waiting, listener):
        sock.close()


@pytest.fixture
def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
