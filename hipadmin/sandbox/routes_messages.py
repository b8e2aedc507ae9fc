"""Posting to a room: notifications, and messages from people."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox.bodies import Body, read_body
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Message, Room, Token
from hipadmin.sandbox.notification import Notification, read_message, read_notification
from hipadmin.sandbox.state import State


def messages_blueprint(site: Site) -> Blueprint:
    """Build the routes that post to a room."""
    routes = Blueprint("messages", __name__)
    state = site.state

    @routes.post("/room/<segment:room>/notification")
    @site.in_room("send_notification", sends=True)
    def notify(token: Token, room: Room) -> ResponseReturnValue:
        notification = read_notification(_body())
        state.post(room.id, _draft(state, token, room, notification))
        return "", 204

    @routes.post("/room/<segment:room>/message")
    @site.in_room("send_message", sends=True)
    def say(token: Token, room: Room) -> ResponseReturnValue:
        text = read_message(_body())
        draft = Message("", "", text, person=token.person, mentions=state.mentioned(text))
        message = state.post(room.id, draft)
        return {"id": message.id, "timestamp": message.date}, 201

    return routes


def _body() -> Body:
    return read_body(request.headers.get("Content-Type"), request.get_data(cache=False))


def _draft(state: State, token: Token, room: Room, wanted: Notification) -> Message:
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
