from hipadmin.domain.ports import Vault
from hipadmin.domain.token import Secret
from hipadmin.vault.session_vault import SessionVault


def test_keeps_and_forgets() -> None:
    vault: Vault = SessionVault("No keyring.")
    vault.put("a", Secret("one"))
    vault.put("b", Secret("two"))
    vault.put("a", Secret("three"))
    assert vault.get("a") == Secret("three")
    vault.remove("a")
    vault.remove("never there")
    assert vault.get("a") is None
    assert vault.get("b") == Secret("two")


def test_says_that_it_does_not_last_and_why() -> None:
    vault = SessionVault("No keyring.")
    assert (vault.name, vault.durable, vault.reason) == ("memory", False, "No keyring.")


def test_holds_only_what_this_run_was_given() -> None:
    vault = SessionVault("")
    vault.put("mine", Secret("x"))
    assert vault.holds("mine", "memory")
    assert not vault.holds("mine", "keyring")
    assert not vault.holds("of an earlier run", "memory")


def test_close_forgets() -> None:
    vault = SessionVault("")
    vault.put("a", Secret("x"))
    vault.close()
    assert vault.get("a") is None
