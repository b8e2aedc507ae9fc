"""choose_vault in a process of its own: keyring remembers its backend for as long as one lives."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import secretstorage

from hipadmin.vault import choose
from tests.secret_service import SecretService, running_service

PROGRAM = """
import gc, json, sys
from hipadmin.domain.errors import VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.vault.choose import choose_vault

early = "keyring" in sys.modules
vault = choose_vault("store", patience=float(sys.argv[1]))
told = {"name": vault.name, "durable": vault.durable, "reason": vault.reason, "early": early}
if len(sys.argv) > 2:
    try:
        vault.put("a", Secret(sys.argv[2]))
        told["kept"] = vault.get("a") == Secret(sys.argv[2])
    except VaultTrouble as trouble:
        told["failure"] = trouble.failure
    told["later"] = vault.reason
    vault.close()
print(json.dumps(told))
gc.collect()
"""

FOUND = """
import keyring, hipadmin.vault.secret_service
keyring.get_keyring()
"""

BACKENDS = """
from threading import Event

from keyring.backend import KeyringBackend
from keyring.backends.SecretService import Keyring
from keyring.compat.properties import classproperty
from keyring.errors import KeyringLocked


class PlaintextKeyring(KeyringBackend):
    priority = 5
    kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


class Good(PlaintextKeyring):
    kept = {}


class Meek(Good):
    priority = 0.5


class Swallowing(Good):
    def set_password(self, service, username, password):
        pass


class Refusing(Good):
    def set_password(self, service, username, password):
        raise RuntimeError(password)


class Locked(Good):
    def set_password(self, service, username, password):
        raise KeyringLocked("locked")


class Hanging(Good):
    def __init__(self):
        Event().wait()


