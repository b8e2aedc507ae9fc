import base64
import json
from pathlib import Path

import pytest

from hipadmin.domain.errors import VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.vault.sealed_file import SealedFile
from hipadmin.vault.sealed_vault import SealedVault

CANARY = "CanaryTokenAbcdefghij0123456789KLMNOPQRS"
GIVEN = {"a": Secret(CANARY), "b": None}


def file(folder: Path, store: str = "store", **environment: str) -> SealedFile:
    return SealedFile(folder, store, environment)


def test_what_was_sealed_is_read_and_only_the_key_opens_it(tmp_path: Path) -> None:
    sealed = file(tmp_path)
    assert not sealed.exists()
    sealed.write(GIVEN)
    assert sealed.exists()
    assert sealed.read() == GIVEN
    first = sealed.path.read_text()
    assert CANARY not in first + sealed.key_path.read_text()
    assert {path.stat().st_mode & 0o777 for path in (sealed.path, sealed.key_path)} == {0o600}
    sealed.write(GIVEN)
    assert sealed.path.read_text() != first  # the same key, another nonce
    assert sealed.read() == GIVEN


def test_it_belongs_to_one_database(tmp_path: Path) -> None:
    file(tmp_path).write(GIVEN)
    with pytest.raises(VaultTrouble, match="another database"):
        file(tmp_path, "other").read()


def test_another_key_or_a_changed_byte_opens_nothing(tmp_path: Path) -> None:
    sealed = file(tmp_path)
    sealed.write(GIVEN)
    whole = json.loads(sealed.path.read_text())
    data = bytearray(base64.b64decode(whole["sealed"]))
    data[-1] ^= 1
    sealed.path.write_text(json.dumps({**whole, "sealed": base64.b64encode(data).decode()}))
    with pytest.raises(VaultTrouble, match="another key"):
        sealed.read()
    sealed.write(GIVEN)
    sealed.key_path.unlink()
    with pytest.raises(VaultTrouble, match=r"vault\.key cannot be read: No such file"):
        sealed.read()
    sealed.key_path.write_text("short")
    sealed.key_path.chmod(0o600)
    with pytest.raises(VaultTrouble, match="holds no key"):
        sealed.read()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"sealed": 1}', '{"sealed": "%"}', "\xff"])
def test_a_damaged_file_is_told(tmp_path: Path, text: str) -> None:
    sealed = file(tmp_path)
    sealed.write(GIVEN)
    sealed.path.write_bytes(text.encode("latin-1"))
    with pytest.raises(VaultTrouble, match="is damaged"):
        sealed.read()


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    sealed = file(tmp_path)
    sealed.write(GIVEN)
    sealed.key_path.chmod(0o640)
    with pytest.raises(VaultTrouble, match="chmod 600"):
        sealed.read()


def test_where_the_key_is(tmp_path: Path) -> None:
    """systemd's credential first, then the file that is named, then beside the copy."""
    elsewhere, credentials = tmp_path / "elsewhere" / "key", tmp_path / "credentials"
    named = {"HIPADMIN_VAULT_KEY_FILE": str(elsewhere)}
    file(tmp_path, **named).write(GIVEN)
    assert elsewhere.exists()
    assert not (tmp_path / "vault.key").exists()
    assert file(tmp_path, **named, CREDENTIALS_DIRECTORY=str(credentials)).read() == GIVEN
    credentials.mkdir()
    (credentials / "vault.key").write_bytes(elsewhere.read_bytes())
    (credentials / "vault.key").chmod(0o440)  # as systemd has it
    assert file(tmp_path, CREDENTIALS_DIRECTORY=str(credentials)).read() == GIVEN


def test_what_cannot_be_removed_is_said(tmp_path: Path) -> None:
    sealed = file(tmp_path)
    sealed.path.mkdir()
    with pytest.raises(VaultTrouble, match=r"vault\.sealed cannot be removed: "):
        sealed.remove()


def test_what_cannot_be_written_leaves_the_old(tmp_path: Path) -> None:
    sealed = file(tmp_path)
    sealed.write(GIVEN)
    (tmp_path / ".vault.sealed.part").mkdir()  # where the new one is prepared
    with pytest.raises(VaultTrouble, match="cannot be written"):
        sealed.write({})
    assert sealed.read() == GIVEN
    blocked = file(tmp_path, HIPADMIN_VAULT_KEY_FILE=str(sealed.path / "key"))
    with pytest.raises(VaultTrouble, match="key cannot be written"):
        blocked.write({})


def test_the_vault_follows_the_file(tmp_path: Path) -> None:
    sealed = file(tmp_path)
    vault = SealedVault(sealed)
    assert "Nothing has been sealed yet" in vault.reason
    sealed.write(GIVEN)
    assert (vault.reason, vault.get("a"), vault.get("b")) == ("", Secret(CANARY), None)
    assert not vault.holds("b", "keyring")
    assert vault.holds("c", "keyring")
    with pytest.raises(VaultTrouble, match="vault seal"):
        vault.get("c")
    sealed.write({"c": Secret("new")})
    assert vault.get("c") == Secret("new")
    assert vault.durable
