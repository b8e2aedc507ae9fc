import pytest

from hipadmin.domain.ports import Unit
from hipadmin.domain.token import RefState, TokenInfo, TokenKind, TokenRef
from hipadmin.store import Database
from tests.store.builders import AT, LATER

INFO = TokenInfo(TokenKind.ROOM, "Bot", ("send_message", "view_room"), "17", LATER, AT, "CI")


@pytest.fixture
def store(store: Database) -> Database:
    def work(unit: Unit) -> None:
        unit.tokens.add_pending("b", "keyring", AT)
        unit.tokens.add_pending("a", "memory", AT)

    store.write(work)
    return store


def mark(store: Database, state: RefState, *refs: str) -> None:
    store.write(lambda unit: unit.tokens.mark(refs, state, LATER))


def test_an_announced_reference_is_pending(store: Database) -> None:
    assert store.read(lambda unit: unit.tokens.all()) == {
        "a": TokenRef("a", "memory", RefState.PENDING, AT),
        "b": TokenRef("b", "keyring", RefState.PENDING, AT),
    }


@pytest.mark.parametrize("state", RefState)
def test_states_change_and_unknown_ones_are_passed_over(store: Database, state: RefState) -> None:
    mark(store, state, "a", "nothing")
    found = store.read(lambda unit: unit.tokens.all())
    assert found["a"].state is state
    assert found["b"].state is RefState.PENDING
    assert "nothing" not in found


def test_a_reference_keeps_the_time_it_entered_its_state(store: Database) -> None:
    mark(store, RefState.PENDING, "a")
    mark(store, RefState.DEAD, "b")
    found = store.read(lambda unit: unit.tokens.all())
    assert (found["a"].changed_at, found["b"].changed_at) == (AT, LATER)


def test_those_in_a_state_come_oldest_first(store: Database) -> None:
    store.write(lambda unit: unit.tokens.add_pending("0", "keyring", LATER))
    found = store.read(lambda unit: unit.tokens.in_state(RefState.PENDING))
    assert [ref.id for ref in found] == ["b", "a", "0"]
    assert store.read(lambda unit: unit.tokens.in_state(RefState.LIVE)) == []


def test_what_is_known_of_a_token_is_kept_and_forgotten_with_it(store: Database) -> None:
    plain = TokenInfo(TokenKind.USER, "Ann")
    store.write(lambda unit: unit.tokens.save_info("a", plain))
    store.write(lambda unit: unit.tokens.save_info("a", INFO))
    store.write(lambda unit: unit.tokens.save_info("b", plain))
    store.write(lambda unit: unit.tokens.save_info("forgotten meanwhile", plain))
    assert store.read(lambda unit: unit.tokens.infos()) == {"a": INFO, "b": plain}
    store.write(lambda unit: unit.tokens.forget(["a", "nothing"]))
    assert store.read(lambda unit: unit.tokens.infos()) == {"b": plain}
    assert list(store.read(lambda unit: unit.tokens.all())) == ["b"]


def test_a_servers_broken_text_does_no_harm(store: Database) -> None:
    info = TokenInfo(TokenKind.ADDON, "half \ud83d", ("\ud83d",), title="\ud83d!")
    store.write(lambda unit: unit.tokens.save_info("a", info))
    assert store.read(lambda unit: unit.tokens.infos())["a"].label == "half ?"
    assert store.read(lambda unit: unit.tokens.infos())["a"].title == "?!"
