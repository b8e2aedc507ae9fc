"""A server that refuses everything and repeats in its answer all that came."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class _Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        came = f"{self.path} {dict(self.headers)} {self.rfile.read(length)!r}"
        body = json.dumps({"error": {"code": 400, "type": "Bad Request", "message": came}}).encode()
        self.send_response(400, came[:200])
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Came", came.replace("\n", " "))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_what: object) -> None:
        """Say nothing on standard error, which is searched."""


@contextmanager
def echo_server() -> Iterator[str]:
    """The server on loopback inside ``with``; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v2"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
