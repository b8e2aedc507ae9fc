"""One call: the request put together, its answer sorted into result or typed error."""

import time
from collections.abc import Mapping, Set

from hipadmin.domain.room_address import room_url
from hipadmin.domain.token import Secret
from hipadmin.hipchat import checks
from hipadmin.hipchat.answers import Answer, Asked, failure_of, not_hipchat
from hipadmin.hipchat.errors import BadToken
from hipadmin.hipchat.masking import mask
from hipadmin.hipchat.rate import RateState, rate_state
from hipadmin.hipchat.transport import Transport
from hipadmin.hipchat.wire.types import Sent

OK = frozenset({200})
DONE = frozenset({200, 204})
"""HipChat v2 answers a send with 204; 200 was seen from stand-ins. Nothing else is success."""


class Calls:
    """Makes calls to one endpoint with one token and remembers what was said of the limits."""

    def __init__(self, endpoint: str, token: Secret, transport: Transport) -> None:
        self._endpoint = endpoint
        self._token = token
        self._transport = transport
        self.rate = RateState()

    def ask(
        self,
        method: str,
        path: str,
        *,
        room: int | str | None = None,
        person: str | None = None,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        expected: Set[int] = OK,
    ) -> Answer:
        """Call ``path``, below ``room`` when one is given.

        Raises:
            HipChatError: no answer, or one whose status is not expected.
        """
        name = None if room is None else checks.check_room(room)
        base = self._endpoint if name is None else room_url(self._endpoint, name)
        token = self._usable_token()
        about = [None if each is None else mask(each, token) for each in (name, person)]
        asked = Asked(method, self._transport.host, token, time.time, *about)
        answer = self._transport.exchange(base + path, asked, query=query or {}, body=body)
        self._note(answer)
        if answer.status not in expected:
            raise failure_of(answer, asked)
        return answer

    def _usable_token(self) -> str:
        token = self._token.reveal()
        if not all(33 <= ord(c) <= 126 for c in token):
            raise BadToken("The token contains blanks or characters no token has.")
        return token

    def _note(self, answer: Answer) -> None:
        seen = rate_state(answer.headers, time.time())
        self.rate = RateState(seen.general or self.rate.general, seen.flood or self.rate.flood)


def sent(answer: Answer) -> Sent:
    """Accept an answer without a body; a 200 may hold a JSON object, but no page and no error."""
    if answer.status == 200 and answer.body.strip():
        said = answer.json()
        if not isinstance(said, dict) or "error" in said:
            raise not_hipchat(answer, "its answer is not one to a message")
    return Sent(answer.status, answer.elapsed_s)
