import sys

import pytest

from hipadmin.domain.token import Secret
from hipadmin.vault.deferred import DeferredVault, VaultFacts, look_in_child
from hipadmin.vault.session_vault import SessionVault


class Counting:
    def __init__(self) -> None:
        self.chosen = 0
        self.looked = 0

    def choose(self) -> SessionVault:
        self.chosen += 1
        return SessionVault("chosen")

    def look(self) -> VaultFacts:
        self.looked += 1
        return VaultFacts("keyring", True, "")


def test_it_tells_of_itself_without_being_chosen() -> None:
    counting = Counting()
    vault = DeferredVault(counting.choose, counting.look)
    assert (vault.name, vault.durable, vault.reason) == ("keyring", True, "")
    assert vault.holds("ref", "keyring")
    assert not vault.holds("ref", "memory")
    assert (counting.chosen, counting.looked) == (0, 1)
    vault.close()


def test_a_token_chooses_once_and_the_choice_speaks_from_then_on() -> None:
    counting = Counting()
    vault = DeferredVault(counting.choose, counting.look)
    vault.put("ref", Secret("Abc"))
    assert vault.get("ref") == Secret("Abc")
    assert (vault.name, vault.durable, vault.reason) == ("memory", False, "chosen")
    assert vault.holds("ref", "memory")
    vault.remove("ref")
    assert vault.get("ref") is None
    assert (counting.chosen, counting.looked) == (1, 0)
    vault.close()


def test_without_a_look_the_choice_is_asked() -> None:
    counting = Counting()
    vault = DeferredVault(counting.choose)
    assert vault.holds("ref", "keyring")
    assert vault.name == "memory"
    assert counting.chosen == 1


def test_a_look_that_finds_no_keyring_holds_nothing() -> None:
    vault = DeferredVault(Counting().choose, lambda: VaultFacts("memory", False, "none"))
    assert vault.reason == "none"
    assert not vault.holds("ref", "keyring")


@pytest.mark.parametrize("said", ["", "nonsense", "{}", "[1]"])
def test_a_child_that_does_not_say(said: str) -> None:
    assert look_in_child([sys.executable, "-c", f"print({said!r})"]) is None
    assert look_in_child(["/nowhere/at/all"]) is None


def test_the_real_child_tells_which_vault_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    facts = look_in_child([sys.executable, "-m", "hipadmin.vault", "store"])
    assert facts is not None
    assert (facts.name, facts.durable) == ("memory", False)
    assert "PYTHON_KEYRING_BACKEND" in facts.reason
