"""The HipChat API v2, one method per call."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import quote

from hipadmin.domain.room_address import normalise_endpoint
from hipadmin.domain.token import Secret
from hipadmin.hipchat import checks
from hipadmin.hipchat.calls import DONE, OK, Calls, sent
from hipadmin.hipchat.cards import Card
from hipadmin.hipchat.errors import (
    BadToken,
    Forbidden,
    HipChatError,
    MessageRejected,
    MissingScope,
    NoSuchPerson,
    NotHipChat,
)
from hipadmin.hipchat.masking import mask
from hipadmin.hipchat.rate import RateState
from hipadmin.hipchat.transport import Transport
from hipadmin.hipchat.wire import read
from hipadmin.hipchat.wire.types import (
    Posted,
    Probe,
    Room,
    RoomBrief,
    RoomMessage,
    Sent,
    TokenSession,
)

SEND_NOTIFICATION = "send_notification"
_AUTH_TEST = {"auth_test": "true"}


class HipChatClient:
    """Speaks to one HipChat server with one token, which travels in a header only.

    Every call returns a typed result or raises HipChatError. ``endpoint`` is taken with or without
    ``/v2``; ``verify`` is True, False or the path of a CA file; ``proxy`` None means the system's
    proxies, never for loopback; ``timeout`` is seconds to connect and to wait for each read, and
    a call as a whole ends after the first plus three times the second. A client serves one call at
    a time; ``cancel`` alone may come from another thread.

    Raises:
        EndpointError: ``endpoint`` is no address.
    """

    def __init__(
        self,
        endpoint: str,
        token: str | Secret | None,
        *,
        verify: bool | str = True,
        proxy: str | None = None,
        timeout: tuple[float, float] = (3.05, 10),
    ) -> None:
        self.endpoint = normalise_endpoint(endpoint)
        plain = token.reveal() if isinstance(token, Secret) else token or ""
        self._secret = Secret(plain.strip())
        via = f"http://{proxy}" if proxy and "://" not in proxy else proxy
        self._transport = Transport(
            self.endpoint, self._secret, verify=verify, proxy=via, timeout=timeout
        )
        self._calls = Calls(self.endpoint, self._secret, self._transport)

    def __repr__(self) -> str:
        return f"HipChatClient({self.endpoint})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; the client can still be used and opens new ones."""
        self._transport.close()

    def cancel(self) -> None:
        """End the call in flight, from any thread; it and all later calls raise Cancelled."""
        self._transport.cancel()

    @property
    def rate(self) -> RateState:
        """What the last answer said of both limits."""
        return self._calls.rate

    def send_notification(
        self,
        room: int | str,
        message: str,
        *,
        color: str = "yellow",
        notify: bool = False,
        message_format: str = "html",
        sender: str | None = None,
        card: Card | Mapping[str, Any] | None = None,
        attach_to: str | None = None,
    ) -> Sent:
        """Post a notification. Never repeated; only 200 and 204 are success.

        ``sender`` stands beside the token's label, it does not replace it.

        Raises:
            MessageRejected: before sending (``status`` None) or by the server (400).
            HipChatError: any other failure, by type.
        """
        body = checks.notification(message, color, notify, message_format, sender, card, attach_to)
        answer = self._calls.ask("POST", "/notification", room=room, body=body, expected=DONE)
        return sent(answer)

    def send_message(self, room: int | str, message: str) -> Posted:
        """Post a message as the token's user (scope send_message).

        Some stand-ins answer 204 without a body: then id and timestamp are empty.
        """
        checks.check_text("message", message, least=1, most=checks.MAX_MESSAGE)
        body = checks.encode({"message": message})
        answer = self._calls.ask("POST", "/message", room=room, body=body, expected={200, 201, 204})
        return read.posted(answer)

    def reply(self, room: int | str, parent_id: str, message: str) -> Sent:
        """Answer a message in its room as the token's user (scope send_message)."""
        checks.check_text("parentMessageId", parent_id, least=1, most=checks.MAX_ATTACH_TO)
        checks.check_text("message", message, least=1, most=checks.MAX_MESSAGE)
        body = checks.encode({"parentMessageId": parent_id, "message": message})
        return sent(self._calls.ask("POST", "/reply", room=room, body=body, expected=DONE))

    def set_topic(self, room: int | str, topic: str) -> Sent:
        """Set a room's topic (scope admin_room)."""
        checks.check_text("topic", topic, most=checks.MAX_TOPIC)
        body = checks.encode({"topic": topic})
        return sent(self._calls.ask("PUT", "/topic", room=room, body=body, expected=DONE))

    def send_private_message(
        self, user: int | str, message: str, *, message_format: str = "text", notify: bool = False
    ) -> Sent:
        """Write to a person by id, e-mail address or @mention (scope send_message)."""
        checks.check_text("message", message, least=1, most=checks.MAX_MESSAGE)
        checks.check_choice("message_format", message_format, checks.FORMATS)
        checks.check_flag("notify", notify)
        body = checks.encode(
            {"message": message, "message_format": message_format, "notify": notify}
        )
        person = checks.check_room(user)
        path = f"/user/{quote(person, safe='@')}/message"
        return sent(self._calls.ask("POST", path, person=person, body=body, expected=DONE))

    def rooms(
        self,
        *,
        start_index: int = 0,
        page_size: int = 100,
        include_private: bool | None = None,
        include_archived: bool | None = None,
    ) -> Iterator[RoomBrief]:
        """Go through all rooms the token may see, a page at a time as they are asked for."""
        checks.check_number("start-index", start_index, least=0, most=10**9)
        checks.check_number("max-results", page_size, least=1, most=checks.MAX_PAGE)
        query = {"max-results": str(page_size)}
        for name, flag in (("private", include_private), ("archived", include_archived)):
            if flag is not None:
                query[f"include-{name}"] = "true" if flag else "false"
        return self._rooms(start_index, query)

    def _rooms(self, start: int, query: dict[str, str]) -> Iterator[RoomBrief]:
        seen = set[int]()
        following: int | None = start
        while following is not None:
            paged = query | ({"start-index": str(following)} if following else {})
            answer = self._calls.ask("GET", "/room", query=paged)
            page, following = read.room_page(answer, following)
            new = [each for each in page if each.id not in seen]
            seen.update(each.id for each in new)
            yield from new
            if not new:  # a server that says "next" for ever
                return

    def room(self, room: int | str) -> Room:
        """Look a room up (scope view_group or view_room, which room tokens lack)."""
        return read.room(self._calls.ask("GET", "", room=room))

    def history_latest(
        self, room: int | str, *, not_before: str | None = None, max_results: int = 100
    ) -> tuple[RoomMessage, ...]:
        """Get a room's newest messages, oldest first (scope view_messages).

        ``not_before`` is a message id, itself included; ``max_results`` is 1-1000.
        """
        checks.check_number("max-results", max_results, least=1, most=checks.MAX_PAGE)
        query = {"max-results": str(max_results)}
        if not_before is not None:
            query["not-before"] = not_before
        return read.messages(self._calls.ask("GET", "/history/latest", room=room, query=query))

    def introspect(self) -> TokenSession:
        """Ask the server what this token is.

        Raises:
            BadToken: it is not valid (401, or 404 from some servers).
        """
        token = self._secret.reveal()
        if not token:
            raise BadToken("There is no token to ask about.")
        path = f"/oauth/token/{quote(token, safe='')}"
        try:
            answer = self._calls.ask("GET", path, person="the token", expected=OK)
        except NoSuchPerson as unknown:
            failure = BadToken("HipChat does not know the token.", status=unknown.status)
        else:
            return read.token_session(answer, datetime.now(UTC))
        raise failure

    def probe(self, room: int | str) -> Probe:
        """Find out whether the token may notify the room; nothing is sent.

        Both requests carry ``auth_test``: may the room be seen, may it be notified. The second
        has an empty body, so that a server that knows no ``auth_test`` has nothing to post.

        Raises:
            BadToken: told from a missing scope by asking about the token itself.
            MissingScope: the token is valid but may not send notifications.
            Forbidden: it may, but not in this room.
            NoSuchRoom: there is none.
        """
        started = time.monotonic()
        may_view = self._may_view(room)
        try:
            status = self._calls.ask(
                "POST",
                "/notification",
                room=room,
                query=_AUTH_TEST,
                body=checks.encode({}),
                expected={200, 202, 204},
            ).status
        except MessageRejected as rejected:
            if rejected.field != "message":
                raise
            status = rejected.status or 400
        except BadToken as refused:
            failure = self._why(room, refused)
            raise failure from None
        return Probe(may_view, status, time.monotonic() - started)

    def _may_view(self, room: int | str) -> bool:
        try:
            self._calls.ask("GET", "", room=room, query=_AUTH_TEST, expected={200, 202})
        except (BadToken, Forbidden):
            return False
        return True

    def _why(self, room: int | str, refused: BadToken) -> HipChatError:
        """Say what is behind a 401 of ``auth_test``."""
        try:
            session = self.introspect()
        except (BadToken, NotHipChat):  # some stand-ins know no introspection
            return refused
        if SEND_NOTIFICATION not in session.scopes:
            return MissingScope([SEND_NOTIFICATION], status=refused.status)
        home = session.room_name or session.room_id
        whose = f": it belongs to “{home}”" if home is not None else ""
        text = mask(f"The token may not notify the room “{room}”{whose}.", self._secret.reveal())
        return Forbidden(text, status=refused.status, details=refused.details)
