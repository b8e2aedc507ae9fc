"""Calls about webhooks, in both forms: by number, and by a key of one's own."""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

from hipadmin.hipchat import checks
from hipadmin.hipchat.calls import CREATED, DONE, Caller, segment, sent
from hipadmin.hipchat.errors import MessageRejected
from hipadmin.hipchat.paging import page_query, pages
from hipadmin.hipchat.wire import read
from hipadmin.hipchat.wire.types import Sent, Webhook

MESSAGE_EVENTS = ("room_message", "room_notification")
EVENTS = (
    *MESSAGE_EVENTS,
    *("room_archived", "room_created", "room_deleted", "room_enter", "room_exit"),
    *("room_file_upload", "room_topic_change", "room_unarchived"),
)
"""HipChat v2: what a webhook can be told of; patterns are for the first two."""
AUTHENTICATIONS = ("none", "jwt")
_KEY = re.compile(r"[a-zA-Z0-9_.\-]{1,40}")
_MAX_LISTED = 10_000
_PUT = frozenset({200, 201, 204})


class WebhookCalls(Caller):
    """Keeps webhooks (scope admin_room). A room of None means all rooms, for add-ons."""

    def webhooks(self, room: int | str) -> tuple[Webhook, ...]:
        """List a room's webhooks (scope admin_room)."""
        found = pages(self._asks("/webhook", room), read.webhook, page_query(checks.MAX_PAGE))
        return tuple(islice(found, _MAX_LISTED))

    def webhook(self, room: int | str, webhook_id: int) -> Webhook:
        """Look a webhook up by its number, with who made it and when (scope admin_room)."""
        return self._one(room, *_numbered(webhook_id))

    def create_webhook(
        self,
        room: int | str,
        *,
        url: str,
        event: str,
        pattern: str | None = None,
        name: str | None = None,
    ) -> Webhook:
        """Have ``url`` told of an ``event`` in a room (scope admin_room).

        ``pattern`` is a regular expression for message events; HipChat judges it. A webhook like
        another one is made all the same, beside it.
        """
        members = _members(url, event, pattern, name)
        body = checks.encode(members)
        answer = self._calls.ask("POST", "/webhook", room=room, body=body, expected=CREATED)
        return _made(read.webhook_id(answer, required=True), members)

    def delete_webhook(self, room: int | str, webhook_id: int) -> Sent:
        """Remove a webhook by its number (scope admin_room)."""
        return self._remove(room, *_numbered(webhook_id))

    def put_webhook(
        self,
        room: int | str | None,
        key: str,
        *,
        url: str,
        event: str,
        pattern: str | None = None,
        name: str | None = None,
        authentication: str | None = None,
    ) -> Webhook:
        """Make or replace the webhook called ``key`` (scope admin_room).

        ``key`` is 1-40 letters, digits, ``_``, ``-`` and ``.``; ``authentication`` is ``none``,
        HipChat's choice when left out, or ``jwt``.
        """
        path, item = _keyed(key)
        members = _members(url, event, pattern, name)
        body: dict[str, str] = dict(members)
        if authentication is not None:
            checks.check_choice("authentication", authentication, AUTHENTICATIONS)
            body["authentication"] = authentication
        encoded = checks.encode(body)
        answer = self._calls.ask("PUT", path, room=room, item=item, body=encoded, expected=_PUT)
        return _made(read.webhook_id(answer, required=False), members, key)

    def webhook_by_key(self, room: int | str | None, key: str) -> Webhook:
        """Look up the webhook called ``key`` (scope admin_room)."""
        return replace(self._one(room, *_keyed(key)), key=key)

    def delete_webhook_by_key(self, room: int | str | None, key: str) -> Sent:
        """Remove the webhook called ``key`` (scope admin_room)."""
        return self._remove(room, *_keyed(key))

    def _one(self, room: int | str | None, path: str, item: str) -> Webhook:
        answer = self._calls.ask("GET", path, room=room, item=item)
        return read.webhook(read.read_object(answer))

    def _remove(self, room: int | str | None, path: str, item: str) -> Sent:
        return sent(self._calls.ask("DELETE", path, room=room, item=item, expected=DONE))


def _numbered(webhook_id: int) -> tuple[str, str]:
    name = checks.check_id("webhook_id", webhook_id)
    return f"/webhook/{segment(name)}", f"webhook “{name}” in this room"


def _keyed(key: str) -> tuple[str, str]:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        text = "“key” must be 1-40 letters, digits, dots, hyphens and underscores."
        raise MessageRejected(text, field="key")
    return f"/extension/webhook/{segment(key)}", f"webhook with the key “{key}”"


def _made(number: int | None, members: Mapping[str, str], key: str | None = None) -> Webhook:
    pattern, name = members.get("pattern"), members.get("name")
    return Webhook(number, members["url"], members["event"], pattern, name, key)


def _members(url: str, event: str, pattern: str | None, name: str | None) -> dict[str, str]:
    checks.check_url("url", url)
    checks.check_choice("event", event, EVENTS)
    members = {"url": url, "event": event}
    if pattern is not None:
        checks.check_text("pattern", pattern)
        if pattern and event not in MESSAGE_EVENTS:
            raise MessageRejected("“pattern” is for messages and notifications.", field="pattern")
        members["pattern"] = pattern
    if name is not None:
        checks.check_text("name", name)
        members["name"] = name
    return members
