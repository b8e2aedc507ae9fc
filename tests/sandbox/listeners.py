"""Listeners for webhooks: real servers on loopback that note what they are told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any


@dataclass
class Told:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Listener:
    """What a listener heard, and what it answers next."""

    url: str = ""
    heard: "Queue[Told]" = field(default_factory=Queue)
    status: int = 200
    kind: str = "application/json"
    answer: bytes = b""
    free: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Told:
        return self.heard.get(timeout=10)


@contextmanager
def listening(**how: Any) -> Iterator[Listener]:
    """Serve on loopback; with ``hang=True`` answers wait until the end."""
    hang = how.pop("hang", False)
    listener = Listener(**how)
    if not hang:
        listener.free.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            listener.heard.put(Told(self.path, dict(self.headers), json.loads(data)))
            listener.free.wait(30)
            self.send_response(listener.status)
            self.send_header("Content-Type", listener.kind)
            self.send_header("Content-Length", str(len(listener.answer)))
            self.end_headers()
            self.wfile.write(listener.answer)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_address[1]}/hook?x=1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield listener
    finally:
        listener.free.set()
        server.shutdown()
        server.server_close()
        thread.join()
