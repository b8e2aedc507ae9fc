"""What becomes of senders when something goes wrong behind the server's back."""

import contextlib
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from hipadmin.relay.hosting import Host, listen
from hipadmin.relay.web import Site
from hipadmin.relay.wire import Channel
from tests.relay.children import until
from tests.relay.serving import LIMIT_S, Served, served
from tests.store.builders import busy

BODY = b'{"title": "x"}'


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("wire")) as found:
        found.desk.send({"title": "so that its key is remembered"})
        yield found


@contextlib.contextmanager
def hosted(site: Site) -> Iterator[tuple[Host, socket.socket]]:
    """A server over ``site``, and a connection to it."""
    listening = listen("127.0.0.1", 0)
    host = Host(site, listening)
    with socket.create_connection(listening.getsockname(), timeout=LIMIT_S) as peer:
        yield host, peer
    host.stop()


def _fails(*_given: object) -> None:
    raise KeyError("a bug")


@pytest.mark.logs("^hipadmin.relay.web: a request could not be answered")
@pytest.mark.parametrize("query", [b"", b"?long=way"])
def test_a_mistake_of_ours_is_told_the_same_on_both_ways(
    one: Served, monkeypatch: pytest.MonkeyPatch, query: bytes
) -> None:
    monkeypatch.setattr(one.site.metrics, "received", _fails)
    before = len(one.desk.hub.events())
    request = one.head(Content_Length=str(len(BODY)), Connection="close") + BODY
    with hosted(one.site) as (_, peer):
        peer.sendall(request.replace(b"/events", b"/events" + query))
        head, _, body = b"".join(iter(lambda: peer.recv(65_536), b"")).partition(b"\r\n\r\n")
    assert b" 500 " in head.splitlines()[0]
    assert json.loads(body)["code"] == "internal"
    assert len(one.desk.hub.events()) == before + 1


def test_what_was_begun_is_ended_although_its_sender_leaves_just_now(
    one: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Leaving(Channel.task_class):  # type: ignore[misc] # waitress has no types
        def __init__(self, channel: Any, request: Any) -> None:
            super().__init__(channel, request)
            channel.connected = False  # as the loop says it

    told: list[object] = []
    monkeypatch.setattr(Channel, "task_class", Leaving)
    monkeypatch.setattr(one.site.metrics, "received", told.extend)
    with hosted(one.site) as (_, peer):
        peer.sendall(one.head(Content_Length=str(len(BODY))) + BODY)
        until(lambda: len(told) == 1)


@pytest.mark.logs("could not be answered|Exception while serving")
def test_who_cannot_be_answered_at_all_keeps_no_place(one: Served) -> None:
    with hosted(one.site) as (host, peer):
        host._server.turn_away = _fails
        peer.sendall(b"nonsense\r\n\r\n")
        assert peer.recv(1000) == b""
        until(lambda: not host._server.active_channels)


@pytest.mark.logs("^hipadmin.relay.web: an event could not be taken in: .*full")
def test_on_a_full_disk_everybody_hears_what_became_of_his_own(one: Served) -> None:
    """Many are begun with together and there is room for some: 202 for what is stored, only."""
    store, count = one.desk.hub.store, 12
    [pages] = store._writer.call(lambda c: c.execute("PRAGMA page_count").fetchone())
    store._writer.call(lambda c: c.execute(f"PRAGMA max_page_count = {pages + 20}").fetchone())
    said: dict[str, int] = {}
    try:
        with contextlib.ExitStack() as stack:
            peers = [
                stack.enter_context(socket.create_connection(one.address)) for _ in range(count)
            ]
            with busy(store):
                for number, peer in enumerate(peers):
                    event = {"title": f"full {number}", "details": "x" * 12_000}
                    body = json.dumps(event).encode()
                    length = str(len(body))
                    peer.sendall(one.head(Content_Length=length, Connection="close") + body)
                until(lambda: store._writer._queue.qsize() > 1)
            for number, peer in enumerate(peers):
                told = b"".join(iter(lambda peer=peer: peer.recv(65_536), b""))
                said[f"full {number}"] = int(told.split(b" ")[1])
    finally:
        store._writer.call(lambda c: c.execute("PRAGMA max_page_count = 1000000").fetchone())
    assert set(said.values()) == {202, 503}
    stored = {title for title in one.desk.hub.events() if title.startswith("full ")}
    assert stored == {title for title, status in said.items() if status == 202}
