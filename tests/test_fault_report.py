"""A mistake of ours in a command or at the start: one line, a report, exit code 1."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hipadmin.recovery.places import Recovery
from hipadmin.recovery.report_folder import Filed

TOKEN = "CanaryAbCdEfGhIjKlMnOpQrStUvWxYz01234567"
BROKEN = f"""
import sys
from hipadmin import app, cli, commands
from hipadmin.domain.token import Secret
from hipadmin.sandbox import server

kept = Secret("plainletters")

def broken(*_arguments, **_named):
    token = "anotherword"
    raise LookupError("{TOKEN} " + kept.reveal() + " " + token)

commands.COMMANDS["list"] = broken
app.window_profile = broken if "window" in sys.argv[1] else app.window_profile
server.serve = broken
sys.exit(cli.main(sys.argv[2:]))
"""


def run(kind: str, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **more}
    command = [sys.executable, "-c", BROKEN, kind, *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)


def only(folder: Path) -> tuple[Filed, str]:
    reports = Recovery(folder, 1).reports
    [filed] = reports.all()
    return filed, reports.read(filed)


def assert_nothing_secret(text: str) -> None:
    assert not [word for word in (TOKEN, "plainletters", "anotherword") if word in text]


def test_a_command_says_in_one_line_where_its_report_is(tmp_path: Path) -> None:
    done = run("", "list", "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    filed, text = only(tmp_path)
    said = f"hipadmin list made a mistake. The report is in {filed.path}\n"
    assert done.stderr == said
    assert not filed.new
    assert "Where: the command list; the program ended" in text
    assert "LookupError: •" in text
    assert "Qt: not loaded" in text
    assert_nothing_secret(text)


STRAY = f"""
import atexit, sys, threading
from hipadmin import cli
from hipadmin.domain.token import Secret

kept = Secret("plainletters")

def broken():
    token = "anotherword"
    raise LookupError("{TOKEN} " + kept.reveal() + " " + token)

class Broken:
    def __del__(self):
        broken()

atexit.register(broken)
code = cli.main(sys.argv[1:])
for _again in range(2):
    thread = threading.Thread(target=broken, name="worker")
    thread.start()
    thread.join()
Broken() and None
sys.exit(code)
"""


def test_what_nobody_could_catch_is_one_report_each(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STRAY, "list", "--data-dir", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    reports = Recovery(tmp_path, 1).reports
    texts = [reports.read(filed) for filed in reports.all()]
    wheres = {line for text in texts for line in text.splitlines() if line.startswith("Where")}
    assert wheres == {
        "Where: thread worker; the program went on",
        "Where: tidying up Broken.__del__; the program went on",
        "Where: tidying up broken; the program went on",
    }
    assert len(texts) == len(done.stderr.splitlines()) == 3
    assert done.stderr.count("hipadmin list made a mistake. The report is in ") == 3
    for text in (*texts, done.stderr):
        assert_nothing_secret(text)


def test_the_start_of_the_window_is_reported_for_the_next_one(tmp_path: Path) -> None:
    done = run("window", "--data-dir", str(tmp_path))
    assert done.returncode == 1
    filed, text = only(tmp_path)
    assert done.stderr == f"hipadmin made a mistake. The report is in {filed.path}\n"
    assert filed.new
    assert filed.ended
    assert_nothing_secret(text)


def test_the_sandbox_s_report_lies_beside_its_state(tmp_path: Path) -> None:
    done = run("", "sandbox", "--state-file", str(tmp_path / "deep" / "state.json"))
    assert done.returncode == 1
    only(tmp_path / "deep")
    done = run("", "sandbox", HIPADMIN_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    only(tmp_path / "sandbox")


@pytest.mark.parametrize("command", ["list", "sandbox"])
def test_where_no_report_can_be_written_it_is_printed(tmp_path: Path, command: str) -> None:
    (tmp_path / "crashes").write_text("in the way")
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "crashes").write_text("in the way")
    done = run("", command, HIPADMIN_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith(f"hipadmin {command} made a mistake. No report could be written")
    assert "LookupError" in done.stderr
    assert_nothing_secret(done.stderr)
