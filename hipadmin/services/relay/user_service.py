"""The relay as a service of this user, under systemd: installed, started, taken away again."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hipadmin.domain.errors import HipadminError
from hipadmin.services.files.replacing import UnwritableFile, replacing
from hipadmin.services.relay.service_unit import NAME, unit_text

CALL_S = 100.0
"""Seconds that systemd may take for one command; it gives a start up after 90 itself."""


class ServiceTrouble(HipadminError):
    """The service could not be installed, started or removed; the text says why."""


@dataclass(frozen=True, slots=True)
class ServiceState:
    """How it stands: ``trouble`` says why there can be none here, "" if there can.

    ``ends_at_logout``: systemd is known to end it when this user has logged out everywhere.
    """

    trouble: str = ""
    installed: bool = False
    active: bool = False
    ends_at_logout: bool = False


class SealedCopy(Protocol):
    """The secrets that the service reads instead of asking a keyring; see `Sealing`."""

    @property
    def in_use(self) -> bool:
        """Whether there is one."""

    def seal(self) -> object:
        """Make it anew."""

    def forget(self) -> None:
        """Take it away, unless another relay may read it."""


@dataclass(frozen=True, slots=True)
class Means:
    """What installing needs.

    ``copy`` is what the service reads instead of a keyring; ``command`` is the relay's, its program
    first; ``folder`` where systemd looks for this user's units; ``name`` the unit's; ``key_file``
    where the key of the copy is kept, if not beside it.
    """

    copy: SealedCopy
    command: tuple[str, ...]
    folder: Path
    name: str = NAME
    key_file: str = ""
    systemctl: str = "systemctl"
    loginctl: str = "loginctl"


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
        active = self._ask("is-active", "--quiet", self._means.name).returncode == 0
        return ServiceState("", self._file.exists(), active, self._ends_at_logout())

    def _trouble(self) -> str:
        if shutil.which(self._means.systemctl) is None:
            return "This system has no systemd, so nothing can run in the background for you."
        # whether there is a manager for this user that answers, as in a container there is not
        if self._ask("show", "--property=Version").returncode != 0:
            return "The systemd of this system does not run services for you."
        return ""

    def _ends_at_logout(self) -> bool:
        asked = (self._means.loginctl, "show-user", str(os.getuid()), "--property=Linger")
        return _call(asked).stdout.strip() == "Linger=no"

    def install(self) -> None:
        """Seal, write the unit, and have it run now and at each login.

        It takes events in when this returns. One that ran already runs anew, by the new unit; one
        that does not start is not left behind, unless it was there before.
        Raises ServiceTrouble, UnwritableFile, StoreTrouble, VaultTrouble.
        """
        trouble = self._trouble()
        if trouble:
            raise ServiceTrouble(trouble)
        had_copy, had_unit = self._means.copy.in_use, self._file.exists()
        self._means.copy.seal()
        self._write()
        try:
            self._start()
        except ServiceTrouble:
            if not had_unit:
                with contextlib.suppress(HipadminError):
                    self._take_away()
                    if not had_copy:
                        self._means.copy.forget()
            raise

    def _write(self) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnwritableFile(self._file, error) from error
        with replacing(self._file) as file:
            file.write(unit_text(self._means.command, self._means.key_file).encode())

    def _start(self) -> None:
        name = self._means.name
        self._do("daemon-reload")
        self._do("enable", name)
        # it may have been given up before; where it is not known this fails
        self._ask("reset-failed", name)
        try:
            self._do("restart", name)
        except ServiceTrouble as error:
            said = self._ask("show", "--property=StatusText", "--value", name).stdout.strip()
            raise ServiceTrouble(
                f"The service did not start: {said}" if said else error.text
            ) from error

    def remove(self) -> None:
        """End it for good, also where its unit was taken away by hand, and forget its copy.

        Raises ServiceTrouble, StoreTrouble, VaultTrouble.
        """
        self._take_away()
        self._means.copy.forget()

    def _take_away(self) -> None:
        name = self._means.name
        if self._file.exists():
            self._do("disable", "--now", name)
            self._file.unlink(missing_ok=True)
        elif self._ask("is-active", "--quiet", name).returncode == 0:
            self._do("stop", name)
        self._do("daemon-reload")
        self._ask("reset-failed", name)

    def _do(self, *words: str) -> None:
        done = self._ask(*words)
        if done.returncode:
            said = done.stderr.strip() or f"it ended with {done.returncode}"
            raise ServiceTrouble(f"systemctl --user {' '.join(words)}: {said}")

    def _ask(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return _call((self._means.systemctl, "--user", *words))


def _call(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=CALL_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))
