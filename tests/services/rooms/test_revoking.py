"""Tokens ended for good, over the real sandbox."""

import pytest

from hipadmin.domain.change import EVERY_CHANGE
from hipadmin.domain.ports import NeverCancel
from hipadmin.domain.token import RefState
from hipadmin.hipchat.errors import BadToken
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.change_words import ChangeWords
from hipadmin.services.rooms.token_checks import TokenGone, token_lines
from tests.gui.fill import add_integration


def test_whoever_has_a_token_is_named_and_needs_another_once_it_ended(
    services: Services, sandbox: Sandbox
) -> None:
    value, other = sandbox.tokens.rooms[1], sandbox.tokens.user
    ops = add_integration(
        services, "Ops", "1", "2", endpoint=sandbox.url, token=other, room_tokens={"1": value}
    )
    add_integration(services, "Deploys", "1", endpoint=sandbox.url, token=value)
    add_integration(services, "Elsewhere", "1", endpoint="https://chat.example.com/v2", token=value)
    _account, own = token_lines(services.views.details(ops.id))
    services.token_checks.check(ops, own.ref, NeverCancel())

    uses = services.revoking.uses(ops, own.ref, NeverCancel())
    assert [(u.name, u.is_account, u.rooms) for u in uses] == [
        ("Deploys", True, ()),
        ("Ops", False, ("1",)),
    ]
    assert sandbox.state.find_token(value) is not None, "asking ends nothing"

    assert services.revoking.revoke(ops, own.ref, NeverCancel()) == uses
    assert sandbox.state.find_token(value) is None
    assert sandbox.state.find_token(other) is not None
    account, own = token_lines(services.views.details(ops.id))
    assert (account.held, own.held) == (True, False)
    known = services.store.read(lambda unit: unit.tokens.all())
    gone = {ref for use in uses for ref in use.refs}
    assert {ref for ref in known if known[ref].state is RefState.MISSING} == gone
    assert [services.tokens.reveal(ref) for ref in gone] == [None, None]
    with pytest.raises(TokenGone):
        services.revoking.revoke(ops, own.ref, NeverCancel())

    latest = services.store.read(lambda unit: unit.changes.page(limit=2, wanted=EVERY_CHANGE))
    assert len({change.batch for change in latest}) == 1
    said = ChangeWords()
    told = {c.name: (said.act(c), said.summary(c, said.differences(c, str))) for c in latest}
    assert told == {
        "Deploys": ("Revoked token of integration", "Access token: set → nothing"),
        "Ops": ("Revoked token of integration", "Rooms: 1 (own token) → 1"),
    }


def test_what_the_server_refuses_changes_nothing(services: Services, sandbox: Sandbox) -> None:
    added = add_integration(services, "Old", "1", endpoint=sandbox.url)
    [line] = token_lines(services.views.details(added.id))
    with pytest.raises(BadToken):
        services.revoking.revoke(added, line.ref, NeverCancel())
    [after] = token_lines(services.views.details(added.id))
    assert after.held
