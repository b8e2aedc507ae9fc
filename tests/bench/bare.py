"""What the relay is measured against: the same work done by the libraries alone.

`python -m tests.bench.bare intake FILE` serves one route on Flask and waitress that commits one row
for each request, `… post COUNT SENDERS` reads a message and addresses with their tokens as JSON
from standard input and posts the message COUNT times to each, with SENDERS threads and a session
each; both print one JSON line.
"""

import json
import sqlite3
import sys
import threading
import time
from queue import SimpleQueue
from typing import Any

THREADS = 8


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


def post(count: int, senders: int) -> None:
    """Post and print how long it took once each connection was open, and the processor's time."""
    import requests

    work: SimpleQueue[tuple[str, str] | None] = SimpleQueue()
    given = json.load(sys.stdin)
    for _ in range(count):
        for address, token in given["rooms"]:
            work.put((address, token))
    for _ in range(senders):
        work.put(None)
    opened, ended = threading.Barrier(senders + 1), threading.Barrier(senders + 1)

    def send(session: requests.Session, address: str, token: str) -> None:
        session.post(
            address,
            json=given["message"],
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        ).raise_for_status()

    def serve() -> None:
        with requests.Session() as session:
            send(session, *given["rooms"][0])
            opened.wait()
            while (found := work.get()) is not None:
                send(session, *found)
            ended.wait()

    for _ in range(senders):
        threading.Thread(target=serve, daemon=True).start()
    opened.wait()
    began, busy = time.monotonic(), time.process_time()
    ended.wait()
    took = {"seconds": time.monotonic() - began, "processor": time.process_time() - busy}
    print(json.dumps(took), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "intake":
        intake(sys.argv[2])
    else:
        post(int(sys.argv[2]), int(sys.argv[3]))
