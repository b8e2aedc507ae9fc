"""How senders show that they know the secret they were given. All compare in constant time."""

import hashlib
import hmac
from collections.abc import Sequence

from hipadmin.domain.incoming import Incoming
from hipadmin.domain.token import Secret


class ByKey:
    """A source without a proof of its own: it comes with an intake key of the subscription."""

    def proof(self, _incoming: Incoming, _secrets: Sequence[Secret]) -> bool | None:
        """None."""
        return None


def signed_body(given: str, body: bytes, secrets: Sequence[Secret]) -> bool | None:
    """Whether ``given`` is the hexadecimal HMAC-SHA256 of ``body``; None if nothing was given."""
    if not given:
        return None
    made = [hmac.new(s.reveal().encode(), body, hashlib.sha256).hexdigest() for s in secrets]
    return _any_is(given.lower(), made)


def shown_token(given: str, secrets: Sequence[Secret]) -> bool | None:
    """Whether ``given`` is one of ``secrets``; None if nothing was given."""
    return _any_is(given, [secret.reveal() for secret in secrets]) if given else None


def _any_is(given: str, known: Sequence[str]) -> bool:
    shown = given.encode("utf-8", "surrogateescape")
    # each is compared, so that the time tells nothing of which one it was
    same = [hmac.compare_digest(each.encode(), shown) for each in known]
    return any(same)
