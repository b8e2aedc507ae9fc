"""The request a notification makes, in words: to be read, and to be made by curl."""

import json
import shlex
from dataclasses import dataclass

from hipadmin.domain.message import Message
from hipadmin.domain.room_address import room_url
from hipadmin.hipchat import checks

TOKEN = "$HIPCHAT_TOKEN"  # noqa: S105 - stands where the token goes
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class NotificationRequest:
    """What the client sends for a notification, but for the token.

    ``body`` are the very bytes. ``ca_certificate`` is a path, ``proxy`` an address, both may be
    empty.
    """

    url: str
    body: bytes
    ca_certificate: str = ""
    proxy: str = ""

    @property
    def text(self) -> str:
        """The request to be read: its JSON is spread over lines."""
        head = (f"POST {self.url}", f"Authorization: Bearer {TOKEN}", f"Content-Type: {_JSON}")
        shown = json.dumps(json.loads(self.body), indent=2, ensure_ascii=False)
        return "\n".join([*head, "", shown])

    @property
    def curl(self) -> str:
        """A line for a POSIX shell that makes the request; the token comes from its environment."""
        words = ["curl", "--fail-with-body", "-X", "POST"]
        # curl would take a room named .. for a way up, percent-encoded or not
        words += ["--path-as-is"] if "/%2E" in self.url else []
        words += ["--cacert", shlex.quote(self.ca_certificate)] if self.ca_certificate else []
        words += ["--proxy", shlex.quote(self.proxy)] if self.proxy else []
        words += ["-H", f'"Authorization: Bearer {TOKEN}"', "-H", f"'Content-Type: {_JSON}'"]
        words += ["--data-raw", shlex.quote(self.body.decode("ascii"))]
        return " ".join([*words, shlex.quote(self.url)])


def notification_request(
    endpoint: str, room: str, message: Message, *, ca_certificate: str = "", proxy: str = ""
) -> NotificationRequest:
    """The request the client would make.

    Raises:
        MessageRejected: HipChat would refuse the message.
        RoomAddressError: no room can be called so.
    """
    body = checks.notification(
        message.text,
        message.color,
        message.notify,
        message.format,
        message.sender or None,
        message.card,
        None,
    )
    url = f"{room_url(endpoint, room)}/notification"
    return NotificationRequest(url, body, ca_certificate, proxy)
