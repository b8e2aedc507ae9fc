from pathlib import Path

import pytest

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.services.files.replacing import UnwritableFile
from hipadmin.services.relay.service_unit import NAME
from hipadmin.services.relay.user_service import Means, ServiceState, ServiceTrouble, UserService
from tests.services.systemctl import calls, systemctl

COMMAND = ("/opt/hip admin/bin/hipadmin", "relay", "--sealed")


class Seal:
    """Counts how often it was sealed, or is in trouble."""

    def __init__(self, trouble: str = "") -> None:
        self.count = 0
        self._trouble = trouble

    def __call__(self) -> None:
        if self._trouble:
            raise VaultTrouble(VaultFailure.GONE, self._trouble)
        self.count += 1


def service(folder: Path, seal: Seal, program: str = "") -> UserService:
    units = folder / "config" / "systemd" / "user"
    return UserService(Means(seal, COMMAND, units, NAME, program or systemctl(folder)))


def unit(folder: Path) -> Path:
    return folder / "config" / "systemd" / "user" / NAME


def test_it_is_sealed_written_and_started_and_taken_away_again(tmp_path: Path) -> None:
    seal = Seal()
    made = service(tmp_path, seal)
    assert made.state() == ServiceState()

    made.install()

    assert seal.count == 1
    assert 'ExecStart="/opt/hip admin/bin/hipadmin" relay --sealed' in unit(tmp_path).read_text()
    assert made.state() == ServiceState("", installed=True, active=True)
    assert f"--user enable --now {NAME}" in calls(tmp_path)
    made.remove()
    assert made.state() == ServiceState()
    assert calls(tmp_path)[-3:-1] == ["--user daemon-reload", "--user show --property=Version"]


@pytest.mark.parametrize("answers", [False, None])
def test_without_systemd_nothing_is_offered_or_done(tmp_path: Path, answers: bool | None) -> None:
    program = "no-such-systemctl" if answers is None else systemctl(tmp_path, answers=False)
    seal = Seal()
    made = service(tmp_path, seal, program)

    assert "systemd" in made.state().trouble
    with pytest.raises(ServiceTrouble, match="systemd"):
        made.install()
    assert seal.count == 0
    assert not unit(tmp_path).exists()


def test_what_cannot_be_sealed_is_not_installed(tmp_path: Path) -> None:
    made = service(tmp_path, Seal("The keyring is locked."))

    with pytest.raises(VaultTrouble, match="locked"):
        made.install()
    assert not unit(tmp_path).exists()


def test_what_systemd_says_is_said(tmp_path: Path) -> None:
    made = service(tmp_path, Seal())
    (tmp_path / "broken").touch()

    with pytest.raises(ServiceTrouble, match="Unit is masked"):
        made.install()
    assert made.state() == ServiceState("", installed=True, active=False)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("")
    made = service(tmp_path, Seal())

    with pytest.raises(UnwritableFile):
        made.install()


def test_a_systemctl_that_does_not_run_is_said(tmp_path: Path) -> None:
    program = Path(systemctl(tmp_path))
    program.write_text("#!/no/such/shell\n")
    made = service(tmp_path, Seal(), str(program))

    assert made.state().trouble == "The systemd of this system does not run services for you."
    with pytest.raises(ServiceTrouble, match="No such file"):
        made.remove()
