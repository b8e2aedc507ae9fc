"""Reception: who asks at a subscription's door, what his request says, and taking it in."""

import base64
import binascii
import contextlib
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from hipadmin.domain.errors import HipadminError, NotFound, VaultTrouble
from hipadmin.domain.event import Report
from hipadmin.domain.incoming import Incoming, NotRead, Reading, Unread
from hipadmin.domain.ports.sources import Source
from hipadmin.domain.token import Secret
from hipadmin.services.intake.doors import KEY_MEMBER, Doors, Doorway, matches
from hipadmin.services.intake.intake import AT_ONCE, Intake, Outdated, Received, Taking
from hipadmin.services.intake.refusals import Refusals

TIMESTAMP, SIGNATURE = "x-hipadmin-timestamp", "x-hipadmin-signature"
"""Headers of a signed request, in lower case."""
REPLAY = timedelta(minutes=5)
"""How far the time of a signed request may be from ours, either way."""


class Turned(StrEnum):
    """Why a request was turned away, beside what `Unread` tells of its body."""

    NO_KEY = "no_key"
    WRONG_KEY = "wrong_key"
    STALE = "stale_signature"
    UNKNOWN = "unknown_subscription"
    TOO_MANY = "too_many_events"
    KEY_MISSING = "key_missing"
    CLOSED = "closed"
    TOO_LARGE = "too_large"
    ENCODED = "content_encoding"
    NO_SOURCE = "unknown_source"


