"""A canary token at every place where a token can enter, and then a search for its traces.

The window is the real program in a process of its own, with a home and a data directory that hold
nothing else. Another place is another line in places.py.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.canary.places import ON_PURPOSE, PLACES, SANDBOX_PLACES
from tests.canary.traces import Tokens, canaries, canary, traces_in, traces_under
from tests.secret_service import running_service

ROOT = Path(__file__).parent.parent.parent
QUICK = [place.label for place in PLACES if place.quick]
ALL = [place.label for place in PLACES]
LEAK, BOOM = (place.label for place in ON_PURPOSE)
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@dataclass
class Home:
    """A person's home for one run: everything under it is searched but ``inputs``."""

    folder: Path
    env: dict[str, str] = field(default_factory=lambda: dict(NO_KEYRING))
    said: bytes = b""

    def __post_init__(self) -> None:
        for name in ("home", "data", "inputs", "runtime"):
            (self.folder / name).mkdir(mode=0o700)

    @property
    def environment(self) -> Mapping[str, str]:
        home = self.folder / "home"
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("XDG_")},
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(self.folder / "runtime"),
            "TMPDIR": str(home),
            "QT_QPA_PLATFORM": "offscreen",
            "HIPADMIN_DATA_DIR": str(self.folder / "data"),
            **self.env,
        }

    def run(self, *command: str, code: int = 0, **env: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**self.environment, **env},
            capture_output=True,
            timeout=280,
        )
        self.said += done.stdout + done.stderr
        assert done.returncode == code, done.stderr.decode()[-4000:]
        return done.stdout.decode()

    def play(self, labels: Iterable[str], *options: str, code: int = 0) -> "Report":
        report = self.folder / "report.json"
        places = [str(self.folder / name) for name in ("data", "inputs")]
        self.run("tests.canary.actor", *options, *places, str(report), *labels, code=code)
        found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
        report.unlink(missing_ok=True)
        return Report(**found)

    def traces(self, tokens: Tokens, *, but: Iterable[str] = ()) -> list[str]:
        inputs = [str(p.relative_to(self.folder)) for p in (self.folder / "inputs").rglob("*")]
        found = traces_under(self.folder, tokens, but=(*inputs, *but))
        return [str(t) for t in (*found, *traces_in(self.said, tokens, "what it said"))]


@dataclass
class Report:
    """What the actor told."""

    played: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    planted: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def assert_nothing_left(home: Home, report: Report, labels: list[str]) -> None:
    assert report.failed == {}
    assert report.played == labels
    assert report.planted == canaries(labels)
    assert report.seen == []
    assert home.traces(canaries(labels)) == []
    assert (home.folder / "data" / "hipadmin.db").exists()


def test_no_trace_is_left_of_the_places_played_first(home: Home) -> None:
    assert_nothing_left(home, home.play(QUICK), QUICK)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_trace_is_left_of_any_place(home: Home) -> None:
    assert_nothing_left(home, home.play(ALL), ALL)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_trace_is_left_beside_a_real_keyring(home: Home, tmp_path_factory) -> None:
    with running_service(tmp_path_factory.mktemp("keyring")) as service:
        home.env = {
            "DBUS_SESSION_BUS_ADDRESS": service.env["DBUS_SESSION_BUS_ADDRESS"],
            "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
        }
        assert_nothing_left(home, home.play(QUICK), QUICK)


@pytest.mark.slow
def test_a_fault_below_python_leaves_no_trace(home: Home) -> None:
    labels = ["access token", "wrong: name", BOOM]

    home.play(labels, code=-signal.SIGSEGV)

    data = home.folder / "data"
    for left in ("crashes/*", "drafts/*.json", "hipadmin.db-wal", "logs/*"):
        assert list(data.glob(left)) != [], left
    assert home.traces(canaries(labels)) == []


@pytest.mark.slow
def test_the_next_start_after_a_fault_leaves_no_trace(home: Home) -> None:
    labels = ["access token", "fault", BOOM]
    home.play(labels, code=-signal.SIGSEGV)

    again = home.play(["wrong: proxy"])

    assert (again.failed, again.seen) == ({}, [])
    assert home.traces(canaries([*labels, "wrong: proxy"])) == []


def test_the_sandbox_alone_writes_its_own_tokens_down(home: Home) -> None:
    labels = [place.label for place in SANDBOX_PLACES]

    report = home.play(labels, "--sandbox")

    assert (report.failed, report.seen, report.played) == ({}, [], labels)
    own = "data/sandbox/sandbox.json"
    assert home.traces(report.planted, but=[own]) == []
    assert {trace.partition(":")[2].strip() for trace in home.traces(report.planted)} == {
        f"{own} (plain)"
    }


CONFIG = """
version: 1
integrations:
  - name: Ops
    endpoint: http://127.0.0.1:9/v2
    token_env: OPS_TOKEN
    rooms: [{room: "1", token_env: OPS_ROOM_TOKEN}]
subscriptions:
  - {name: web, kind: ci, notifications: [{name: all, integration: Ops}]}
"""


def test_commands_leave_no_trace(home: Home) -> None:
    tokens = {"OPS_TOKEN": canary("variable"), "OPS_ROOM_TOKEN": canary("room variable")}
    file = home.folder / "inputs" / "config.yaml"
    file.write_text(CONFIG, encoding="utf-8")
    wrong = home.folder / "inputs" / "wrong.yaml"
    wrong.write_text(CONFIG.replace("OPS_TOKEN", canary("written down")), encoding="utf-8")

    home.run("hipadmin", "apply", str(file), "--dry-run", **tokens)
    home.run("hipadmin", "apply", str(file), **tokens)
    home.run("hipadmin", "apply", str(wrong), code=1, **tokens)
    blanks = {name: f"{token[:20]} {token[20:]}" for name, token in tokens.items()}
    home.run("hipadmin", "apply", str(file), code=1, **blanks)
    for command in (["list", "--json"], ["export"], ["audit"]):
        home.run("hipadmin", *command, **tokens)
    home.run("hipadmin", "audit", "--csv", str(home.folder / "home" / "audit.csv"))
    home.run("hipadmin", "test", "Ops", code=1, **tokens)
    home.run("hipadmin", "on", canary("given as a name"), code=1)
    home.run("hipadmin", "audit", "--since", canary("given as a day"), code=2)
    statement = f"{{effect: allow, resources: [proj/{canary('policy')}], actions: ['*']}}"
    wrong.write_text(CONFIG.replace("Ops}", f"Ops, policy: [{statement}]}}"), encoding="utf-8")
    home.run("hipadmin", "apply", str(wrong), code=1, **tokens)
    home.run("hipadmin", "doctor", code=1, **tokens)

    labels = ["variable", "room variable", "written down", "given as a name"]
    labels += ["given as a day", "policy"]
    assert home.traces(canaries(labels)) == []


def test_the_search_finds_what_is_left(home: Home) -> None:
    report = home.play(["access token", LEAK])

    assert report.failed == {}
    assert any(seen.startswith(f"{LEAK}: what MainWindow paints") for seen in report.seen)
    assert any(seen.startswith(f"{LEAK}: text of MainWindow › Label") for seen in report.seen)
    found = home.traces(canaries(["access token", LEAK]))
    assert f"{LEAK}: data/leak.txt (plain)" in found
    assert f"{LEAK}: data/hipadmin.db, table setting (plain)" in found
    assert not [trace for trace in found if not trace.startswith(LEAK)]
