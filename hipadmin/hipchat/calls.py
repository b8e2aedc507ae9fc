"""One call: the request put together, its answer sorted into result or typed error."""

import re
import time
from collections import OrderedDict
from collections.abc import Mapping, Set

from hipadmin.domain.endpoint import encode_segment
from hipadmin.domain.room_address import room_url
from hipadmin.domain.token import Secret
from hipadmin.hipchat import checks
from hipadmin.hipchat.answers import Answer, Asked, failure_of, not_hipchat
from hipadmin.hipchat.errors import BadToken
from hipadmin.hipchat.paging import Ask
from hipadmin.hipchat.rate import Allowance, RateState, rate_state
from hipadmin.hipchat.transport import Outgoing, Transport
from hipadmin.hipchat.wire.types import Sent

OK = frozenset({200})
DONE = frozenset({200, 204})
"""HipChat v2 answers a send with 204; 200 was seen from stand-ins. Nothing else is success."""
CREATED = frozenset({200, 201})
_PRINTABLE = re.compile("[!-~]*")
_MAX_RECIPIENTS = 1000
"""Rooms and people whose flood control is remembered, the last ones used."""


def segment(text: str) -> str:
    """Write ``text`` as one step of a path; the @ of mentions and e-mail addresses may stay."""
    return encode_segment(text).replace("%40", "@")


class Calls:
    """Makes calls to one endpoint with one token and remembers what was said of the limits."""

    def __init__(self, endpoint: str, token: Secret, transport: Transport) -> None:
        self._endpoint = endpoint
        self._token = token
        self._transport = transport
        self._floods: OrderedDict[str, Allowance] = OrderedDict()
        self.rate = RateState()

    def ask(
        self,
        method: str,
        path: str,
        *,
        room: int | str | None = None,
        person: str | None = None,
        item: str | None = None,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        kind: str = "application/json",
        authorization: Secret | None = None,
        secrets: tuple[str, ...] = (),
        expected: Set[int] = OK,
    ) -> Answer:
        """Call ``path``, below ``room`` when one is given, with the token unless told otherwise.

        Raises:
            HipChatError: no answer, or one whose status is not expected.
        """
        name = None if room is None else checks.check_room(room)
        base = self._endpoint if name is None else room_url(self._endpoint, name)
        token = self._usable_token() if authorization is None else ""
        hidden = (self._token.reveal(), *secrets)
        recipient = f"room {name}" if name is not None else f"person {person}"
        asked = Asked(
            *(method, self._transport.host, token, time.time),
            room=name,
            person=person,
            item=item,
            secrets=hidden,
            heard=lambda headers: self._note(headers, recipient),
        )
        bearer = Secret(f"Bearer {token}" if token else "")
        out = Outgoing(bearer if authorization is None else authorization, body, kind)
        answer = self._transport.exchange(base + path, asked, query=query or {}, out=out)
        if answer.status not in expected:
            raise failure_of(answer, asked)
        return answer

    def _usable_token(self) -> str:
        token = self._token.reveal()
        if not _PRINTABLE.fullmatch(token):
            raise BadToken("The token contains blanks or characters no token has.")
        return token

    def _note(self, headers: Mapping[str, str], recipient: str) -> None:
        seen = rate_state(headers, time.time())
        self.rate = RateState(seen.general or self.rate.general, seen.flood or self.rate.flood)
        if seen.flood is not None:
            self._floods[recipient] = seen.flood
            self._floods.move_to_end(recipient)
            if len(self._floods) > _MAX_RECIPIENTS:
                self._floods.popitem(last=False)

    def flood(self, *, room: int | str | None, person: int | str | None) -> Allowance | None:
        """What was last said of the flood control of a room or person, None before that."""
        return self._floods.get(f"room {room}" if room is not None else f"person {person}")


class Caller:
    """A group of a client's calls."""

    _calls: Calls

    def _asks(self, path: str, room: int | str | None = None) -> Ask:
        """Give what asks for pages of ``path``."""
        return lambda query: self._calls.ask("GET", path, room=room, query=query)


def sent(answer: Answer) -> Sent:
    """Accept an answer without a body; a 200 may hold a JSON object, but no page and no error."""
    if answer.status == 200 and answer.body.strip():
        said = answer.json()
        if not isinstance(said, dict) or "error" in said:
            raise not_hipchat(answer, "its answer is not one to a message")
    return Sent(answer.status, answer.elapsed_s)
