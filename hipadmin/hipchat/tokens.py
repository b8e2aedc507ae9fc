"""Calls about tokens, and about the server itself."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from hipadmin.domain.token import Secret
from hipadmin.hipchat import checks
from hipadmin.hipchat.answers import Answer
from hipadmin.hipchat.calls import CREATED, DONE, OK, Caller, sent
from hipadmin.hipchat.errors import (
    BadToken,
    Forbidden,
    HipChatError,
    MessageRejected,
    MissingScope,
    NoSuchItem,
    NotHipChat,
)
from hipadmin.hipchat.grants import Grant
from hipadmin.hipchat.masking import mask
from hipadmin.hipchat.transport import NO_TOKEN
from hipadmin.hipchat.wire import read_access
from hipadmin.hipchat.wire.types import Capabilities, NewToken, Probe, Sent, TokenSession

SEND_NOTIFICATION = "send_notification"
_AUTH_TEST = {"auth_test": "true"}
_FORM = "application/x-www-form-urlencoded"


class TokenCalls(Caller):
    """Asks what a token is and may do; makes tokens and revokes its own."""

    _secret: Secret

    def introspect(self) -> TokenSession:
        """Ask the server what this token is (any valid token may).

        Raises:
            BadToken: it is not valid (401, or 404 from some servers).
        """
        return read_access.token_session(self._own("GET", OK), datetime.now(UTC))

    def revoke_token(self) -> Sent:
        """End this client's own token for good (any valid token may).

        Raises:
            BadToken: it is not valid, or no longer.
        """
        return sent(self._own("DELETE", DONE))

    def _own(self, method: str, expected: frozenset[int]) -> Answer:
        token = self._secret.reveal()
        if not token:
            raise BadToken("There is no token to ask about.")
        path = f"/oauth/token/{quote(token, safe='')}"
        try:
            return self._calls.ask(method, path, item="such token", expected=expected)
        except NoSuchItem as unknown:
            failure = BadToken("HipChat does not know the token.", status=unknown.status)
        raise failure

    def create_token(self, grant: Grant, scopes: Iterable[str] = ()) -> NewToken:
        """Have a token made; this client goes on with the one it has.

        Without ``scopes`` the server gives those it would give at most.

        Raises:
            BadToken: the server refused the client id and secret, or whatever the grant holds.
        """
        body = urlencode(grant.form(scopes)).encode("ascii")
        basic = grant.client.basic if grant.client else None
        try:
            answer = self._calls.ask(
                *("POST", "/oauth/token"),
                body=body,
                kind=_FORM,
                authorization=basic,
                secrets=grant.secrets(),
                expected=CREATED,
            )
        except BadToken as refused:
            if refused.status is None:
                raise
            text = "HipChat gave no token: it refused the credentials."
            failure = BadToken(text, status=refused.status, details=refused.details)
        else:
            return read_access.new_token(answer, datetime.now(UTC))
        raise failure

    def capabilities(self) -> Capabilities:
        """Ask the server what it is and offers; the token is not sent, since none is needed."""
        answer = self._calls.ask("GET", "/capabilities", authorization=NO_TOKEN)
        return read_access.capabilities(answer)

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
            answer = self._calls.ask(
                "POST",
                "/notification",
                room=room,
                query=_AUTH_TEST,
                body=checks.encode({}),
                expected={200, 202, 204},
            )
            if answer.body.strip():
                answer.json()  # what stands before the network says yes to everything, in HTML
            status = sent(answer).status
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
