"""One send against the real sandbox, on good days and bad ones."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hipadmin.domain.delivery import Delivery, Result, ResultKind
from hipadmin.domain.message import Message
from hipadmin.domain.notification import Color, MessageFormat
from hipadmin.domain.outbox import Done, Lease, Route
from hipadmin.domain.token import MASK, Secret
from hipadmin.hipchat import errors
from hipadmin.hipchat.errors import HipChatError, Limit, Phase
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.services.delivery.sending import (
    Dial,
    failed,
    not_sent,
    request_line,
    send,
    server_of,
)
from tests.services.relaying import START
from tests.services.sandboxed import Chat, dial, hasty

RETRY, BLOCKED, REJECTED = ResultKind.RETRY, ResultKind.BLOCKED, ResultKind.REJECTED
HELLO = Message("<b>hello</b>", MessageFormat.HTML, Color.RED, True, "CI")


# where one of the sandbox's threads hangs, another takes its place
pytestmark = pytest.mark.shares("^“sandbox-")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(unlimited=True) as box:
        yield box


@pytest.fixture
def chat(sandbox: Sandbox) -> Iterator[Chat]:
    chat = Chat(sandbox)
    yield chat
    chat.no_faults()
    chat.limit(unlimited=True, people=100, sends=30)


def lease(chat: Chat, address: str = "1", message: Message = HELLO) -> Lease:
    route = Route(chat.box.url, "", "", "ref", address)
    return Lease(Delivery(START, START, 7), 1, 1, "r1", "r1", "i1", route, message, START)


def sent(chat: Chat, given: Lease, token: str | None = None, by: Dial = dial) -> Done:
    sender = by(server_of(given.route), Secret(token or chat.box.tokens.admin))
    try:
        return send(given, sender, lambda: START)
    finally:
        sender.close()


def test_what_could_not_be_tried_says_why(chat: Chat) -> None:
    locked = Result(RETRY, code="vault", text="The keyring is locked.")
    done = not_sent(lease(chat), locked, START)
    assert (done.result, done.ended_at, done.answer) == (locked, START, "")
    assert done.request == request_line(done.lease)


def test_a_message_arrives_as_it_is_meant(chat: Chat) -> None:
    card = {"style": "application", "id": "x", "title": "A card", "n": 1}
    done = sent(chat, lease(chat, "Builds", replace(HELLO, card=card)))
    assert (done.result.kind, done.result.status) == (ResultKind.DELIVERED, 204)
    assert done.result.elapsed_ms is not None
    [room, *_] = chat.room_ids()
    message = chat.box.state.history(room)[-1]
    assert (message.text, message.color, message.message_format) == (
        "<b>hello</b>",
        "red",
        "html",
    )
    assert message.card is not None


def test_a_person_gets_a_private_message(chat: Chat) -> None:
    done = sent(chat, lease(chat, "@RobinReed"), chat.box.tokens.admin)
    assert (done.result.kind, done.result.status) == (ResultKind.DELIVERED, 204)
    assert done.request.startswith(f"POST {chat.box.url}/user/@RobinReed/message")


def test_what_the_server_says_of_its_limits_is_kept(chat: Chat) -> None:
    chat.limit(unlimited=False, people=50, sends=20)
    done = sent(chat, lease(chat))
    general, flood = done.limits.general, done.limits.flood
    assert general is not None
    assert flood is not None
    assert (general.limit, flood.limit, flood.left) == (50, 20, 19)
    assert flood.resets_at is not None
    person = sent(chat, lease(chat, "@RobinReed"))
    assert person.limits.flood is not None
    assert person.limits.flood.left == 19


@pytest.mark.parametrize(
    ("fault", "value", "kind", "code", "unknown"),
    [
        ("500", None, RETRY, "server", False),
        ("503", None, RETRY, "server", False),
        ("reset", None, RETRY, "broken", True),
        ("hang", 2.0, RETRY, "timeout", True),
        ("slow", 2.0, RETRY, "timeout", True),
        ("cut-off", None, RETRY, "broken", True),
        ("html", None, RETRY, "not_hipchat", True),
        ("redirect", None, RETRY, "redirected", False),
    ],
)
def test_bad_days(
    chat: Chat, fault: str, value: float | None, kind: ResultKind, code: str, unknown: bool
) -> None:
    chat.fault(fault, value)
    done = sent(chat, lease(chat), by=dial if value is None else hasty)
    assert (done.result.kind, done.result.code, done.result.unknown) == (kind, code, unknown)
    assert done.result.text


def test_too_many_to_one_room(chat: Chat) -> None:
    chat.limit(unlimited=False, sends=1, people=100)
    sent(chat, lease(chat, "2"))
    done = sent(chat, lease(chat, "2"))
    assert (done.result.kind, done.result.status, done.limited) == (RETRY, 429, "flood")
    assert 0 < done.result.wait_s <= 60
    assert done.limits.flood is not None
    assert done.limits.flood.left == 0


@pytest.mark.parametrize(
    ("address", "token", "code"),
    [
        ("1", "x" * 40, "oauth1_token"),
        ("1", "X" * 40, "bad_token"),
        ("Nowhere", None, "no_such_room"),
        ("@Nobody", None, "no_such_person"),
    ],
)
def test_what_needs_a_person(chat: Chat, address: str, token: str | None, code: str) -> None:
    done = sent(chat, lease(chat, address), token)
    assert (done.result.kind, done.result.code) == (BLOCKED, code)


def test_a_room_token_reaches_its_room_only(chat: Chat) -> None:
    token = chat.box.tokens.rooms[chat.room_ids()[0]]
    assert sent(chat, lease(chat, "1"), token).result.kind is ResultKind.DELIVERED
    assert sent(chat, lease(chat, "2"), token).result.kind is BLOCKED


def test_what_hipchat_would_refuse_is_refused_alone(chat: Chat) -> None:
    done = sent(chat, lease(chat, "1", replace(HELLO, sender="x" * 65)))
    assert (done.result.kind, done.result.status) == (REJECTED, None)


def test_no_token_is_ever_told(chat: Chat) -> None:
    token = "CanaryTokenAbcdefghij0123456789KLMNOPQRS"
    done = sent(chat, lease(chat), token)
    assert token not in repr(done)
    assert MASK in done.request
    assert done.answer.startswith("401")
    assert "Ops%20room/" in request_line(lease(chat, "Ops room"))


@pytest.mark.parametrize(
    ("error", "kind", "unknown"),
    [
        (errors.MissingScope(["send_notification"]), BLOCKED, False),
        (errors.Forbidden("no", status=403), BLOCKED, False),
        (errors.MessageRejected("no", status=400), REJECTED, False),
        (errors.ServerFailure("no", status=502, outcome_unknown=True), RETRY, True),
        (errors.DnsFailure("no"), RETRY, False),
        (errors.TlsFailure("no"), RETRY, False),
        (errors.TimedOut("no", phase=Phase.CONNECT), RETRY, False),
        (errors.TimedOut("no", phase=Phase.READ, outcome_unknown=True), RETRY, True),
        (errors.Cancelled("no", outcome_unknown=True), RETRY, True),
        (errors.NotHipChat("no", status=302), RETRY, False),
        (errors.NotHipChat("no", status=200), RETRY, True),
    ],
)
def test_what_each_failure_means(error: HipChatError, kind: ResultKind, unknown: bool) -> None:
    result = failed(error)
    assert (result.kind, result.unknown, result.code) == (kind, unknown, error.code)
    assert result.status == error.status


def test_a_limit_tells_how_long() -> None:
    error = errors.RateLimited("no", limit=Limit.GENERAL, wait_s=30, retry_at=0)
    assert failed(error).wait_s == 30


def test_a_busy_server_tells_how_long_and_may_have_done_it() -> None:
    error = errors.ServerFailure("no", status=504, outcome_unknown=True, wait_s=40)
    assert (failed(error).wait_s, failed(error).unknown) == (40, True)
