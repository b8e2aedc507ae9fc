"""The command line as a person calls it: a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hipadmin import __version__
from hipadmin.command_line import parser
from hipadmin.sandbox.server import Sandbox, running

CONFIG = """
version: 1
integrations:
  - name: Ops rooms
    endpoint: {url}
    rooms: [{{room: Builds, token_env: BUILDS_TOKEN}}, {{room: 2, enabled: false}}]
subscriptions:
  - name: web
    kind: ci
    notifications: [{{name: failures, integration: Ops rooms, rooms: [Builds]}}]
"""


class Shell:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before: list[str] = []
        self.env = {
            **os.environ,
            "HIPADMIN_DATA_DIR": str(folder / "data"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    def __call__(self, *arguments: str, code: int = 0, **env: str) -> str:
        done = subprocess.run(
            [*self.before, sys.executable, "-m", "hipadmin", *arguments],
            env={**self.env, **env},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def hipadmin(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def sandbox():
    with running(unlimited=True) as box:
        yield box


def apply(hipadmin: Shell, sandbox: Sandbox, *options: str) -> str:
    file = hipadmin.folder / "config.yaml"
    file.write_text(CONFIG.format(url=sandbox.url))
    return hipadmin("apply", str(file), *options, BUILDS_TOKEN=sandbox.tokens.rooms[1])


HEAVY = "PySide6 requests keyring flask sqlite3 yaml ssl asyncio"


@pytest.mark.parametrize(
    ("flag", "says", "unloaded"),
    [
        ("--version", f"hipadmin {__version__}", f"{HEAVY} argparse hipadmin.command_line"),
        ("--help", "usage: hipadmin", f"{HEAVY} hipadmin.app hipadmin.parts"),
    ],
)
def test_version_and_help_load_next_to_nothing(flag: str, says: str, unloaded: str) -> None:
    code = """
import sys
from hipadmin.cli import main
try:
    code = main([sys.argv[1]])
except SystemExit as end:
    code = end.code
assert code == 0
loaded = set(sys.argv[2].split()) & set(sys.modules)
assert not loaded, loaded
"""
    command = [sys.executable, "-c", code, flag, unloaded]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert says in done.stdout


@pytest.mark.parametrize(
    ("loading", "arguments", "said"), [("hipadmin.cli", ["list"], "raised"), ("PySide6", [], "")]
)
def test_ctrl_c_while_it_is_loaded_ends_it_without_a_traceback(
    loading: str, arguments: list[str], said: str, tmp_path: Path
) -> None:
    code = """
import os, runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored in these tests
wanted = sys.argv.pop(1)
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except KeyboardInterrupt:  # this is what Qt's binding does not bear
                sys.stderr.write("raised")
                raise
