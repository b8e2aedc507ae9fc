"""A file of secrets that only its key opens: AES-256-GCM, bound to one database."""

import base64
import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.recovery.private_file import write
from hipadmin.vault.sealing_key import key_file, load_key, make_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NAME = "vault.sealed"
NONCE_BYTES = 12
"""NIST SP 800-38D recommends 96 bits; each seal draws its own."""
_FORM = "hipadmin sealed vault 1"
SEAL = "Run “hipadmin vault seal” where the keyring is."


class SealedFile:
    """The file in ``folder`` that belongs to the database ``store_id``. Raises VaultTrouble."""

    def __init__(self, folder: Path, store_id: str, environment: Mapping[str, str]) -> None:
        self.path = folder / NAME
        self.key_path = key_file(folder, environment)
        self._environment = environment
        self._bound = f"{_FORM} {store_id}".encode()

    def exists(self) -> bool:
        """Whether somebody sealed something here."""
        return self.path.exists()

    def stamp(self) -> object:
        """What differs once the file was replaced; None while there is none."""
        try:
            facts = self.path.stat()
        except OSError:
            return None
        return facts.st_ino, facts.st_mtime_ns, facts.st_size

    def write(self, given: Mapping[str, Secret | None]) -> None:
        """Replace the file as a whole; makes the key if there is none."""
        make_key(self.key_path)
        cipher = self._cipher()
        plain = {ref: None if s is None else s.reveal() for ref, s in given.items()}
        nonce = os.urandom(NONCE_BYTES)
        sealed = cipher.encrypt(nonce, json.dumps(plain).encode(), self._bound)
        whole = {"form": _FORM, "sealed": base64.b64encode(nonce + sealed).decode()}
        try:
            with _alone(self.path.parent):
                write(self.path, json.dumps(whole) + "\n")
        except OSError as error:
            raise _trouble(f"{self.path} cannot be written: {error.strerror}.") from error

    def read(self) -> Mapping[str, Secret | None]:
        """What was sealed."""
        try:
            whole = json.loads(self.path.read_bytes())
            data = base64.b64decode(whole["sealed"], validate=True)
        except FileNotFoundError:
            raise _trouble(f"Nothing has been sealed yet. {SEAL}") from None
        except OSError as error:
            raise _trouble(f"{self.path} cannot be read: {error.strerror}.") from error
        except (ValueError, KeyError, TypeError):
            raise _trouble(f"{self.path} is damaged. {SEAL}") from None
        cipher = self._cipher()
        from cryptography.exceptions import InvalidTag

        try:
            plain = cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], self._bound)
        except (InvalidTag, ValueError):
            text = f"{self.path} was sealed with another key or for another database. {SEAL}"
            raise _trouble(text) from None
        return {ref: None if s is None else Secret(s) for ref, s in json.loads(plain).items()}

    def remove(self) -> None:
        """Take the file away; the key stays, which opens nothing then."""
        try:
            with _alone(self.path.parent):
                self.path.unlink(missing_ok=True)
        except OSError as error:
            raise _trouble(f"{self.path} cannot be removed: {error.strerror}.") from error

    def _cipher(self) -> "AESGCM":
        # a window asks whether there is a file, and mostly there is none
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(load_key(self.key_path, self._environment))


def sealed_file(folder: Path, store_id: str) -> SealedFile:
    """The one that this process would use."""
    return SealedFile(folder, store_id, os.environ)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time: windows and commands seal by themselves when tokens change."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _trouble(text: str) -> VaultTrouble:
    return VaultTrouble(VaultFailure.REFUSED, text)
