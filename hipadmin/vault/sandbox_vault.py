"""Tokens of the sandbox: known by name, so that yesterday's rows still work."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.token import Secret

REASON = "The sandbox keeps tokens for this run only; its own are known again next time."


class SandboxVault:
    """Keeps tokens in memory, away from the keyring.

    ``tokens`` are the sandbox's own by name ("room:1", "user", "admin"); it is looked into at each
    call, so a token made later counts. With ``file`` the vault remembers across runs which
    reference had which of them: by name, never a token. A token that is not the sandbox's own
    stays in memory.
    """

    name = "sandbox"
    durable = False

    def __init__(self, tokens: Mapping[str, Secret], file: Path | None = None) -> None:
        self.reason = REASON
        self._own = tokens
        self._file = file
        self._lock = Lock()
        self._foreign: dict[str, Secret] = {}
        self._seen: object = None
        self._names: dict[str, str] = {}

    def put(self, ref_id: str, token: Secret) -> None:
        """Keep ``token``. Raises VaultTrouble(REFUSED) if the file cannot be written."""
        with self._lock:
            name = next((n for n, own in self._own.items() if own == token), None)
            self._name(ref_id, name)
            self._foreign.pop(ref_id, None)
            if name is None:
                self._foreign[ref_id] = token

    def get(self, ref_id: str) -> Secret | None:
        """The token, or None if it is not there or the sandbox no longer has it."""
        with self._lock:
            return self._foreign.get(ref_id) or self._own.get(self._known().get(ref_id, ""))

    def remove(self, ref_id: str) -> None:
        """Forget it. Raises VaultTrouble(REFUSED) if the file cannot be written."""
        with self._lock:
            self._name(ref_id, None)
            self._foreign.pop(ref_id, None)

    def holds(self, ref_id: str, vault: str) -> bool:
        """Whether it is here: one pasted into an earlier run is not."""
        with self._lock:
            return vault == self.name and (ref_id in self._foreign or ref_id in self._known())

    def close(self) -> None:
        """Forget what is only in memory."""
        with self._lock:
            self._foreign.clear()

    def _name(self, ref_id: str, name: str | None) -> None:
        """Note that ``ref_id`` is the sandbox's own token ``name`` (None: it is not)."""
        names = self._known()
        if names.get(ref_id) == name:
            return
        names = {ref: known for ref, known in names.items() if ref != ref_id}
        if name is not None:
            names[ref_id] = name
        if self._file:
            _save(self._file, names)
        self._names = names

    def _known(self) -> dict[str, str]:
        """The names noted by now: another window or a command may have added to the file."""
        stamp = _stamp(self._file) if self._file else None
        if self._file and stamp != self._seen:
            self._names, self._seen = _load(self._file), stamp
        return self._names


def _stamp(file: Path) -> object:
    """What differs once the file has been replaced; None while there is none."""
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def _load(file: Path) -> dict[str, str]:
    """What an earlier run noted; a missing or damaged file only means that nothing is known."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    pairs = content.items() if isinstance(content, dict) else ()
    return {ref: name for ref, name in pairs if isinstance(name, str)}


def _save(file: Path, names: Mapping[str, str]) -> None:
    """Replace the file as a whole; readable by its owner only."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(names, out, indent=1, sort_keys=True)
                out.flush()
                os.fsync(out.fileno())
            Path(temporary).replace(file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        text = f"The sandbox could not note its tokens in {file}: {error.strerror}. Make room or"
        raise VaultTrouble(VaultFailure.REFUSED, f"{text} allow writing there.") from error
