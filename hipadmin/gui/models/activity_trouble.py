"""What stands under a message that did not get through: what is wrong, why, and what helps."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.activity import AHEAD_MAX
from hipadmin.domain.delivery import WAITING, Cause, DeliveryState
from hipadmin.gui.words.texts import clock_or_day, full_time
from hipadmin.services.history.activity import DeliveryDetails

translate = QCoreApplication.translate

_TOKEN = frozenset({"bad_token", "oauth1_token", "forbidden", "missing_scope", "token_needed"})
_ADDRESS = frozenset({"no_such_room", "no_such_person"})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a message does not get through, and which remedies there are.

    ``token``: another token helps; ``address``: the integration's rooms have to be mended;
    ``resend``: it can be sent once more; ``retry``: its room can be tried again.
    """

    what: str
    why: str
    details: str
    token: bool = False
    address: bool = False
    resend: bool = False
    retry: bool = False


def trouble_of(details: DeliveryDetails) -> Trouble | None:
    """The trouble of a message that has failed or waits for a blocked room, else None."""
    row = details.row
    failed = row.state is DeliveryState.FAILED
    blocked = row.state in WAITING and details.block is not None
    if not failed and not blocked:
        return None
    code = _code(details)
    return Trouble(
        what=_what(code, details),
        why=" ".join(_why(details)),
        details="\n".join(_details(details)),
        token=code in _TOKEN,
        address=code in _ADDRESS,
        resend=failed,
        retry=blocked,
    )


def _code(details: DeliveryDetails) -> str:
    row = details.row
    if row.state is not DeliveryState.FAILED:
        return details.block.code if details.block else ""
    if row.cause is Cause.TRIES:
        return "tries"
    return row.last.code if row.last else ""


def _what(code: str, details: DeliveryDetails) -> str:
    row = details.row
    words = {
        "bad_token": translate("Activity", "HipChat refused the token of {room}."),
        "oauth1_token": translate("Activity", "HipChat refused the token of {room}."),
        "forbidden": translate("Activity", "The token may not post to {room}."),
        "missing_scope": translate("Activity", "The token may not post to {room}."),
        "token_needed": translate("Activity", "There is no token for {room}."),
        "no_such_room": translate("Activity", "HipChat knows no room {room}."),
        "no_such_person": translate("Activity", "HipChat knows nobody called {room}."),
        "message_rejected": translate("Activity", "HipChat rejected this message."),
        "tries": translate("Activity", "{room} did not take this message in {count} tries."),
    }
    unknown = translate("Activity", "This message did not get through to {room}.")
    return words.get(code, unknown).format(room=row.room, count=row.tried)


def _why(details: DeliveryDetails) -> Iterator[str]:
    row, block = details.row, details.block
    said = row.last.text if row.last else (block.text if block else "")
    if said:
        yield said
    answer = details.attempts[-1].answer if details.attempts else ""
    if row.last is not None and row.last.status is not None and answer:
        yield translate("Activity", "It answered “{answer}”.").format(answer=answer)
    if block is not None:
        yield _blocked(details)


def _blocked(details: DeliveryDetails) -> str:
    block, row = details.block, details.row
    since = clock_or_day(block.at) if block else ""
    words = translate("Activity", "Since {time} nothing is sent to {room} until a person acts.")
    said = words.format(time=since, room=row.room)
    if details.waiting == 1:
        return said + " " + translate("Activity", "One message waits.")
    if details.waiting >= AHEAD_MAX:
        more = translate("Activity", "{count} or more messages wait.")
    elif details.waiting:
        more = translate("Activity", "{count} messages wait.")
    else:
        return said
    return said + " " + more.format(count=details.waiting)


def _details(details: DeliveryDetails) -> Iterator[str]:
    row = details.row
    yield f"{row.title} — {row.room} ({row.notification})"
    for attempt in details.attempts:
        status = attempt.result.status or attempt.result.code
        yield f"{attempt.number}  {full_time(attempt.started_at)}  {status}  {attempt.result.text}"
    if details.attempts:
        yield details.attempts[-1].request
        yield details.attempts[-1].answer
