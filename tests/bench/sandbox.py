"""`python -m tests.bench.sandbox` prints the sandbox's pace, memory, and 200 clients at once."""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psutil

HEADERS = {"Content-Type": "application/json"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sandbox")
    parser.add_argument("--messages", type=int, default=100_000, help="messages sent (100000)")
    parser.add_argument("--clients", type=int, default=200, help="connections at once (200)")
    arguments = parser.parse_args()
    with sandbox() as (process, ready):
        many(ready, arguments.clients)
        slope(psutil.Process(process.pid), ready, arguments.messages)


@contextmanager
def sandbox() -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    """Run the command without limits."""
    line = [sys.executable, "-m", "hipadmin", "sandbox", "--unlimited"]
    started = time.monotonic()
    with subprocess.Popen(line, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            print(f"ready after {time.monotonic() - started:.2f} s")
            yield process, ready
        finally:
            process.terminate()
            process.wait()


def many(ready: dict[str, Any], clients: int) -> None:
    """Have ``clients`` connections open at the same time, each sending twenty notifications."""
    url, token = ready["url"], ready["tokens"]["room"]["1"]
    path = f"{urlsplit(url).path}/room/1/notification?auth_token={token}"
    together = threading.Barrier(clients)

    def client(_number: int) -> list[float]:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        connection.connect()
        together.wait()
        times = []
        for _ in range(20):
            begun = time.monotonic()
            connection.request("POST", path, body=b'{"message": "x"}', headers=HEADERS)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 204, answer.status
            times.append(time.monotonic() - begun)
        connection.close()
        return times

    begun = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        times = sorted(t for found in pool.map(client, range(clients)) for t in found)
    took = time.monotonic() - begun
    print(
        f"{clients} connections: {len(times)} answers in {took:.1f} s ({len(times) / took:.0f}/s), "
        f"median {statistics.median(times) * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms"
    )


def slope(process: psutil.Process, ready: dict[str, Any], messages: int) -> None:
    """Send ``messages`` and print how memory grows once histories are full."""
    url = ready["url"]
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    rooms = list(ready["tokens"]["room"].items())
    text = json.dumps({"message": "word " * 60, "message_format": "text"}).encode()
    points = []
    begun = time.monotonic()
    for number in range(1, messages + 1):
        room, token = rooms[number % len(rooms)]
        path = f"{urlsplit(url).path}/room/{room}/notification?auth_token={token}"
        connection.request("POST", path, body=text, headers=HEADERS)
        connection.getresponse().read()
        if number % max(1, messages // 20) == 0:
            points.append((number, process.memory_info().rss / 1024))
    took = time.monotonic() - begun
    connection.close()
    full = points[len(points) // 4 :]
    line = statistics.linear_regression([n for n, _ in full], [kib for _, kib in full])
    print(f"{messages} messages on one connection: {messages / took:.0f}/s")
    print("memory in MiB: " + " ".join(f"{kib / 1024:.1f}" for _, kib in points))
    print(f"slope once full: {line.slope * 1000:.2f} KiB per 1000 messages")


if __name__ == "__main__":
    main()
