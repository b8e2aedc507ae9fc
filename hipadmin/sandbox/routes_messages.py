"""Posting to a room: notifications, what people say and share, and the topic."""

from dataclasses import replace

from flask import Blueprint
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors, reading, speech
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Message, Room, Token
from hipadmin.sandbox.notification import draft, read_notification
from hipadmin.sandbox.rules import Record, Text

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
        message = state.post(room.id, draft(state, token, room, notification))
        site.events.notification(room, message)
        return "", 204

    @routes.post("/room/<segment:room>/message")
    @site.in_room("send_message", sends=True, speaks=True)
    def say(token: Token, room: Room) -> ResponseReturnValue:
        message = _say(site, room, speech.typed(state, token))
        return {"id": message.id, "timestamp": message.date}, 201

    @routes.post("/room/<segment:room>/reply")
    @site.in_room("send_message", sends=True, speaks=True)
    def reply(token: Token, room: Room) -> ResponseReturnValue:
        message, parent = speech.reply(state, token)
        if state.find_message(room.id, parent) is None:
            raise errors.no_such_message(parent)
        _say(site, room, message)
        return "", 204

    @routes.post("/room/<segment:room>/share/link")
    @site.in_room("send_message", sends=True, speaks=True)
    def share_link(token: Token, room: Room) -> ResponseReturnValue:
        _say(site, room, speech.shared_link(state, token))
        return "", 204

    @routes.post("/room/<segment:room>/share/file")
    @site.in_room("send_message", sends=True, speaks=True)
    def share_file(token: Token, room: Room) -> ResponseReturnValue:
        place = f"room/{room.id}"
        _say(site, room, speech.shared_file(state, token, site.views.home, place))
        return "", 204

    @routes.put("/room/<segment:room>/topic")
    @site.in_room("admin_room")
    def topic_set(token: Token, room: Room) -> ResponseReturnValue:
        values = reading.json_members()
        _TOPIC.check("", values)
        topic = reading.text(values, "topic")
        changed = state.alter_room(room.id, lambda now: replace(now, topic=topic))
        site.events.topic(token, changed or room, topic)
        return "", 204

    return routes


def _say(site: Site, room: Room, said: Message) -> Message:
    message = site.state.post(room.id, said)
    site.events.message(room, message)
    return message
