from pathlib import Path

import pytest

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.services.files.replacing import UnwritableFile
from hipadmin.services.relay.service_unit import NAME
from hipadmin.services.relay.user_service import Means, ServiceState, ServiceTrouble, UserService
from tests.services.systemctl import calls, loginctl, systemctl

COMMAND = ("/opt/hip admin/bin/hipadmin", "relay", "--sealed")


class Seal:
    """Counts how often it was sealed, or is in trouble."""

    def __init__(self, trouble: str = "") -> None:
        self.count = 0
        self.in_use = False
        self._trouble = trouble

    def seal(self) -> None:
        if self._trouble:
            raise VaultTrouble(VaultFailure.GONE, self._trouble)
        self.count += 1
        self.in_use = True

    def forget(self) -> None:
        self.in_use = False


def service(folder: Path, seal: Seal, program: str = "") -> UserService:
    units = folder / "config" / "systemd" / "user"
    program = program or systemctl(folder)
    loginctl = str(folder / "loginctl")
    return UserService(Means(seal, COMMAND, units, NAME, "/etc/k 1%", program, loginctl))


def unit(folder: Path) -> Path:
    return folder / "config" / "systemd" / "user" / NAME


def test_it_is_sealed_written_and_started_and_taken_away_again(tmp_path: Path) -> None:
    seal = Seal()
    made = service(tmp_path, seal)
    assert made.state() == ServiceState()

    made.install()

    assert seal.count == 1
    text = unit(tmp_path).read_text()
    assert 'ExecStart="/opt/hip admin/bin/hipadmin" relay --sealed\n' in text
    assert "\nLoadCredential=vault.key:/etc/k 1%%\n" in text
    acts = ["daemon-reload", f"enable {NAME}", f"reset-failed {NAME}", f"restart {NAME}"]
    assert calls(tmp_path)[-4:] == [f"--user {act}" for act in acts]
    assert made.state() == ServiceState("", installed=True, active=True)
    assert seal.in_use
    made.remove()
    assert not seal.in_use
    assert f"--user disable --now {NAME}" in calls(tmp_path)
    assert made.state() == ServiceState()


def test_one_whose_unit_was_taken_away_by_hand_is_ended_all_the_same(tmp_path: Path) -> None:
    made = service(tmp_path, Seal())
    made.install()
    unit(tmp_path).unlink()

    made.remove()

    assert f"--user stop {NAME}" in calls(tmp_path)
    assert made.state() == ServiceState()
    made.remove()  # there is nothing any more
    assert calls(tmp_path).count(f"--user stop {NAME}") == 1


@pytest.mark.parametrize(("lingers", "ends"), [("no", True), ("yes", False), ("", False)])
def test_whether_it_ends_at_logout_is_known(tmp_path: Path, lingers: str, ends: bool) -> None:
    loginctl(tmp_path, lingers)

    assert service(tmp_path, Seal()).state().ends_at_logout is ends


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


@pytest.mark.parametrize("had", [True, False])
def test_a_copy_made_for_a_service_that_does_not_start_is_forgotten(
    tmp_path: Path, had: bool
) -> None:
    seal = Seal()
    seal.in_use = had
    made = service(tmp_path, seal)
    (tmp_path / "masked").touch()

    with pytest.raises(ServiceTrouble):
        made.install()
    assert seal.in_use is had


def test_what_systemd_says_is_said(tmp_path: Path) -> None:
    made = service(tmp_path, Seal())
    (tmp_path / "masked").touch()

    with pytest.raises(ServiceTrouble, match="Unit is masked"):
        made.install()
    assert made.state() == ServiceState()


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("Another program has port 8790.\n", "did not start: Another program has port 8790.$"),
        ("\n", f"restart {NAME}: Job for {NAME} failed"),
    ],
)
def test_a_relay_that_does_not_start_says_why_and_is_not_left_behind(
    tmp_path: Path, status: str, text: str
) -> None:
    made = service(tmp_path, Seal())
    (tmp_path / "status").write_text(status)

    with pytest.raises(ServiceTrouble, match=text):
        made.install()
    assert made.state() == ServiceState()
    assert not unit(tmp_path).exists()


def test_one_that_was_there_stays_when_it_does_not_start_anew(tmp_path: Path) -> None:
    made = service(tmp_path, Seal())
    made.install()
    (tmp_path / "status").write_text("Another program has port 8790.")

    with pytest.raises(ServiceTrouble, match="did not start"):
        made.install()
    assert made.state().installed


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
