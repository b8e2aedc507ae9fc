import pytest

from hipadmin.domain.errors import VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.vault.handed_vault import NOT_YET, HandedVault


def test_before_anything_came_every_token_is_on_its_way() -> None:
    vault = HandedVault()
    assert vault.holds("a", "keyring")
    assert vault.reason == NOT_YET
    with pytest.raises(VaultTrouble, match=NOT_YET):
        vault.get("a")


def test_it_holds_what_it_was_given_last() -> None:
    vault = HandedVault()
    vault.take({"a": Secret("1"), "b": None})
    assert (vault.get("a"), vault.get("b"), vault.reason) == (Secret("1"), None, "")
    assert vault.holds("a", "memory")
    assert not vault.holds("b", "keyring")  # there is none: not trouble
    vault.take({"b": Secret("2")}, "The keyring is locked.")
    assert vault.get("b") == Secret("2")
    with pytest.raises(VaultTrouble, match="locked"):
        vault.get("a")
    vault.close()
    assert vault.reason == NOT_YET


def test_it_keeps_none_of_its_own() -> None:
    vault = HandedVault()
    assert not vault.durable
    with pytest.raises(VaultTrouble, match="keeps none"):
        vault.put("a", Secret("x"))
    with pytest.raises(VaultTrouble, match="keeps none"):
        vault.remove("a")
