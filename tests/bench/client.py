"""`python -m tests.bench.client` prints the client's requests per second against bare requests.

Both post the same bytes to the same server on loopback, in turns, over connections kept open. The
goal is a ratio of 0.8 or more: checking, limits and typed errors must not cost more than that.
"""

import argparse
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import requests

from hipadmin.hipchat.client import HipChatClient

TOKEN = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
ANSWER = (
    b"HTTP/1.1 204 No Content\r\nX-Ratelimit-Limit: 500\r\nX-Ratelimit-Remaining: 499\r\n"
    b"X-Ratelimit-Reset: 1519895411\r\nX-FloodControl-Limit: 30\r\nX-FloodControl-Remaining: 29\r\n"
    b"X-FloodControl-Reset: 1519895411\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n"
)
MESSAGE = "<b>web</b> build 46 failed after <i>12 s</i>: see the log. " * 4


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.client")
    parser.add_argument("--requests", type=int, default=1000, help="requests a turn (1000)")
    parser.add_argument("--turns", type=int, default=7, help="counted turns of each (7)")
    arguments = parser.parse_args()
    with serving() as (url, bodies):
        ours, bare = compare(url, bodies, arguments.requests, arguments.turns)
    print(f"client          {ours:8.0f} requests/s")
    print(f"requests alone  {bare:8.0f} requests/s")
    print(f"ratio           {ours / bare:8.2f} (goal: at least 0.80)")


def compare(url: str, bodies: list[bytes], count: int, turns: int) -> tuple[float, float]:
    """Give the median requests per second of the client and of a bare session."""
    with HipChatClient(url, TOKEN) as client, requests.Session() as session:
        client.send_notification(17, MESSAGE, color="green")
        body = bodies[0].partition(b"\r\n\r\n")[2]
        head = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        address = f"{url}/room/17/notification"

        def ours() -> None:
            client.send_notification(17, MESSAGE, color="green")

        def bare() -> None:
            session.post(address, data=body, headers=head, timeout=(3, 10)).raise_for_status()

        bare()
        same = {each.partition(b"\r\n\r\n")[2] for each in bodies}
        assert same == {body}, "the two do not post the same bytes"
        rates = [(rate(ours, count), rate(bare, count)) for _ in range(turns)]
    return statistics.median(a for a, _ in rates), statistics.median(b for _, b in rates)


def rate(call: Callable[[], None], count: int) -> float:
    """Give the calls per second of ``count`` calls."""
    began = time.perf_counter()
    for _ in range(count):
        call()
    return count / (time.perf_counter() - began)


@contextmanager
def serving() -> Iterator[tuple[str, list[bytes]]]:
    """Serve the least a server can; give its address, and the first requests it got."""
    seen: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=answer, args=(connection, seen), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/v2", seen
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def answer(connection: socket.socket, seen: list[bytes]) -> None:
    """Answer every request on one connection."""
    with suppress(OSError), connection:
        while request := read(connection):
            if len(seen) < 2:
                seen.append(request)
            connection.sendall(ANSWER)


def read(connection: socket.socket) -> bytes:
    """Read a request with its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


if __name__ == "__main__":
    main()
