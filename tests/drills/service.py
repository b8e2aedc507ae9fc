"""`python -m tests.drills.service` has a real systemd keep a relay up, as an administrator would.

The service is installed as the window installs it, with tokens in a real keyring, over the sandbox.
It is killed, stopped, started with the keyring gone and the port taken, given a new unit and a key
from elsewhere, robbed of its unit, and removed; its user logs out and in again. Exit code 1 if a
promise does not hold.

Everything is in namespaces of its own, for which it must be root and may mount: it is no test.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import requests

from hipadmin.app import open_profile
from hipadmin.domain.token import Secret
from hipadmin.profiles import Profile
from hipadmin.services.relay.settings import Place
from hipadmin.services.relay.user_service import ServiceTrouble, UserService
from hipadmin.services.session import Session
from tests.drills.user_manager import PROGRAMS, UserManager, inside, run_inside, user_manager
from tests.relay.children import until
from tests.secret_service import SecretService, running_service

STOP_S, BACK_S = 2.0, 20.0
"""Seconds it may take to end, and to be back after it was killed."""
INSTALL = "install-only"
PROGRAM = (sys.executable, "-m", "hipadmin")


class Ground:
    """What the drill works on."""

    def __init__(
        self, manager: UserManager, keyring: SecretService, session: Session, box: dict[str, object]
    ) -> None:
        self.manager = manager
        self.keyring = keyring
        self.session = session
        self.box = box
        self.url = session.services.relay_settings.place().url
        self.key = self._key()

    def service(self) -> UserService:
        """The one that the window would install."""
        assert self.session.background is not None
        return self.session.background()

    @property
    def unit(self) -> str:
        return self.service()._means.name

    @property
    def file(self) -> Path:
        return self.service()._file

    @property
    def pid(self) -> int:
        return int(self.manager.fact(self.unit, "MainPID"))

    def health(self) -> dict[str, object]:
        answer: dict[str, object] = requests.get(f"{self.url}/healthz", timeout=20).json()
        return answer

    def delivers(self, title: str) -> bool:
        """Whether a message about an event called so arrives."""
        door = f"{self.url}/v1/subscriptions/{self._subscription}/events"
        headers = {"Authorization": f"Bearer {self.key.reveal()}"}
        requests.post(door, json={"title": title}, headers=headers, timeout=20).raise_for_status()
        until(lambda: title in self._history())
        return True

    def _history(self) -> str:
        token, room = self.box["admin"], self.box["room"]
        url = f"{self.box['url']}/room/{room}/history/latest?auth_token={token}"
        return requests.get(url, timeout=20).text

    def _key(self) -> Secret:
        services = self.session.services
        (found,) = services.store.read(lambda unit: unit.subscriptions.all())
        self._subscription = found.id
        key = services.intake_keys.reveal(services.intake_keys.ensure(found.id).ref_id)
        assert key is not None
        return key


def installed(place: Ground) -> str:
    """Once it is installed it takes events in, runs at each login, and delivers."""
    place.service().install()
    state = place.service().state()
    assert state.installed
    assert state.active
    assert place.health()["secrets"] == "ok"
    assert place.manager.systemctl("is-enabled", place.unit) == "enabled"
    assert place.delivers("the first")
    return place.manager.fact(place.unit, "StatusText")


def killed(place: Ground) -> str:
    """Killed with SIGKILL it comes back by itself and delivers."""
    began, before = time.monotonic(), place.pid
    assert before
    os.kill(before, 9)
    until(lambda: place.pid not in (0, before) and place.service().state().active)
    took = time.monotonic() - began
    assert took < BACK_S
    assert place.delivers("after the kill")
    return f"back after {took:.1f} s"


def stopped(place: Ground) -> str:
    """It stops in time though a client is idle, and counts as stopped, not as failed."""
    host = place.session.services.relay_settings.place()
    with socket.create_connection((host.address, host.port)):
        began = time.monotonic()
        place.manager.systemctl("stop", place.unit)
        took = time.monotonic() - began
    assert took < STOP_S, f"{took:.1f} s"
    assert place.manager.systemctl("is-active", place.unit) == "inactive"
    assert not place.service().state().active
    return f"{took:.1f} s"


def without_keyring(place: Ground) -> str:
    """At boot no keyring is open: the sealed copy will do."""
    place.keyring.end_daemon()
    place.manager.systemctl("start", place.unit)
    assert place.health()["secrets"] == "ok"
    assert place.delivers("without a keyring")
    place.keyring.start_daemon()
    return "delivered"


def anew(place: Ground) -> str:
    """Installed again, as after an upgrade, it runs by the new unit."""
    before = place.pid
    place.file.write_text("[Service]\nExecStart=/bin/sleep 9\n", encoding="utf-8")
    place.service().install()
    assert place.pid not in (0, before)
    assert place.delivers("by the new unit")
    return place.manager.fact(place.unit, "Type")


def key_elsewhere(place: Ground) -> str:
    """A key that the environment names is loaded as a credential."""
    # by another process: one that opens a database twice loses its locks on it
    done = subprocess.run(
        [sys.executable, "-m", "tests.drills.service", INSTALL, str(place.session.folder)],
        env={**os.environ, "HIPADMIN_VAULT_KEY_FILE": f"{os.environ['HOME']}/a key 100%"},
        timeout=60,
    )
    assert done.returncode == 0
    assert "LoadCredential" in place.file.read_text(encoding="utf-8")
    assert place.health()["secrets"] == "ok"
    assert place.delivers("with a credential")
    return "loaded"


def robbed(place: Ground) -> str:
    """Turned off it ends, also where somebody took its unit away."""
    place.file.unlink()
    place.service().remove()
    assert place.pid == 0
    assert not place.service().state().active
    return "ended"


def refused(place: Ground) -> str:
    """With its port taken it is not said to run, the reason is told, and nothing stays behind."""
    host = place.session.services.relay_settings.place()
    with socket.create_server((host.address, host.port)):
        try:
            place.service().install()
        except ServiceTrouble as error:
            said = error.text
        else:
            raise AssertionError("it was said to run")
    assert "another program has it" in said
    assert not place.file.exists()
    assert place.pid == 0
    return said


def lingering(place: Ground) -> str:
    """Whether it ends at logout is told as logind has it, before and after linger is enabled."""
    assert place.service().state().ends_at_logout
    place.manager.loginctl("enable-linger", "0")
    assert not place.service().state().ends_at_logout
    place.manager.loginctl("disable-linger", "0")
    assert place.service().state().ends_at_logout
    return "told"


def logged_out(place: Ground) -> str:
    """At logout it ends with the systemd of its user, and the next login starts it."""
    place.service().install()
    assert place.delivers("before the logout")
    began = time.monotonic()
    place.manager.log_out()
    took = time.monotonic() - began
    assert not _answers(place.url)
    place.manager.log_in()
    until(lambda: place.service().state().active)
    assert place.delivers("after the login")
    return f"{took:.1f} s"


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=20).ok
    except requests.ConnectionError:
        return False


def removed(place: Ground) -> str:
    """Installed after trouble it runs; removed, nothing of it is left, its secrets included."""
    place.service().install()
    assert place.delivers("after trouble")
    place.service().remove()
    assert place.manager.fact(place.unit, "LoadState") == "not-found"
    assert place.manager.fact(place.unit, "ActiveState") == "inactive"
    assert list(place.file.parent.rglob("hipadmin*")) == []
    assert not place.session.services.sealing.in_use
    return "nothing left"


def kept_secret(place: Ground) -> str:
    """The journal knows that it ran, and holds no token and no key."""
    said = place.manager.journal()
    assert "events are taken in" in said
    for secret in (str(place.box["token"]), place.key.reveal()):
        assert secret not in said
    return f"{len(said)} characters looked through"


STEPS: tuple[Callable[[Ground], str], ...] = (
    installed,
    killed,
    stopped,
    without_keyring,
    anew,
    key_elsewhere,
    robbed,
    refused,
    lingering,
    logged_out,
    removed,
    kept_secret,
)


def drill(folder: Path) -> int:
    """Walk every step, whatever became of the one before; give how many did not hold."""
    wrong = 0
    with _ground(folder) as place:
        for step in STEPS:
            try:
                told = f"holds: {step.__doc__} ({step(place)})"
            except Exception as error:
                wrong += 1
                told = f"DOES NOT HOLD: {step.__doc__} ({type(error).__name__}: {error})"
            sys.stdout.write(f"{told}\n")
            sys.stdout.flush()
    return wrong


@contextmanager
def _ground(folder: Path) -> Iterator[Ground]:
    with running_service(folder / "home") as keyring:
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        os.environ.update(keyring.env)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        with user_manager(os.environ) as manager, _sandbox() as box:
            data = folder / "data"
            data.mkdir()
            _configure(data, box)
            with closing(open_profile(Profile(data))) as session:
                session.services.relay_settings.keep(Place(_free_port()))
                yield Ground(manager, keyring, session, box)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def _sandbox() -> Iterator[dict[str, object]]:
    with subprocess.Popen([*PROGRAM, "sandbox", "--unlimited"], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        told = json.loads(child.stdout.readline())
        room, tokens = str(told["rooms"][0]["id"]), told["tokens"]
        yield {
            "url": told["url"],
            "room": room,
            "token": tokens["room"][room],
            "admin": tokens["admin"],
        }
        child.terminate()


def _configure(data: Path, box: dict[str, object]) -> None:
    room = {"room": int(str(box["room"])), "token_env": "DRILL_TOKEN"}
    config = {
        "version": 1,
        "integrations": [{"name": "Ops", "endpoint": box["url"], "rooms": [room]}],
        "subscriptions": [
            {"name": "web", "kind": "ci", "notifications": [{"name": "all", "integration": "Ops"}]}
        ],
    }
    subprocess.run(
        [*PROGRAM, "apply", "-", "--data-dir", str(data)],
        env={**os.environ, "DRILL_TOKEN": str(box["token"])},
        input=json.dumps(config).encode(),
        check=True,
        timeout=60,
    )


def _install(folder: Path) -> int:
    with closing(open_profile(Profile(folder))) as session:
        assert session.background is not None
        session.background().install()
    return 0


def main() -> int:
    if sys.argv[1:2] == [INSTALL]:
        return _install(Path(sys.argv[2]))
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        sys.stderr.write(f"Not installed here: {', '.join(missing)}\n")
        return 2
    if not inside():
        return run_inside([sys.executable, "-m", "tests.drills.service"])
    with tempfile.TemporaryDirectory(prefix="service-", dir="/tmp") as name:
        return 1 if drill(Path(name)) else 0


if __name__ == "__main__":
    sys.exit(main())
