"""Ways to ask for a token: HipChat's grants, each with what belongs to it."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hipadmin.domain.token import Secret
from hipadmin.hipchat import checks
from hipadmin.hipchat.errors import MessageRejected

SCOPES = frozenset(
    (
        *("admin_group", "admin_room", "import_data", "manage_rooms", "send_message"),
        *("send_notification", "view_group", "view_messages", "view_room"),
    )
)
"""HipChat v2: the nine scopes."""


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """An installed add-on: the id and secret HipChat gave it."""

    id: str
    secret: Secret

    @property
    def basic(self) -> Secret:
        """The Authorization header's value.

        Raises:
            MessageRejected: the id holds a colon or is empty.
        """
        if not self.id or ":" in self.id:
            raise MessageRejected("The client id is empty or holds a colon.", field="client_id")
        pair = f"{self.id}:{self.secret.reveal()}".encode("utf-8", "replace")
        return Secret(f"Basic {base64.b64encode(pair).decode('ascii')}")


@dataclass(frozen=True, slots=True)
class Grant:
    """One way to a token; made by the functions below.

    ``client`` asks in an add-on's name; without one the client's own token asks, if it has one.
    """

    kind: str
    members: Mapping[str, str | Secret] = field(default_factory=dict, hash=False)
    client: OAuthClient | None = None

    def form(self, scopes: Iterable[str]) -> dict[str, str]:
        """Give the form's members, secrets in clear.

        Raises:
            MessageRejected: a scope or member is none.
        """
        plain = {name: _plain(name, value) for name, value in self.members.items()}
        wanted = [scopes] if isinstance(scopes, str) else list(scopes)
        for scope in wanted:
            checks.check_choice("scope", scope, tuple(sorted(SCOPES)))
        return {"grant_type": self.kind, **plain} | ({"scope": " ".join(wanted)} if wanted else {})

    def secrets(self) -> tuple[str, ...]:
        """Give what must not be seen in any text."""
        inner = (each.reveal() for each in self.members.values() if isinstance(each, Secret))
        client = self.client
        outer = (client.secret.reveal(), client.basic.reveal()[6:]) if client else ()
        return tuple(each for each in (*inner, *outer) if each)


def _plain(name: str, value: str | Secret) -> str:
    text = value.reveal() if isinstance(value, Secret) else value
    checks.check_text(name, text, least=1)
    return text


def client_credentials(client: OAuthClient, *, username: str | None = None) -> Grant:
    """As an add-on, or as one of its users when ``username`` is given."""
    return Grant("client_credentials", _given(username=username), client)


def password(username: str, password: Secret, *, client: OAuthClient | None = None) -> Grant:
    """As a person who gave name and password."""
    return Grant("password", {"username": username, "password": password}, client)


def refresh_token(
    token: Secret,
    *,
    client: OAuthClient | None = None,
    user_id: str | None = None,
    client_name: str | None = None,
    group_id: str | None = None,
) -> Grant:
    """As before, with the refresh token that came along then."""
    about = _given(user_id=user_id, client_name=client_name, group_id=group_id)
    return Grant("refresh_token", {"refresh_token": token, **about}, client)


def authorization_code(
    code: Secret,
    redirect_url: str,
    *,
    client: OAuthClient | None = None,
    user_id: str | None = None,
    client_name: str | None = None,
    group_id: str | None = None,
) -> Grant:
    """As a person who said yes on HipChat's page, which came back to ``redirect_url``.

    The address goes out under both names servers were seen to ask for.
    """
    about = _given(user_id=user_id, client_name=client_name, group_id=group_id)
    back = {"redirect_url": redirect_url, "redirect_uri": redirect_url}
    return Grant("authorization_code", {"code": code, **back, **about}, client)


def personal(*, client: OAuthClient | None = None) -> Grant:
    """A personal access token of the token's user."""
    return Grant("personal", {}, client)


def room_notification(
    *, room_id: int | None = None, label: str | None = None, client: OAuthClient | None = None
) -> Grant:
    """A room notification token; HipChat gave them to few clients.

    No source says how the room is named: ``room_id`` and ``label`` go out when they are given.
    """
    room = None if room_id is None else str(room_id)
    return Grant("room_notification", _given(room_id=room, label=label), client)


def _given(**members: str | None) -> dict[str, str]:
    return {name: value for name, value in members.items() if value is not None}
