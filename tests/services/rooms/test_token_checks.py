"""What tokens are, asked of the real sandbox."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hipadmin.domain.ports import NeverCancel
from hipadmin.domain.token import TokenKind
from hipadmin.hipchat.errors import BadToken
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from hipadmin.services.rooms.token_checks import TokenGone, token_lines
from tests.gui.fill import add_integration, messages_in


@pytest.fixture
def integration_id(services: Services, sandbox: Sandbox) -> str:
    own = {"1": sandbox.tokens.rooms[1]}
    token = sandbox.tokens.user
    added = add_integration(
        services, "Ops", "1", "2", endpoint=sandbox.url, token=token, room_tokens=own
    )
    return added.id


def test_every_token_is_told_once_and_nothing_is_sent(
    services: Services, sandbox: Sandbox, integration_id: str
) -> None:
    details = services.views.details(integration_id)
    lines = tuple(token_lines(details))
    assert [(line.room, line.held, line.info) for line in lines] == [
        ("", True, None),
        ("1", True, None),
    ]
    for line in lines:
        services.token_checks.check(details.row.integration, line.ref, NeverCancel())
    account, own = (line.info for line in token_lines(services.views.details(integration_id)))
    assert account is not None
    assert (account.kind, account.label) == (TokenKind.USER, "Robin Reed")
    assert account.title == "Sandbox user"
    assert "view_room" in account.scopes
    assert own is not None
    assert (own.label, own.title) == ("Builds alerts", "")
    assert (own.kind, own.scopes, own.room) == (TokenKind.ROOM, ("send_notification",), "Builds")
    assert own.checked_at is not None
    assert messages_in(sandbox, "Builds") == []


def test_the_list_and_doctor_know_what_ends_first(
    services: Services, sandbox: Sandbox, integration_id: str
) -> None:
    integration = services.views.details(integration_id).row.integration
    [line, *_] = token_lines(services.views.details(integration_id))
    info = services.token_checks.check(integration, line.ref, NeverCancel())
    [row] = services.views.integrations()
    assert row.token_ends is not None
    assert info.expires_at is not None
    assert abs(row.token_ends - info.expires_at) < timedelta(milliseconds=1)
    said = [found.text for found in services.doctor.run() if found.subject == "Ops"]
    assert said == []

    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    services.store.write(
        lambda unit: unit.tokens.save_info(line.ref, replace(info, expires_at=soon))
    )
    [row] = services.views.integrations()
    assert row.token_ends == soon
    [found] = [found for found in services.doctor.run() if found.subject == "Ops"]
    assert found.good is None
    assert found.text.startswith("the account token ends on ")


def test_a_token_nobody_knows_any_more_is_told_and_nothing_is_kept(
    services: Services, sandbox: Sandbox
) -> None:
    added = add_integration(services, "Old", "1", endpoint=sandbox.url)
    [line] = token_lines(services.views.details(added.id))
    with pytest.raises(BadToken):
        services.token_checks.check(added, line.ref, NeverCancel())
    with pytest.raises(TokenGone):
        services.token_checks.check(added, "nothing", NeverCancel())
    assert services.store.read(lambda unit: unit.tokens.infos()) == {}


def test_without_an_account_token_only_those_of_rooms_are_told(
    services: Services, sandbox: Sandbox
) -> None:
    added = add_integration(
        services, "Ops", "1", "2", endpoint=sandbox.url, token="", room_tokens={"2": "own"}
    )
    lines = tuple(token_lines(services.views.details(added.id)))
    assert [(line.ref, line.room) for line in lines] == [(added.rooms[1].token_ref, "2")]