class Late(Keyring):
    # as its parent is when the bus takes more than a second

    @classproperty
    def priority(cls):
        raise TimeoutError
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What the child said of the vault it chose."""

    name: str
    durable: bool
    reason: str
    early: bool
    kept: bool = False
    failure: str = ""
    later: str = ""


def _choose(
    env: Mapping[str, str], *token: str, patience: float = 60.0, before: str = "", **more: str
) -> Told:
    """Run the child; ends in TimeoutExpired long before its own patience does."""
    command = [
        sys.executable,
        "-W",
        "error",
        "-X",
        "faulthandler",
        "-c",
        before + PROGRAM,
        str(patience),
        *token,
    ]
    root = str(Path(choose.__file__).parents[2])
    env = {**env, **more, "PYTHONPATH": os.pathsep.join([root, more.get("PYTHONPATH", "")])}
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=30, check=False, cwd=env["HOME"]
    )
    # a socket left open would be named here
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return Told(**json.loads(done.stdout))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SecretService]:
    with running_service(tmp_path / "session") as service:
        yield service


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """A session without D-Bus."""
    return SecretService(tmp_path, tmp_path).env


@pytest.fixture
def backends(tmp_path: Path) -> str:
    (tmp_path / "backends.py").write_text(BACKENDS, encoding="utf-8")
    return str(tmp_path)


def test_a_running_keyring_is_chosen_and_keeps_tokens(service: SecretService) -> None:
    told = _choose(service.env, "token")
    assert told == Told("keyring", durable=True, reason="", early=False, kept=True)


def test_trying_it_leaves_nothing_behind(service: SecretService) -> None:
    _choose(service.env)
    with closing(service.connection()) as bus:
        assert list(secretstorage.get_default_collection(bus).get_all_items()) == []


def test_a_locked_keyring_is_chosen_and_says_so(service: SecretService) -> None:
    service.lock()
    told = _choose(service.env, "token")
    assert (told.name, told.durable, told.reason) == ("keyring", True, choose.LOCKED)
    assert told.failure in {"locked", "dismissed"}
    assert "locked" in told.later


def test_a_keyring_without_any_collection_is_like_a_locked_one(service: SecretService) -> None:
    service.end_daemon()
    for file in (service.home / "data_home" / "keyrings").iterdir():
        file.unlink()
    service.start_daemon(password=None)
    assert _choose(service.env).reason == choose.LOCKED


def test_a_keyring_that_does_not_answer_in_time_is_chosen_and_says_so(
    service: SecretService,
) -> None:
    os.kill(service.daemon_pid, signal.SIGSTOP)
    told = _choose(service.env, patience=2.0, before=FOUND)  # the time is for its answer alone
    assert (told.name, told.durable, told.reason) == ("keyring", True, choose.SLOW)


def test_of_a_chain_the_best_is_chosen(service: SecretService) -> None:
    chain = "keyring.backends.chainer.ChainerBackend"
    told = _choose(service.env, "token", PYTHON_KEYRING_BACKEND=chain)
    assert (told.name, told.kept) == ("keyring", True)


def _session(told: Told, reason: str) -> None:
    assert told == Told("memory", durable=False, reason=reason, early=False)


def test_without_any_bus_tokens_are_kept_for_this_run(bare: dict[str, str]) -> None:
    told = _choose(bare, "token")
    assert (told.name, told.durable, told.kept) == ("memory", False, True)
    assert told.reason == choose.NO_KEYRING


def test_a_bus_without_a_keyring(tmp_path: Path) -> None:
    with running_service(tmp_path / "session", daemon=False) as service:
        _session(_choose(service.env), choose.NO_KEYRING)


def test_a_bus_that_is_gone(service: SecretService) -> None:
    service.end_bus()
    _session(_choose(service.env), choose.NO_KEYRING)


def test_a_bus_that_never_answers(bare: dict[str, str], tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / "mute"))
        mute.listen()
        address = f"unix:path={tmp_path / 'mute'}"
        told = _choose(bare, DBUS_SESSION_BUS_ADDRESS=address, patience=1.5)
        _session(told, choose.NO_ANSWER)


@pytest.mark.slow
@pytest.mark.parametrize("wish", ["", "keyring.backends.SecretService.Keyring"])
def test_a_bus_that_takes_its_time(service: SecretService, wish: str) -> None:
    # keyring gives it a second for each look: with a wish it ends in an error, else in nothing
    named = {"PYTHON_KEYRING_BACKEND": wish} if wish else {}
    with service.busy_bus(6.0):
        told = _choose(service.env, "token", **named)
    assert (told.name, told.kept, told.reason) == ("keyring", True, "")


def test_what_keyring_had_no_time_for_is_looked_for_again(
    service: SecretService, backends: str
) -> None:
    late = {"PYTHON_KEYRING_BACKEND": "backends.Late", "PYTHONPATH": backends}
    told = _choose(service.env, "token", **late)
    assert (told.name, told.kept, told.reason) == ("keyring", True, "")


def test_a_system_that_has_no_secret_service(service: SecretService, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    missing.mkdir()
    (missing / "secretstorage.py").write_text("raise ImportError", encoding="utf-8")
    _session(_choose(service.env, PYTHONPATH=str(missing)), choose.NO_KEYRING)


def test_who_wishes_for_none_gets_none(service: SecretService) -> None:
    told = _choose(service.env, PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    _session(told, choose.NO_KEYRING)


def test_the_null_backend_is_refused_by_environment(service: SecretService) -> None:
    told = _choose(service.env, PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring")
    _session(told, choose.SWITCHED_OFF)


def test_the_null_backend_is_refused_by_settings_file(service: SecretService) -> None:
    settings = service.home / "config_home" / "python_keyring" / "keyringrc.cfg"
    settings.parent.mkdir()
    settings.write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n", "utf-8")
    _session(_choose(service.env), choose.SWITCHED_OFF)


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        ("keyring.backends.fail.Keyring", choose.NO_KEYRING),
        ("keyring.backends.chainer.ChainerBackend", choose.NO_KEYRING),
        ("keyring.backends.SecretService.Keyring", choose.NOT_LOADED),
        ("no.such.module.Keyring", choose.NOT_LOADED),
        ("", choose.NOT_LOADED),
        ("backends.PlaintextKeyring", choose.PLAIN_TEXT),
        ("backends.Meek", choose.NOT_RECOMMENDED),
        ("backends.Swallowing", choose.SWALLOWS),
        ("backends.Refusing", choose.SWALLOWS),
    ],
)
def test_what_cannot_be_trusted_is_refused_in_words(
    bare: dict[str, str], backends: str, backend: str, reason: str
) -> None:
    told = _choose(bare, PYTHON_KEYRING_BACKEND=backend, PYTHONPATH=backends)
    _session(told, reason)


def test_a_trusted_backend_of_somebody_else_is_chosen(bare: dict[str, str], backends: str) -> None:
    told = _choose(bare, "token", PYTHON_KEYRING_BACKEND="backends.Good", PYTHONPATH=backends)
    assert (told.name, told.kept, told.reason) == ("keyring", True, "")


def test_a_backend_that_is_locked_is_chosen_and_says_so(
    bare: dict[str, str], backends: str
) -> None:
    told = _choose(bare, PYTHONPATH=backends, PYTHON_KEYRING_BACKEND="backends.Locked")
    assert (told.name, told.reason) == ("keyring", choose.LOCKED)


def test_a_backend_that_never_finishes_loading(bare: dict[str, str], backends: str) -> None:
    hanging = {"PYTHONPATH": backends, "PYTHON_KEYRING_BACKEND": "backends.Hanging"}
    _session(_choose(bare, patience=0.5, **hanging), choose.NO_ANSWER)
