"""Talking to one person: messages, links and files."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import speech
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Message, Person, Token
from hipadmin.sandbox.state import chat


def chats_blueprint(site: Site) -> Blueprint:
    """Build the routes that post to a person."""
    routes = Blueprint("chats", __name__)
    state = site.state

    @routes.post("/user/<segment:user>/message")
    @site.to_person("send_message", sends=True, speaks=True)
    def say(token: Token, person: Person) -> ResponseReturnValue:
        return _tell(site, token, person, speech.private(state, token))

    @routes.post("/user/<segment:user>/share/link")
    @site.to_person("send_message", sends=True, speaks=True)
    def share_link(token: Token, person: Person) -> ResponseReturnValue:
        return _tell(site, token, person, speech.shared_link(state, token))

    @routes.post("/user/<segment:user>/share/file")
    @site.to_person("send_message", sends=True, speaks=True)
    def share_file(token: Token, person: Person) -> ResponseReturnValue:
        message = speech.shared_file(state, token, site.views.home, f"user/{person.id}")
        return _tell(site, token, person, message)

    return routes


def _tell(site: Site, token: Token, person: Person, message: Message) -> ResponseReturnValue:
    site.state.post(chat(token.person or 0, person.id), message)
    return "", 204
