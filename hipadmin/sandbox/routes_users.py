"""People: the list, one of them, and changing them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors, fresh, reading
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Person, Token
from hipadmin.sandbox.paging import page, read_flag, read_span
from hipadmin.sandbox.rules import Flag, Items, Nullable, Record, Rule, Text
from hipadmin.sandbox.state import NameTaken

_OPTIONAL = Nullable(Text(0, 250))
_MEMBERS: dict[str, Rule] = {
    "name": Text(1, 50),
    "email": Text(3, 250),
    "title": _OPTIONAL,
    "mention_name": Nullable(Text(0, 50)),
    "is_group_admin": Nullable(Flag()),
    "timezone": _OPTIONAL,
    "password": _OPTIONAL,
    "roles": Nullable(Items(Text(1, 50))),
}
_CREATE = Record(_MEMBERS, required=("name", "email"))
_UPDATE = Record(_MEMBERS, required=("name", "email", "mention_name"))
_PHOTO = Record({"photo": Text(1)}, required=("photo",))


def users_blueprint(site: Site) -> Blueprint:
    """Build the routes about people."""
    routes = Blueprint("users", __name__)
    state = site.state

    @routes.get("/user")
    @site.guarded("view_group")
    def user_list(_token: Token) -> ResponseReturnValue:
        return _user_page(site)

    @routes.post("/user")
    @site.guarded("admin_group")
    def user_create(_token: Token) -> ResponseReturnValue:
        person, password = _create(site, reading.members())
        url = f"{site.views.base}/user/{person.id}"
        answer = {"id": person.id, "links": {"self": url}, "password": password}
        return {k: v for k, v in answer.items() if v}, 201, {"Location": url}

    @routes.get("/user/<segment:user>")
    @site.to_person("view_group")
    def user_get(_token: Token, person: Person) -> ResponseReturnValue:
        return site.views.person(person, full=True) or {}

    @routes.put("/user/<segment:user>")
    @site.to_person("admin_group")
    def user_update(_token: Token, person: Person) -> ResponseReturnValue:
        values = reading.members()
        _UPDATE.check("", values)
        _keep(site, replace(person, **_changes(values)))
        return "", 204

    @routes.delete("/user/<segment:user>")
    @site.to_person("admin_group")
    def user_delete(_token: Token, person: Person) -> ResponseReturnValue:
        _keep(site, replace(person, is_deleted=True))
        state.remove_tokens_of(person.id)
        return "", 204

    @routes.route("/user/<segment:user>/photo", methods=["PUT", "DELETE"])
    @site.to_person("admin_group")
    def photo(_token: Token, person: Person) -> ResponseReturnValue:
        if request.method == "PUT":
            _PHOTO.check("", reading.members())
        _keep(site, replace(person, has_photo=request.method == "PUT"))
        return "", 204

    @routes.get("/user/<segment:user>/preference/auto-join")
    @site.to_person("view_group")
    def auto_join(_token: Token, person: Person) -> ResponseReturnValue:
        url = f"{site.views.base}/user/{person.id}/preference/auto-join"
        return page([], read_span(request.args), 0, url)

    return routes


def _user_page(site: Site) -> dict[str, object]:
    query = request.args
    span = read_span(query)
    guests = read_flag(query, "include-guests", default=False)
    deleted = read_flag(query, "include-deleted", default=False)
    people = [
        person
        for person in site.state.people()
        if (guests or not person.is_guest) and (deleted or not person.is_deleted)
    ]
    full = "items" in query.get("expand", "")
    items = site.views.people(people[span.start : span.start + span.size], full=full)
    names = ("include-guests", "include-deleted", "expand")
    kept = {name: query[name] for name in names if name in query}
    return page(items, span, len(people), f"{site.views.base}/user", kept)


def _create(site: Site, values: Mapping[str, object]) -> tuple[Person, str | None]:
    """Add a person; give a password that had to be made up too."""
    _CREATE.check("", values)
    made_up = None if values.get("password") else fresh.letters(12)
    changes = _changes({**values, "password": values.get("password") or made_up})
    name = changes.pop("name")
    mention = changes.pop("mention_name", "") or "".join(filter(str.isalnum, name)) or "Somebody"
    try:
        return site.state.add_person(name, mention, **changes), made_up
    except NameTaken as error:
        raise _taken(error) from None


def _changes(values: Mapping[str, object]) -> dict[str, Any]:
    texts = ("name", "email", "mention_name", "title", "timezone", "password")
    changes: dict[str, Any] = {t: values[t] for t in texts if values.get(t)}
    if changes.get("mention_name"):
        changes["mention_name"] = str(changes["mention_name"]).removeprefix("@") or "Somebody"
    if values.get("is_group_admin") is not None:
        changes["is_group_admin"] = reading.flag(values, "is_group_admin")
    return changes


def _keep(site: Site, person: Person) -> None:
    try:
        site.state.change_person(person)
    except NameTaken as error:
        raise _taken(error) from None


def _taken(error: NameTaken) -> errors.ApiError:
    return errors.ApiError(400, f"Another user is called {error}")
