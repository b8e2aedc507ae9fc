"""Posting to a room: notifications, what people say and share, and the topic."""

from dataclasses import replace

from flask import Blueprint
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors, reading, speech
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Message, Room, Token
from hipadmin.sandbox.notification import Notification, read_notification
from hipadmin.sandbox.rules import Record, Text
from hipadmin.sandbox.state import State

_TOPIC = Record({"topic": Text(0, 250)}, required=("topic",))
"""HipChat v2: a topic has 0-250 characters."""


def messages_blueprint(site: Site) -> Blueprint:
    """Build the routes that post to a room."""
    routes = Blueprint("messages", __name__)
    state = site.state

    @routes.post("/room/<segment:room>/notification")
    @site.in_room("send_notification", sends=True)
    def notify(token: Token, room: Room) -> ResponseReturnValue:
        notification = read_notification(reading.body())
        state.post(room.id, draft(state, token, room, notification))
        return "", 204

    @routes.post("/room/<segment:room>/message")
    @site.in_room("send_message", sends=True, speaks=True)
    def say(token: Token, room: Room) -> ResponseReturnValue:
        message = state.post(room.id, speech.typed(state, token))
        return {"id": message.id, "timestamp": message.date}, 201

    @routes.post("/room/<segment:room>/reply")
    @site.in_room("send_message", sends=True, speaks=True)
    def reply(token: Token, room: Room) -> ResponseReturnValue:
        message, parent = speech.reply(state, token)
        if state.find_message(room.id, parent) is None:
            raise errors.no_such_message(parent)
        state.post(room.id, message)
        return "", 204

    @routes.post("/room/<segment:room>/share/link")
    @site.in_room("send_message", sends=True, speaks=True)
    def share_link(token: Token, room: Room) -> ResponseReturnValue:
        state.post(room.id, speech.shared_link(state, token))
        return "", 204

    @routes.post("/room/<segment:room>/share/file")
    @site.in_room("send_message", sends=True, speaks=True)
    def share_file(token: Token, room: Room) -> ResponseReturnValue:
        place = f"room/{room.id}"
        state.post(room.id, speech.shared_file(state, token, site.views.home, place))
        return "", 204

    @routes.put("/room/<segment:room>/topic")
    @site.in_room("admin_room")
    def topic_set(_token: Token, room: Room) -> ResponseReturnValue:
        values = reading.json_members()
        _TOPIC.check("", values)
        topic = reading.text(values, "topic")
        state.alter_room(room.id, lambda now: replace(now, topic=topic))
        return "", 204

    return routes


def draft(state: State, token: Token, room: Room, wanted: Notification) -> Message:
    """Give the message that a notification becomes."""
    is_text = wanted.message_format == "text"
    attach_to = wanted.attach_to and state.find_message(room.id, wanted.attach_to)
    return Message(
        id="",
        date="",
        text=wanted.message,
        label=_sender(state, token, wanted.sender),
        mentions=state.mentioned(wanted.message) if is_text else (),
        color=wanted.color,
        message_format=wanted.message_format,
        attach_to=attach_to.id if attach_to else None,
        card=wanted.card,
        origin=_origin(token),
    )


def _sender(state: State, token: Token, added: str) -> str:
    """Name the token's owner; ``from`` is added to it and never replaces it."""
    person = state.person(token.person)
    owner = person.name if person else token.label
    return f"{owner} - {added}" if added else owner


def _origin(token: Token) -> dict[str, str | int]:
    if token.person is not None:
        return {"id": token.person, "type": "user"}
    return {"client_id": token.oauth_client, "id": token.client, "type": "addon"}