class TurnedAway(HipadminError):
    """Nothing of the request was taken in. ``code`` is stable, the text holds no secret."""

    def __init__(self, code: Turned | Unread, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Proven:
    """Who asks may speak for the subscription. ``signature`` marks a request of its own."""

    signature: str = ""


class Reception:
    """Takes requests in. Blocking; called from any number of threads."""

    def __init__(
        self, intake: Intake, doors: Doors, sources: Sequence[Source], refusals: Refusals
    ) -> None:
        self._intake = intake
        self._doors = doors
        self._sources = tuple(sources)
        self._refusals = refusals

    @property
    def names(self) -> tuple[str, ...]:
        """The sources that a request may name."""
        return tuple(source.name for source in self._sources)

    def receive(
        self, subscription_id: str, incoming: Incoming, name: str = ""
    ) -> tuple[Received, ...]:
        """Take in the events of a request; when this returns, what was accepted is on disk.

        ``name``: the only source that may read it; "" for whichever knows its own. Raises
        TurnedAway and VaultTrouble, which are noted for Activity, and StoreTrouble.
        """
        try:
            return self._receive(subscription_id, incoming, name)
        except VaultTrouble as trouble:
            self._refusals.note(subscription_id, Turned.KEY_MISSING, trouble.text)
            raise

    def _receive(self, subscription_id: str, incoming: Incoming, name: str) -> tuple[Received, ...]:
        # who is let in by what is remembered is let in for sure once the store has said that
        # nothing has changed since; everybody else is looked at again
        with contextlib.suppress(Outdated, TurnedAway):
            remembered = self._doors.remembered(subscription_id)
            readings = self._readings(incoming, name, remembered)
            return self._accept(subscription_id, readings, remembered.seen)
        doorway = self._doors.of(subscription_id)
        try:
            return self._accept(subscription_id, self._readings(incoming, name, doorway))
        except TurnedAway as away:
            known = subscription_id if doorway.known else ""
            self._refusals.note(known, away.code, away.text)
            raise

    def begin(self, subscription_id: str, incoming: Incoming, name: str = "") -> Taking | None:
        """Hand the events of a plain request over, and wait when what is returned is called.

        Plain is what is let in by what is remembered and what `Intake.begin` takes; for anything
        else None is returned, nothing has happened, and `receive` is to be asked. What is returned
        gives None, too, or raises Outdated or NotFound, if `receive` is to be asked after all.
        """
        remembered = self._doors.recalled(subscription_id)
        if remembered is None or not remembered.known:
            return None
        with contextlib.suppress(TurnedAway):
            readings = self._readings(incoming, name, remembered)
            return self._intake.begin(subscription_id, readings, remembered.seen)
        return None

    def _readings(self, incoming: Incoming, name: str, doorway: Doorway) -> Sequence[Reading]:
        """What a request says, once its sender has been let in."""
        sources = self._named(name)
        proven = self._prove(doorway, incoming, sources)
        return _marked(_read(incoming, sources), proven)

    def turn_away(self, subscription_id: str, code: str, text: str) -> None:
        """Note for Activity that a request did not come as far as `receive`."""
        try:
            known = self._doors.of(subscription_id).known
        except HipadminError:
            known = False
        self._refusals.note(subscription_id if known else "", code, text)

    def _named(self, name: str) -> Sequence[Source]:
        sources = self._sources
        if name and not (sources := tuple(s for s in self._sources if s.name == name)):
            raise TurnedAway(
                Turned.NO_SOURCE, "The last part of the address names no source that is known."
            )
        return sources

    def _prove(self, doorway: Doorway, incoming: Incoming, sources: Sequence[Source]) -> _Proven:
        """See that the sender has a key, whichever way he shows it."""
        if incoming.header(SIGNATURE):
            return _signed(doorway, incoming)
        presented = _presented(incoming)
        if presented is not None:
            return self._opened(doorway, presented)
        secrets = (*doorway.secrets, *doorway.keys)
        proofs = [source.proof(incoming, secrets) for source in sources]
        if any(proofs):
            return _Proven()
        if any(proof is False for proof in proofs):
            raise _wrong(doorway, "The signature was not made with a secret of this subscription.")
        text = "The request carries no key. Send the intake key as a bearer token, or sign it."
        raise TurnedAway(Turned.NO_KEY, text)

    def _opened(self, doorway: Doorway, presented: Secret) -> _Proven:
        if matches(presented, doorway.keys):
            return _Proven()
        if not doorway.known and self._doors.opens_any(presented):
            raise TurnedAway(Turned.UNKNOWN, "There is no such subscription.")
        raise _wrong(doorway, "The key does not open this subscription.")

    def _accept(
        self, subscription_id: str, readings: Sequence[Reading], seen: int | None = None
    ) -> tuple[Received, ...]:
        if len(readings) > AT_ONCE:
            text = f"The request holds {len(readings)} events; at most {AT_ONCE} are possible."
            raise TurnedAway(Turned.TOO_MANY, text)
        try:
            return self._intake.accept(subscription_id, readings, seen)
        except NotFound:
            raise TurnedAway(Turned.UNKNOWN, "There is no such subscription.") from None


def _read(incoming: Incoming, sources: Sequence[Source]) -> Sequence[Reading]:
    """What the first source that knows its own makes of it."""
    try:
        for source in sources:
            readings = source.read(incoming)
            if readings is not None:
                return readings
    except NotRead as error:
        raise TurnedAway(error.code, error.text) from None
    if not incoming.is_json:
        text = "The request does not say what it holds. Send JSON, as application/json."
        if incoming.media_type:
            text = f"Nothing is known of the type “{incoming.media_type[:100]}”. Send JSON."
        raise TurnedAway(Unread.MEDIA_TYPE, text)
    raise TurnedAway(Unread.NOT_UNDERSTOOD, "No source knows this form.")


def _presented(incoming: Incoming) -> Secret | None:
    """The key that the sender shows: a bearer token, the password of Basic, or in the query."""
    scheme, _, rest = incoming.header("authorization").partition(" ")
    shown = ""
    if scheme.lower() == "bearer":
        shown = rest.strip()
    elif scheme.lower() == "basic":
        shown = _password(rest.strip())
    shown = shown or incoming.query.get(KEY_MEMBER, "")
    return Secret(shown) if shown else None


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


def sign(key: Secret, timestamp: str, body: bytes) -> str:
    """The signature of a request: HMAC-SHA256 over its time, a dot, and its body."""
    signed = timestamp.encode("utf-8", "surrogateescape") + b"." + body
    return hmac.new(key.reveal().encode(), signed, hashlib.sha256).hexdigest()


def _signed(doorway: Doorway, incoming: Incoming) -> _Proven:
    timestamp = incoming.header(TIMESTAMP)
    given = incoming.header(SIGNATURE).removeprefix("sha256=").lower()
    made = [sign(key, timestamp, incoming.body) for key in doorway.keys]
    same = [hmac.compare_digest(each.encode(), given.encode()) for each in made]
    if not any(same):
        text = "The signature was not made with a key of this subscription."
        if not timestamp:
            text = f"{text} It is over the time in X-Hipadmin-Timestamp, a dot and the body."
        raise _wrong(doorway, text)
    if not _is_recent(timestamp, incoming):
        minutes = int(REPLAY.total_seconds() // 60)
        text = f"The request was signed more than {minutes} minutes ago, or the clocks differ."
        raise TurnedAway(Turned.STALE, text)
    return _Proven(given)


def _is_recent(timestamp: str, incoming: Incoming) -> bool:
    try:
        away = abs(incoming.received_at.timestamp() - float(timestamp))
    except ValueError:
        return False
    return away <= REPLAY.total_seconds()


def _wrong(doorway: Doorway, text: str) -> TurnedAway | VaultTrouble:
    if doorway.trouble:  # it may be a key of those that cannot be had at present
        return doorway.trouble
    if doorway.locked:
        missing = "The vault has no key of this subscription at present, so nobody can be let in."
        return TurnedAway(Turned.KEY_MISSING, missing)
    return TurnedAway(Turned.WRONG_KEY, text)


def _marked(readings: Sequence[Reading], proven: _Proven) -> Sequence[Reading]:
    """Have the same signed request be a repeat: whoever overheard it cannot send it again."""
    if not proven.signature:
        return readings
    return [_with_id(each, proven.signature, n) for n, each in enumerate(readings)]


def _with_id(reading: Reading, signature: str, number: int) -> Reading:
    if not isinstance(reading, Report) or reading.source_id:
        return reading
    return replace(reading, source_id=f"signed {signature} {number}")
