"""One send: a leased message put on the wire, and what its outcome means for the next one."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from hipadmin.domain.delivery import Result, ResultKind
from hipadmin.domain.outbox import Done, Lease, Limits, Route
from hipadmin.domain.ports import Clock
from hipadmin.domain.rates import Said
from hipadmin.domain.token import MASK, Secret
from hipadmin.hipchat.errors import (
    BadToken,
    Forbidden,
    HipChatError,
    MessageRejected,
    NoSuchPerson,
    NoSuchRoom,
    NotHipChat,
    RateLimited,
)
from hipadmin.services.access import Server

if TYPE_CHECKING:
    from hipadmin.domain.message import Message
    from hipadmin.hipchat.rate import Allowance, RateState
    from hipadmin.hipchat.wire.types import Sent

_BLOCKING = (BadToken, Forbidden, NoSuchRoom, NoSuchPerson)
"""A person must act before anything gets through to this room."""


class Sender(Protocol):
    """The part of a HipChat client that deliveries need. One call at a time."""

    def send_notification(
        self,
        room: str,
        message: str,
        *,
        color: str,
        notify: bool,
        message_format: str,
        sender: str | None,
        card: Mapping[str, Any] | None,
    ) -> "Sent":
        """Post to a room. Raises HipChatError."""

    def send_private_message(
        self, user: str, message: str, *, message_format: str, notify: bool
    ) -> "Sent":
        """Write to a person. Raises HipChatError."""

    @property
    def rate(self) -> "RateState":
        """What was last said of the general limit."""

    def flood(self, *, room: str | None, user: str | None) -> "Allowance | None":
        """What was last said of a room's or person's own limit."""

    def cancel(self) -> None:
        """End a waiting call from another thread."""

    def close(self) -> None:
        """Let go of the connections."""


Dial = Callable[[Server, Secret], Sender]
"""Makes a client; from the composition root."""


def server_of(route: Route) -> Server:
    """The server at the end of a route."""
    return Server(route.endpoint, route.ca_certificate, route.proxy)


def send(lease: Lease, sender: Sender, clock: Clock) -> Done:
    """Send what was leased, once. Never raises for what network and server do."""
    try:
        answer = _post(lease, sender)
    except HipChatError as error:
        result, answered = failed(error), _answer_of(error)
        limited = error.limit.value if isinstance(error, RateLimited) else ""
    else:
        elapsed = round(answer.elapsed_s * 1000)
        result = Result(ResultKind.DELIVERED, answer.status, elapsed_ms=elapsed)
        answered, limited = str(answer.status), ""
    return Done(
        lease,
        result,
        clock(),
        _limits(lease, sender),
        limited,
        request_line(lease),
        answered,
    )


def not_sent(lease: Lease, result: Result, at: datetime) -> Done:
    """What becomes of a lease that could not even be tried, for the reason that ``result`` has."""
    return Done(lease, result, at, request=request_line(lease))


def _post(lease: Lease, sender: Sender) -> "Sent":
    message: Message = lease.message
    if lease.is_person:
        return sender.send_private_message(
            lease.route.address,
            message.text,
            message_format=message.format.value,
            notify=message.notify,
        )
    return sender.send_notification(
        lease.route.address,
        message.text,
        color=message.color.value,
        notify=message.notify,
        message_format=message.format.value,
        sender=message.sender or None,
        card=message.card,
    )


def failed(error: HipChatError) -> Result:
    """What a failure means.

    401, 403 and 404 block the room; a rejected message is lost alone; all else is tried again.
    An answer that is not HipChat's although it is a success may hide that it was carried out.
    """
    kind = ResultKind.RETRY
    if isinstance(error, _BLOCKING):
        kind = ResultKind.BLOCKED
    elif isinstance(error, MessageRejected):
        kind = ResultKind.REJECTED
    done = error.status is not None and 200 <= error.status < 300
    unknown = error.outcome_unknown or (isinstance(error, NotHipChat) and done)
    return Result(kind, error.status, error.code, str(error), unknown, error.wait_s)


def _answer_of(error: HipChatError) -> str:
    return " ".join(part for part in (str(error.status or ""), error.details) if part)


def _limits(lease: Lease, sender: Sender) -> Limits:
    to = lease.route.address
    flood = sender.flood(room=None if lease.is_person else to, user=to if lease.is_person else None)
    return Limits(_said(sender.rate.general), _said(flood))


def _said(allowance: "Allowance | None") -> Said | None:
    if allowance is None:
        return None
    reset = allowance.reset_at
    resets_at = None if reset is None else datetime.fromtimestamp(reset, UTC)
    return Said(allowance.limit, allowance.remaining, resets_at)


def request_line(lease: Lease) -> str:
    """What was asked of the server, for people; the token is never in it."""
    to = quote(lease.route.address, safe="@")
    path = f"/user/{to}/message" if lease.is_person else f"/room/{to}/notification"
    return f"POST {lease.route.endpoint}{path}\nAuthorization: Bearer {MASK}"
