"""Calls that put something into a room, or before a person."""

from collections.abc import Mapping
from typing import Any

from hipadmin.hipchat import checks
from hipadmin.hipchat.answers import Answer
from hipadmin.hipchat.calls import DONE, Caller, segment, sent
from hipadmin.hipchat.cards import Card
from hipadmin.hipchat.sharing import SharedFile, multipart
from hipadmin.hipchat.wire import read
from hipadmin.hipchat.wire.types import Posted, Sent

POSTED = frozenset({200, 201, 204})


class MessageCalls(Caller):
    """Sends; none of them is ever repeated by the client."""

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
        """Post a notification (scope send_notification). Only 200 and 204 are success.

        ``sender`` stands beside the token's label, it does not replace it. A ``card`` given as
        JSON is held to HipChat's schema; members it does not name are sent along.

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
        answer = self._calls.ask("POST", "/message", room=room, body=body, expected=POSTED)
        return read.posted(answer)

    def reply(self, room: int | str, parent_id: str, message: str) -> Sent:
        """Answer a message in its room as the token's user (scope send_message)."""
        checks.check_text("parentMessageId", parent_id, least=1, most=checks.MAX_ATTACH_TO)
        checks.check_text("message", message, least=1, most=checks.MAX_MESSAGE)
        body = checks.encode({"parentMessageId": parent_id, "message": message})
        return sent(self._calls.ask("POST", "/reply", room=room, body=body, expected=DONE))

    def set_topic(self, room: int | str, topic: str) -> Sent:
        """Set a room's topic, 0-250 characters (scope admin_room)."""
        checks.check_text("topic", topic, most=checks.MAX_TOPIC)
        body = checks.encode({"topic": topic})
        return sent(self._calls.ask("PUT", "/topic", room=room, body=body, expected=DONE))

    def share_link(self, room: int | str, link: str, message: str = "") -> Sent:
        """Share a link of 10-1000 characters with a room (scope send_message).

        ``message`` is at most 1000 characters.
        """
        body = _link(link, message)
        return sent(self._calls.ask("POST", "/share/link", room=room, body=body, expected=DONE))

    def share_file(self, room: int | str, file: SharedFile, message: str = "") -> Sent:
        """Share a file with a room (scope send_message), with up to 1000 characters of message."""
        body, kind = multipart(file, message)
        answer = self._calls.ask(
            "POST", "/share/file", room=room, body=body, kind=kind, expected=DONE
        )
        return sent(answer)

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
        return sent(self._to_person(user, "/message", body))

    def share_link_privately(self, user: int | str, link: str, message: str = "") -> Sent:
        """Share a link with a person, by the rules of ``share_link`` (scope send_message)."""
        return sent(self._to_person(user, "/share/link", _link(link, message)))

    def share_file_privately(self, user: int | str, file: SharedFile, message: str = "") -> Sent:
        """Share a file with a person, by the rules of ``share_file`` (scope send_message)."""
        body, kind = multipart(file, message)
        return sent(self._to_person(user, "/share/file", body, kind))

    def _to_person(
        self, user: int | str, path: str, body: bytes, kind: str = "application/json"
    ) -> Answer:
        person = checks.check_person(user)
        path = f"/user/{segment(person)}{path}"
        return self._calls.ask("POST", path, person=person, body=body, kind=kind, expected=DONE)


def _link(link: str, message: str) -> bytes:
    checks.check_text("link", link, least=checks.MIN_LINK, most=checks.MAX_LINK)
    checks.check_text("message", message, most=checks.MAX_SHARED)
    return checks.encode({"link": link} | ({"message": message} if message else {}))