sys.meta_path.insert(0, Interrupting())
runpy.run_module("hipadmin", run_name="__main__")
"""
    command = [sys.executable, "-c", code, loading, *arguments]
    env = {**os.environ, "HIPADMIN_DATA_DIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=60)
    assert (done.returncode, done.stderr) == (130, said)


def test_apply_says_before_that_it_cannot_be_undone(hipadmin: Shell) -> None:
    assert "A command cannot be undone" in " ".join(hipadmin("apply", "--help").split())


def test_wrong_usage_ends_with_2(hipadmin: Shell) -> None:
    assert "usage" in hipadmin("frobnicate", code=2)
    assert "usage" in hipadmin("on", code=2)
    assert "70000 is not a port" in hipadmin("sandbox", "--port", "70000", code=2)
    assert "http is not a port" in hipadmin("sandbox", "--port", "http", code=2)
    assert "few is not a number from 1 on" in hipadmin("audit", "--limit", "few", code=2)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "1e9", "soon"])
def test_a_time_that_is_none_is_wrong_usage(
    seconds: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["notify", "web", "--title", "x", "--timeout", seconds])
    assert f"{seconds} is no time above 0" in capsys.readouterr().err


def test_words_are_utf_8_whatever_the_locale(capsys: pytest.CaptureFixture[str]) -> None:
    given = "Zürich ☃".encode().decode("ascii", "surrogateescape")
    assert parser().parse_args(["on", given, "--room", "Ops"]).name == "Zürich ☃"

    with pytest.raises(SystemExit):
        parser().parse_args(["on", b"\xff".decode("utf-8", "surrogateescape")])
    assert "this is no text in UTF-8" in capsys.readouterr().err

    anything = b"/tmp/\xff".decode("utf-8", "surrogateescape")
    for words in (["apply", anything], ["audit", "--csv", anything], ["--data-dir", anything]):
        assert anything in vars(parser().parse_args(words)).values()


def test_what_was_closed_before_it_started_is_not_missed(hipadmin: Shell) -> None:
    hipadmin.before = ["sh", "-c", 'exec "$@" >&- 2>&- <&-', "sh"]
    assert hipadmin("list") == ""
    assert hipadmin("apply", "-", code=1) == ""

    hipadmin.before = ["sh", "-c", 'exec "$@" <&-', "sh"]
    assert hipadmin("apply", "-", code=1) == "The file is empty.\n"


def test_apply_list_export(hipadmin: Shell, sandbox: Sandbox) -> None:
    said = apply(hipadmin, sandbox)
    assert "add: integration Ops rooms" in said
    assert "add: room notification failures of web" in said
    listed = json.loads(hipadmin("list", "--json"))
    [integration] = listed["integrations"]
    assert integration["name"] == "Ops rooms"
    assert [r["room"] for r in integration["rooms"]] == ["Builds", "2"]
    assert integration["notifications"][0]["subscription"] == "web"
    exported = hipadmin("export")
    assert "token_env: OPS_ROOMS_BUILDS_TOKEN" in exported
    assert sandbox.tokens.rooms[1] not in exported
    assert json.loads(hipadmin("export", "--json"))["version"] == 1
    assert hipadmin("list") == "Ops rooms  Token needed  Builds, 2\n"


def test_a_dry_run_changes_nothing(hipadmin: Shell, sandbox: Sandbox) -> None:
    assert "add: integration Ops rooms" in apply(hipadmin, sandbox, "--dry-run")
    assert json.loads(hipadmin("list", "--json"))["integrations"] == []


def test_switching(hipadmin: Shell, sandbox: Sandbox) -> None:
    apply(hipadmin, sandbox)
    hipadmin("off", "ops ROOMS")
    assert "Off" in hipadmin("list")
    assert "“Ops rooms” is off" in hipadmin("test", "Ops rooms", code=1)
    hipadmin("on", "Ops rooms")
    hipadmin("off", "Ops rooms", "--room", "builds")
    assert "Off: room is off" in hipadmin("list")
    hipadmin("off", "failures", "--subscription", "web")
    [integration] = json.loads(hipadmin("list", "--json"))["integrations"]
    assert integration["notifications"][0]["enabled"] is False
    assert "There is no integration" in hipadmin("on", "Nothing", code=1)
    assert "There is no room" in hipadmin("on", "Ops rooms", "--room", "x", code=1)


def test_a_token_kept_for_one_run_is_needed_in_the_next(hipadmin: Shell, sandbox: Sandbox) -> None:
    assert "kept for this run only" in apply(hipadmin, sandbox)
    assert "Token needed" in hipadmin("list")
    said = hipadmin("test", "Ops rooms", code=1)
    assert "no token" in said
    assert "No keyring is running" in said
    assert "token needed" in hipadmin("doctor", code=1)


def test_a_broken_file_changes_nothing(hipadmin: Shell, tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("version: 1\nintegrations: [{name: A}]")
    assert "integrations[0].endpoint: Is missing." in hipadmin("apply", str(file), code=1)
    assert "does not exist" in hipadmin("apply", str(tmp_path / "absent"), code=1)
    file.write_text("version: 2")
    assert "version 2" in hipadmin("apply", str(file), code=1)
    assert json.loads(hipadmin("list", "--json"))["integrations"] == []


def test_a_foreign_database_is_refused_untouched(hipadmin: Shell) -> None:
    data = Path(hipadmin.env["HIPADMIN_DATA_DIR"])
    data.mkdir()
    (data / "hipadmin.db").write_bytes(b"something else altogether")
    assert "hipadmin.db" in hipadmin("list", code=3)
    assert (data / "hipadmin.db").read_bytes() == b"something else altogether"


def test_doctor_is_content_with_an_empty_store(hipadmin: Shell) -> None:
    said = hipadmin("doctor")
    assert "store" in said
    assert "vault" in said


def test_a_data_dir_with_only_a_sandbox_means_the_sandbox(
    hipadmin: Shell, sandbox: Sandbox
) -> None:
    file = hipadmin.folder / "config.yaml"
    file.write_text(CONFIG.format(url=sandbox.url))
    hipadmin("apply", "--sandbox", str(file))
    assert "Ops rooms" in hipadmin("list")
    assert "Ops rooms" in hipadmin("--sandbox", "list")
    hipadmin("apply", str(file))
    assert (hipadmin.folder / "data" / "sandbox" / "hipadmin.db").exists()
    assert not (hipadmin.folder / "data" / "hipadmin.db").exists()


@pytest.mark.parametrize("before", [True, False])
def test_options_count_before_a_command_as_after_it(hipadmin: Shell, before: bool) -> None:
    other = hipadmin.folder / "other"
    options = ("--sandbox", "--data-dir", str(other))
    hipadmin(*options, "list") if before else hipadmin("list", *options)
    assert (other / "sandbox" / "hipadmin.db").exists()
    assert not (hipadmin.folder / "data").exists()


@pytest.mark.parametrize("command", [["export"], ["list"], ["list", "--json"]])
def test_output_that_cannot_be_written_is_said(
    hipadmin: Shell, sandbox: Sandbox, command: list[str]
) -> None:
    apply(hipadmin, sandbox)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "hipadmin", *command],
            env=hipadmin.env,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert (
        done.stderr
        == "The output could not be written: the disk is full. Free some space, then try again.\n"
    )


def test_names_that_the_terminal_cannot_show(hipadmin: Shell, tmp_path: Path) -> None:
    file = tmp_path / "names.yaml"
    file.write_text("version: 1\nsubscriptions: [{name: 日本}]", encoding="utf-8")
    poor = {"PYTHONIOENCODING": "ascii"}
    assert "\\u65e5" in hipadmin("apply", str(file), **poor)
    done = subprocess.run(
        [sys.executable, "-m", "hipadmin", "export"],
        env={**hipadmin.env, **poor},
        capture_output=True,
        check=True,
    )
    assert "name: 日本" in done.stdout.decode("utf-8")


def test_whatever_the_environment_calls_a_person_the_change_is_made(hipadmin: Shell) -> None:
    file = hipadmin.folder / "config.yaml"
    file.write_text("version: 1\nsubscriptions: [{name: web, kind: ci}]\n")

    hipadmin("apply", str(file), LOGNAME="an\udcff\nn")

    assert "an??n  Added subscription “web”" in hipadmin("audit")


def test_audit_prints_and_writes_who_changed_what(
    hipadmin: Shell, sandbox: Sandbox, tmp_path: Path
) -> None:
    apply(hipadmin, sandbox)
    hipadmin("off", "Ops rooms")

    lines = hipadmin("audit").splitlines()
    assert len(lines) == 4
    assert lines[0].endswith("Turned off integration “Ops rooms”: On/Off: On → Off")
    assert "Older changes follow" in hipadmin("audit", "--limit", "1")
    assert len(hipadmin("audit", "--text", "added integration").splitlines()) == 1
    assert hipadmin("audit", "--since", "2999-01-01") == ""
    assert hipadmin("audit", "--who", "nobody at all") == ""

    path = tmp_path / "audit.csv"
    assert hipadmin("audit", "--csv", str(path)) == f"4 changes written to {path}.\n"
    told = path.read_text(encoding="utf-8-sig")
    printed = hipadmin("audit", "--csv", "-", PYTHONIOENCODING="latin-1")
    assert printed == told
    assert sandbox.tokens.rooms[1] not in told
    assert "could not be written" in hipadmin("audit", "--csv", "/nowhere/x.csv", code=1)


def test_what_is_said_of_a_csv_is_no_part_of_it(hipadmin: Shell) -> None:
    command = [sys.executable, "-m", "hipadmin", "audit", "--csv", "/dev/stdout"]
    done = subprocess.run(command, env=hipadmin.env, capture_output=True, text=True, timeout=60)
    assert done.stderr == "0 changes written to /dev/stdout.\n"
    [heading] = done.stdout.splitlines()
    assert heading.startswith('\ufeff"Number","Time (UTC)"')


@pytest.mark.parametrize("wrong", [("--since", "yesterday"), ("--limit", "0"), ("--limit", "x")])
def test_audit_says_how_it_is_asked(hipadmin: Shell, wrong: tuple[str, str]) -> None:
    assert "audit: error: argument" in hipadmin("audit", *wrong, code=2)


def test_a_token_in_the_wrong_place_is_not_repeated(hipadmin: Shell, tmp_path: Path) -> None:
    token = "CanaryToken0123456789abcdefGHIJKLMNOPqrs"
    assert "There is no integration" in hipadmin("test", token, code=1)
    assert token not in hipadmin("on", token, code=1)
    file = tmp_path / "wrong.yaml"
    file.write_text(
        f"version: 1\nintegrations:\n  - {{name: {token}, endpoint: 'https://x/?auth_token={token}'}}\n"
        f"  - {{name: {token}, endpoint: a.example.com, proxy: 'http://me:{token}@proxy:1'}}\n",
        encoding="utf-8",
    )
    said = hipadmin("apply", str(file), code=1)
    assert token not in said
    assert "stands in the file twice" in said


def test_what_was_sealed_for_a_service_follows_a_file(
    hipadmin: Shell, sandbox: Sandbox, tmp_path: Path
) -> None:
    """Also where there is no keyring, as on a server that is configured by files alone."""
    assert "Sealed: 0 tokens" in hipadmin("vault", "seal")
    assert "Sealed for the service: 1 tokens and keys." in apply(hipadmin, sandbox)
    (tmp_path / "data" / "vault.key").write_text("no key")
    text = CONFIG.format(url=sandbox.url).replace("BUILDS_TOKEN", "OTHER")
    (tmp_path / "other.yaml").write_text(text)
    said = hipadmin("apply", str(tmp_path / "other.yaml"), OTHER="SomeOtherTokenOfTheRoom")
    assert "The service still has the tokens from before." in said


@pytest.mark.parametrize("command", ["list", "doctor", "export", "relay"])
def test_a_folder_that_cannot_be_is_told_without_a_traceback(hipadmin: Shell, command: str) -> None:
    hipadmin.env["HIPADMIN_DATA_DIR"] = str(hipadmin.folder / ("x" * 300))
    said = hipadmin(command, code=1)
    assert "its path is too long. Choose a shorter one." in said
    assert "mistake" not in said


def test_a_tilde_of_nobody_is_a_folder_of_that_name(hipadmin: Shell, monkeypatch) -> None:
    monkeypatch.chdir(hipadmin.folder)
    hipadmin("list", HIPADMIN_DATA_DIR="~nobody-of-that-name/data")
    assert (hipadmin.folder / "~nobody-of-that-name" / "data" / "hipadmin.db").exists()
