"""What is sealed for a service, and sealed again when tokens have changed."""

from pathlib import Path

import pytest

from hipadmin.domain.errors import VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.services.relay.handover import Handover
from hipadmin.services.relay.sealing import Sealed, Sealing
from hipadmin.vault.sealed_file import SealedFile


class Vault:
    """What relays need, as a test says; ``meanwhile`` is what is needed after the next look."""

    def __init__(self, **secrets: str | None) -> None:
        self.meanwhile: dict[str, Secret | None] | None = None
        self.trouble = ""
        self.asked = 0
        self.have(**secrets)

    def have(self, **secrets: str | None) -> None:
        self.secrets = {ref: Secret(s) if s else None for ref, s in secrets.items()}

    def wanted(self) -> frozenset[str]:
        return frozenset(self.secrets)

    def __call__(self) -> Handover:
        self.asked += 1
        given = Handover(self.secrets, self.trouble)
        if self.meanwhile is not None:
            self.secrets, self.meanwhile = self.meanwhile, None
        return given


@pytest.fixture
def file(tmp_path: Path) -> SealedFile:
    return SealedFile(tmp_path, "store", {})


def test_a_copy_of_what_there_is(file: SealedFile) -> None:
    vault = Vault(a="x", b=None)
    sealing = Sealing(vault, file)
    assert not sealing.in_use
    assert sealing.seal() == Sealed(1, 1)
    assert sealing.in_use
    vault.trouble = "The keyring is locked."
    with pytest.raises(VaultTrouble, match=r"^The keyring is locked\.$"):
        sealing.seal()
    assert file.read() == vault.secrets


def test_a_copy_that_nobody_reads_any_more_is_forgotten(file: SealedFile) -> None:
    Sealing(Vault(a="x"), file).seal()
    Sealing(Vault(), file, lambda: True).forget()
    assert file.exists()
    Sealing(Vault(), file).forget()
    Sealing(Vault(), file).forget()  # there is none any more
    assert not file.exists()


def test_what_nobody_sealed_is_not_sealed_by_itself(file: SealedFile) -> None:
    vault = Vault(a="x")
    assert Sealing(vault, file).renew() is None
    assert not file.exists()
    assert vault.asked == 0


def test_it_is_sealed_again_when_tokens_changed_and_only_then(file: SealedFile) -> None:
    vault = Vault(a="x")
    sealing = Sealing(vault, file)
    sealing.seal()
    assert sealing.renew() is None
    assert vault.asked == 1
    vault.have(b="y")
    assert sealing.renew() == Sealed(1, 0)
    assert file.read() == {"b": Secret("y")}
    assert sealing.renew() is None


def test_what_changes_while_it_is_sealed_is_sealed_too(file: SealedFile) -> None:
    vault = Vault(a="x")
    sealing = Sealing(vault, file)
    sealing.seal()
    vault.have(b="y")
    vault.meanwhile = {"c": Secret("z")}
    assert sealing.renew() == Sealed(1, 0)
    assert file.read() == {"c": Secret("z")}


def test_a_vault_without_them_takes_nothing_away(file: SealedFile) -> None:
    """A window without its keyring knows new tokens only."""
    Sealing(Vault(a="x", gone="old"), file).seal()
    assert Sealing(Vault(a=None, b="y", c=None), file).renew() == Sealed(2, 1)
    assert file.read() == {"a": Secret("x"), "b": Secret("y"), "c": None}


def test_trouble_says_what_the_service_has(file: SealedFile) -> None:
    vault = Vault(a="x")
    sealing = Sealing(vault, file)
    sealing.seal()
    vault.have(b="y")
    vault.trouble = "The keyring is locked."
    text = r"^The service still has the tokens from before\. The keyring is locked\.$"
    with pytest.raises(VaultTrouble, match=text):
        sealing.renew()
    assert file.read() == {"a": Secret("x")}


def test_a_damaged_copy_is_made_anew(file: SealedFile) -> None:
    sealing = Sealing(Vault(a="x"), file)
    sealing.seal()
    file.path.write_text("{")
    assert sealing.renew() == Sealed(1, 0)
    assert file.read() == {"a": Secret("x")}


class Restless(Vault):
    """Somebody enters another token each time it is asked."""

    def __call__(self) -> Handover:
        given = super().__call__()
        self.have(**{f"new{self.asked}": "y"})
        return given


def test_who_never_rests_is_not_followed_for_ever(file: SealedFile) -> None:
    vault = Restless(a="x")
    sealing = Sealing(vault, file)
    sealing.seal()
    assert sealing.renew() == Sealed(1, 0)
    assert vault.asked == 4
    assert file.read() == {"new3": Secret("y")}
