"""Tokens ended for good, over the real sandbox."""

from pathlib import Path

import pytest

from hipadmin import app
from hipadmin.domain.change import EVERY_CHANGE
from hipadmin.domain.ports import NeverCancel
from hipadmin.domain.token import RefState, Secret
from hipadmin.hipchat.errors import BadToken
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.change_words import ChangeWords
from hipadmin.services.rooms.revoking import NotNoted
from hipadmin.services.rooms.token_checks import TokenGone, token_lines
from hipadmin.store import Database, open_store
from hipadmin.vault.sandbox_vault import SandboxVault
from hipadmin.vault.session_vault import SessionVault
from tests.gui.fill import add_integration
from tests.places import read_only, small_disk


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


def test_a_token_that_ended_is_said_to_have_ended_though_nothing_can_be_noted(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = open_store(disk.folder / "hipadmin.db", clock=app.clock)
        services = app.build(store, SessionVault("for this test"))
        value = sandbox.tokens.rooms[1]
        ops = add_integration(services, "Ops", endpoint=sandbox.url, token=value)
        assert ops.token_ref is not None
        disk.fill()
        with pytest.raises(NotNoted, match=r"HipChat ended the token, but .* full") as raised:
            services.revoking.revoke(ops, ops.token_ref, NeverCancel())
        disk.free()
        assert raised.value.text.endswith("Whatever has the token needs another one.")
        assert sandbox.state.find_token(value) is None
        store.close()


def test_a_revoked_token_that_the_vault_does_not_let_go_of_is_not_taken_for_good(
    store: Database, sandbox: Sandbox, tmp_path: Path
) -> None:
    own = {"room:1": Secret(sandbox.tokens.rooms[1])}
    vault = SandboxVault(own, tmp_path / "vault" / "names.json")
    services = app.build(store, vault)
    ops = add_integration(services, "Ops", endpoint=sandbox.url, token=own["room:1"].reveal())
    assert ops.token_ref is not None
    with read_only(tmp_path / "vault"):
        services.revoking.revoke(ops, ops.token_ref, NeverCancel())

    assert services.tokens.reveal(ops.token_ref) == own["room:1"]
    [line] = token_lines(services.views.details(ops.id))
    assert not line.held
    [left] = services.store.read(lambda unit: unit.tokens.in_state(RefState.DEAD))
    assert left.id == ops.token_ref


def test_what_the_server_refuses_changes_nothing(services: Services, sandbox: Sandbox) -> None:
    added = add_integration(services, "Old", "1", endpoint=sandbox.url)
    [line] = token_lines(services.views.details(added.id))
    with pytest.raises(BadToken):
        services.revoking.revoke(added, line.ref, NeverCancel())
    [after] = token_lines(services.views.details(added.id))
    assert after.held
