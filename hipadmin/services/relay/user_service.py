"""The relay as a service of this user, under systemd: installed, started, taken away again."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hipadmin.domain.errors import HipadminError
from hipadmin.services.files.replacing import UnwritableFile, replacing
from hipadmin.services.relay.service_unit import NAME, unit_text

CALL_S = 30.0
"""Seconds that systemd may take for one command."""


class ServiceTrouble(HipadminError):
    """The service could not be installed, started or removed; the text says why."""


@dataclass(frozen=True, slots=True)
class ServiceState:
    """How it stands: ``trouble`` says why there can be none here, "" if there can."""

    trouble: str = ""
    installed: bool = False
    active: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """What installing needs.

    ``seal`` fills the sealed file, which the service reads instead of a keyring; ``command`` is
    the relay's, its program first; ``folder`` where systemd looks for this user's units; ``name``
    the unit's.
    """

    seal: Callable[[], object]
    command: tuple[str, ...]
    folder: Path
    name: str = NAME
    systemctl: str = "systemctl"


class UserService:
    """The service. Every method blocks."""

    def __init__(self, means: Means) -> None:
        self._means = means

    @property
    def _file(self) -> Path:
        return self._means.folder / self._means.name

    def state(self) -> ServiceState:
        """How it stands now; raises nothing."""
        trouble = self._trouble()
        if trouble:
            return ServiceState(trouble)
        active = self._call("is-active", "--quiet", self._means.name).returncode == 0
        return ServiceState("", self._file.exists(), active)

    def _trouble(self) -> str:
        if shutil.which(self._means.systemctl) is None:
            return "This system has no systemd, so nothing can run in the background for you."
        # whether there is a manager for this user that answers, as in a container there is not
        if self._call("show", "--property=Version").returncode != 0:
            return "The systemd of this system does not run services for you."
        return ""

    def install(self) -> None:
        """Seal, write the unit, and have it run now and at each login.

        Raises ServiceTrouble, UnwritableFile, StoreTrouble, VaultTrouble.
        """
        trouble = self._trouble()
        if trouble:
            raise ServiceTrouble(trouble)
        self._means.seal()
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnwritableFile(self._file, error) from error
        with replacing(self._file) as file:
            file.write(unit_text(self._means.command).encode())
        self._do("daemon-reload")
        self._do("enable", "--now", self._means.name)

    def remove(self) -> None:
        """End it for good. Raises ServiceTrouble."""
        self._do("disable", "--now", self._means.name)
        self._file.unlink(missing_ok=True)
        self._do("daemon-reload")

    def _do(self, *words: str) -> None:
        done = self._call(*words)
        if done.returncode:
            said = done.stderr.strip() or f"it ended with {done.returncode}"
            raise ServiceTrouble(f"systemctl --user {' '.join(words)}: {said}")

    def _call(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [self._means.systemctl, "--user", *words]
        try:
            return subprocess.run(
                command, capture_output=True, text=True, timeout=CALL_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return subprocess.CompletedProcess(command, 1, "", str(error))
