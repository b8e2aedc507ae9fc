"""The key that seals secrets for a service: from systemd, or a file for one user alone."""

import base64
import binascii
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.recovery.private_file import write

NAME = "vault.key"
"""The file in the data directory, and the credential that systemd is to load."""
VARIABLE = "HIPADMIN_VAULT_KEY_FILE"
"""Names a key file elsewhere, so that a copy of the data directory opens nothing."""
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts credentials: systemd.exec(5), LoadCredential=."""
KEY_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def key_file(folder: Path, environment: Mapping[str, str]) -> Path:
    """Where the key is: systemd's credential, the file the environment names, or in ``folder``."""
    given = environment.get(CREDENTIALS)
    if given and (Path(given) / NAME).exists():
        return Path(given) / NAME
    return Path(named_key_file(environment) or folder / NAME)


def named_key_file(environment: Mapping[str, str]) -> str:
    """The whole path of the file that the environment names; "" if it names none."""
    given = environment.get(VARIABLE)
    return str(Path(given).expanduser().absolute()) if given else ""


def load_key(path: Path, environment: Mapping[str, str]) -> bytes:
    """The key in ``path``. Raises VaultTrouble, also when others may read the file."""
    try:
        text = path.read_text(encoding="ascii")
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "") or "it is no key"
        raise _refused(f"The key file {path} cannot be read: {reason}.") from error
    # systemd keeps credentials from others in its own way
    if str(path.parent) != environment.get(CREDENTIALS) and mode & _OTHERS and os.name == "posix":
        raise _refused(f"Others may read the key file {path}. Run chmod 600 on it.")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise _refused(f"The key file {path} holds no key. Seal the vault anew.")
    return key


def make_key(path: Path) -> None:
    """Write a new key for the user alone, unless there is one. Raises VaultTrouble."""
    if path.exists():
        return
    try:
        write(path, base64.b64encode(os.urandom(KEY_BYTES)).decode() + "\n")
    except OSError as error:
        raise _refused(f"The key file {path} cannot be written: {error.strerror}.") from error


def _refused(text: str) -> VaultTrouble:
    return VaultTrouble(VaultFailure.REFUSED, text)
