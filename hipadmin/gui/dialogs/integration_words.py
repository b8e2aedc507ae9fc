"""The integration dialog's sentences: why Save must wait, what was taken over, how a test went."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.health import Outcome
from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.redaction import mask_pasted
from hipadmin.domain.room_address import RoomAddress
from hipadmin.domain.token import TokenInfo
from hipadmin.domain.token_use import Use, allows
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.gui.words.texts import token_text
from hipadmin.services.rooms.targets import Target
from hipadmin.services.rooms.testing import Sent, Tried

translate = QCoreApplication.translate

TOLD = 3
"""Rooms that answered are told one by one up to this number."""


def save_note(problem: Problem | None) -> str:
    """Why Save is not possible, in a few words for the footer."""
    if problem is None:
        return ""
    code, place = problem.code, problem.where
    if code is Code.NAME_EMPTY:
        return translate("Integration", "Save needs a name.")
    if place == "name":
        return translate("Integration", "Save needs another name.")
    if place == "endpoint":
        return translate("Integration", "Save needs the API endpoint.")
    if code is Code.ROOM_EMPTY:
        return translate("Integration", "Save needs the room’s ID or name.")
    if code is Code.TOKEN_BLANKS:
        return translate("Integration", "Save needs a token without blanks.")
    if place.endswith("token"):
        return translate("Integration", "Save needs another token.")
    if place == "ca_certificate":
        return translate("Integration", "Save needs another CA certificate.")
    if place == "proxy":
        return translate("Integration", "Save needs another proxy.")
    return translate("Integration", "Save needs another room.")


def taken_text(address: RoomAddress) -> str:
    """What was taken from a room URL."""
    if address.token:
        text = translate(
            "Integration", "Took the endpoint, {room} and its token. The token has left this field."
        )
    else:
        text = translate("Integration", "Took the endpoint and {room}. There was no token in it.")
    return text.format(room=_quoted(address.room))


def _quoted(room: str) -> str:
    # between "the endpoint" and "its token" a bare name would be read as a part of the sentence
    return (
        room_name(room)
        if room.isdigit()
        else translate("Integration", "room “{name}”").format(name=room)
    )


def refused_text(sentence: str, token_left: bool) -> str:
    """Why a pasted text is no room URL."""
    if not token_left:
        return sentence
    return f"{sentence} {translate('Integration', 'The token has left this field.')}"


def room_name(room: str) -> str:
    """A room within a sentence: "room 17", or its name."""
    if room.isdigit():
        return translate("Integration", "room {id}").format(id=room)
    return room


def _started(text: str) -> str:
    return text[:1].upper() + text[1:]


def room_started(room: str) -> str:
    """A room at the beginning of a sentence: "Room 17", or its name as it is."""
    return _started(room_name(room)) if room.isdigit() else room


def advanced_summary(ca_certificate: str, proxy: str) -> str:
    """The values under Advanced in one line."""
    return translate("Integration", "CA certificate: {ca}, Proxy: {proxy}").format(
        ca=mask_pasted(ca_certificate.strip()) or translate("Integration", "system"),
        proxy=mask_pasted(proxy.strip()) or translate("Integration", "none"),
    )


def scopes_text(info: TokenInfo) -> str:
    """What a token may do, as far as hipadmin has a use for it."""
    words = [_use_words(use) for use in Use if allows(info, use)]
    if not words:
        return translate("Scope", "may do nothing hipadmin needs")
    last = words.pop()
    if not words:
        return translate("Scope", "may {what}").format(what=last)
    listed = translate("Scope", "{some} and {last}").format(some=", ".join(words), last=last)
    return translate("Scope", "may {what}").format(what=listed)


def _use_words(use: Use) -> str:
    return {
        Use.NOTIFY: translate("Scope", "send notifications"),
        Use.WRITE: translate("Scope", "send messages"),
        Use.READ: translate("Scope", "read messages"),
        Use.BROWSE: translate("Scope", "see rooms"),
    }[use]


def token_told(info: TokenInfo) -> str:
    """What the server said of a token: kind, label, and what it may do."""
    return f"{token_text(info)}, {scopes_text(info)}"


def vault_help(name: str, reason: str, *, durable: bool) -> str:
    """That a token is optional, and where the vault called ``name`` keeps it."""
    if name == "sandbox":
        return translate("Integration", "Optional. {reason}").format(reason=reason)
    if durable and not reason:
        return translate("Integration", "Optional. Kept in the keyring, never in a file.")
    if durable:
        text = translate("Integration", "Optional. Kept in the keyring, never in a file. {reason}")
    else:
        text = translate("Integration", "Optional. Kept in memory until hipadmin ends. {reason}")
    return text.format(reason=reason).strip()


# how a test went


def trial_message(tried: Sequence[Tried]) -> Message:
    """How a test went: in one word, then room by room, what is wrong first."""
    good = [t for t in tried if t.outcome is Outcome.OK]
    stopped = [t for t in tried if t.cancelled]
    idle = [t for t in tried if t.outcome is Outcome.NOT_SENT and not t.cancelled]
    bad = [t for t in tried if t not in good and t not in stopped and t not in idle]
    parts = [_failed(t) for t in bad] + [_stopped(t) for t in stopped]
    parts += _answered(good) + [_idle(t) for t in idle]
    tone, cause = _verdict(bool(good), bool(bad), bool(stopped))
    return Message(tone, cause, " ".join(parts))


def _verdict(good: bool, bad: bool, stopped: bool) -> tuple[Tone, str]:
    if bad:
        return Tone.DANGER, translate("Integration", "Not configured correctly.")
    if stopped:
        return Tone.WARN, translate("Integration", "Test cancelled.")
    if good:
        return Tone.OK, translate("Integration", "Configured correctly.")
    return Tone.WARN, translate("Integration", "Nothing was tested.")


def _answered(good: Sequence[Tried]) -> list[str]:
    if len(good) > TOLD:
        slowest = max(t.elapsed_ms or 0 for t in good)
        text = translate("Integration", "{count} rooms answered, the slowest in {ms} ms.")
        return [text.format(count=len(good), ms=slowest)]
    text = translate("Integration", "{room} answered {status} in {ms} ms at {time}.")
    return [_filled(text, t) for t in good]


def _filled(text: str, tried: Tried) -> str:
    time = f"{tried.at.astimezone():%H:%M:%S}"
    return text.format(
        room=_room(tried.target), status=tried.status, ms=tried.elapsed_ms, time=time
    )


def _failed(tried: Tried) -> str:
    text = translate("Integration", "{room}: {what} {remedy}")
    return text.format(room=_room(tried.target), what=tried.text, remedy=_remedy(tried)).strip()


def _remedy(tried: Tried) -> str:
    """Where in the dialog the remedy is found, beside what the text says."""
    if tried.status in (401, 403):
        return translate("Integration", "See “Where do I get this?”.")
    return ""


def _stopped(tried: Tried) -> str:
    if tried.sent is Sent.NO:
        text = translate("Integration", "{room}: not sent.")
    elif tried.sent is Sent.MAYBE:
        text = translate("Integration", "{room}: the message may have been sent.")
    else:
        text = translate("Integration", "{room}: sent.")
    return text.format(room=_room(tried.target))


def _idle(tried: Tried) -> str:
    text = translate("Integration", "{room} was not tested: no token.")
    return text.format(room=_room(tried.target))


def _room(target: Target) -> str:
    return room_started(target.room)


def trimmed_text() -> str:
    """That a pasted token had blanks or line breaks around it."""
    return translate("IntegrationDialog", "The blanks around the token are left out.")
