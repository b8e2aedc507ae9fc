"""What the relay is measured against: the same work done by the libraries alone.

`python -m tests.bench.bare intake FILE` serves one route on Flask and waitress that commits one row
for each request, `… post COUNT` reads addresses and tokens as JSON from standard input and posts
COUNT messages to each, with four threads and a session each; both print one JSON line.
"""

import json
import sqlite3
import sys
import threading
import time
from queue import SimpleQueue
from typing import Any

SENDERS, THREADS = 4, 8


def intake(path: str) -> None:
    """Serve until standard input ends."""
    from flask import Flask, Response, request
    from waitress.server import create_server

    app, local = Flask("bare"), threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(path, isolation_level=None, timeout=10)
            local.connection.execute("PRAGMA journal_mode = WAL")
            local.connection.execute("PRAGMA synchronous = FULL")
        found: sqlite3.Connection = local.connection
        return found

    connection().execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB)")

    @app.post("/events")
    def take() -> Response:
        database = connection()
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO row (body) VALUES (?)", (request.get_data(),))
        database.execute("COMMIT")
        return Response("{}", 202, content_type="application/json")

    create: Any = create_server
    server = create(app, host="127.0.0.1", port=0, threads=THREADS)
    print(json.dumps({"url": f"http://127.0.0.1:{server.effective_port}/events"}), flush=True)
    threading.Thread(target=server.run, daemon=True).start()
    sys.stdin.read()


def post(count: int) -> None:
    """Post and print how many seconds it took."""
    import requests

    work: SimpleQueue[tuple[str, str] | None] = SimpleQueue()
    rooms = json.load(sys.stdin)
    for _ in range(count):
        for address, token in rooms:
            work.put((address, token))
    for _ in range(SENDERS):
        work.put(None)

    def send() -> None:
        with requests.Session() as session:
            while (found := work.get()) is not None:
                address, token = found
                session.post(
                    address,
                    json={"message": "a bare message", "color": "green", "notify": False},
                    headers={"Authorization": f"Bearer {token}"},
                    timeout=10,
                ).raise_for_status()

    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "intake":
        intake(sys.argv[2])
    else:
        post(int(sys.argv[2]))
