import json
from pathlib import Path

import pytest

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.ports import Vault
from hipadmin.domain.token import Secret
from hipadmin.vault.sandbox_vault import SandboxVault

OWN = {"room:1": Secret("Room1Token"), "user": Secret("UserToken")}


def test_keeps_and_forgets_without_a_file() -> None:
    vault: Vault = SandboxVault(OWN)
    vault.put("a", Secret("Room1Token"))
    vault.put("b", Secret("pasted"))
    assert vault.get("a") == Secret("Room1Token")
    assert vault.get("b") == Secret("pasted")
    for ref in ("a", "b", "never there"):
        vault.remove(ref)
        assert vault.get(ref) is None
        assert not vault.holds(ref, "sandbox")


def test_its_own_tokens_are_known_in_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "made on demand" / "tokens.json"
    SandboxVault(OWN, file).put("a", Secret("Room1Token"))
    later = SandboxVault(OWN, file)
    assert later.holds("a", "sandbox")
    assert later.get("a") == Secret("Room1Token")


def test_the_next_run_gives_the_token_of_that_name_as_it_is_then(tmp_path: Path) -> None:
    SandboxVault(OWN, tmp_path / "f").put("a", Secret("UserToken"))
    later = SandboxVault({"user": Secret("NewUserToken")}, tmp_path / "f")
    assert later.get("a") == Secret("NewUserToken")
    assert SandboxVault({}, tmp_path / "f").get("a") is None


def test_what_another_window_notes_is_known_here_and_kept(tmp_path: Path) -> None:
    here, there = SandboxVault(OWN, tmp_path / "f"), SandboxVault(OWN, tmp_path / "f")
    assert not here.holds("a", "sandbox")
    there.put("a", Secret("UserToken"))
    assert here.holds("a", "sandbox")
    assert here.get("a") == Secret("UserToken")
    here.put("b", Secret("Room1Token"))
    assert SandboxVault(OWN, tmp_path / "f").holds("a", "sandbox")
    assert there.holds("b", "sandbox")


def test_a_pasted_token_stays_in_memory(tmp_path: Path) -> None:
    vault = SandboxVault(OWN, tmp_path / "f")
    vault.put("real", Secret("RealToken"))
    vault.put("own", Secret("UserToken"))
    assert vault.get("real") == Secret("RealToken")
    later = SandboxVault(OWN, tmp_path / "f")
    assert not later.holds("real", "sandbox")
    assert later.get("real") is None


def test_the_file_has_names_only_and_is_the_owners(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    vault = SandboxVault(OWN, file)
    vault.put("a", Secret("Room1Token"))
    vault.put("b", Secret("RealToken"))
    assert json.loads(file.read_text(encoding="utf-8")) == {"a": "room:1"}
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["tokens.json"]


def test_another_token_under_the_same_reference_replaces_it(tmp_path: Path) -> None:
    vault = SandboxVault(OWN, tmp_path / "f")
    vault.put("a", Secret("UserToken"))
    vault.put("a", Secret("pasted"))
    assert vault.get("a") == Secret("pasted")
    assert SandboxVault(OWN, tmp_path / "f").get("a") is None
    vault.put("a", Secret("Room1Token"))
    assert vault.get("a") == Secret("Room1Token")


def test_forgetting_is_remembered_too(tmp_path: Path) -> None:
    vault = SandboxVault(OWN, tmp_path / "f")
    vault.put("a", Secret("UserToken"))
    vault.remove("a")
    assert not SandboxVault(OWN, tmp_path / "f").holds("a", "sandbox")


def test_a_token_the_sandbox_makes_later_counts(tmp_path: Path) -> None:
    tokens = dict(OWN)
    vault = SandboxVault(tokens, tmp_path / "f")
    tokens["room:9"] = Secret("Room9Token")
    vault.put("a", Secret("Room9Token"))
    assert SandboxVault(tokens, tmp_path / "f").get("a") == Secret("Room9Token")


@pytest.mark.parametrize("damage", ["", "{", "[1]", "\xff", '{"a": 1}', "null"])
def test_a_damaged_file_only_means_that_nothing_is_known(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "tokens.json"
    file.write_text(damage, encoding="latin-1")
    vault = SandboxVault(OWN, file)
    assert vault.get("a") is None
    vault.put("a", Secret("UserToken"))
    assert SandboxVault(OWN, file).get("a") == Secret("UserToken")


def test_a_file_that_cannot_be_written_is_trouble_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "no directory").write_text("", encoding="utf-8")
    vault = SandboxVault(OWN, tmp_path / "no directory" / "f")
    with pytest.raises(VaultTrouble) as caught:
        vault.put("a", Secret("UserToken"))
    assert caught.value.failure is VaultFailure.REFUSED
    assert "UserToken" not in caught.value.text
    assert vault.get("a") is None


def test_a_write_that_fails_half_way_leaves_no_scraps(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    vault = SandboxVault(OWN, tmp_path / "f")
    with pytest.raises(VaultTrouble):
        vault.put("a", Secret("UserToken"))
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_references_to_other_vaults_are_not_here() -> None:
    vault = SandboxVault(OWN)
    vault.put("a", Secret("UserToken"))
    assert not vault.holds("a", "keyring")
    assert not vault.holds("b", "sandbox")


def test_close_keeps_what_it_noted(tmp_path: Path) -> None:
    vault = SandboxVault(OWN, tmp_path / "f")
    vault.put("a", Secret("UserToken"))
    vault.put("b", Secret("pasted"))
    vault.close()
    assert vault.get("b") is None
    assert SandboxVault(OWN, tmp_path / "f").holds("a", "sandbox")
