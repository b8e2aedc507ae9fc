"""Each way a fault comes up by itself, in a real window of its own process."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hipadmin.recovery.native_traces import collect
from hipadmin.recovery.places import Recovery
from hipadmin.recovery.report_folder import Filed
from tests.gui.faulty_window import KEPT, LOCAL, TOKEN

PRIVATE = (TOKEN, KEPT.reveal(), LOCAL, "alice")
VERSIONS = ("hipadmin: ", "Python: ", "Qt: 6.", "SQLite: ", "OpenSSL: ", "Schema: ", "System: ")


def run(folder: Path, *kinds: str) -> "subprocess.CompletedProcess[str]":
    home = folder.parent / "home" / "alice"
    home.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "HOME": str(home),
        "LOGNAME": "alice",
        "USER": "alice",
    }
    command = [sys.executable, "-m", "tests.gui.faulty_window", str(folder), *kinds]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def next_start(folder: Path) -> dict[str, tuple[Filed, str]]:
    """What the next start finds: each new report and its text, by the line that says where."""
    reports = Recovery(folder, 1).reports
    collect(reports, Recovery(folder, 1).facts)
    texts = [(filed, reports.read(filed)) for filed in reports.new()]
    return {line(text, "Where"): (filed, text) for filed, text in texts}


def line(text: str, name: str) -> str:
    return next(one for one in text.splitlines() if one.startswith(name)).partition(": ")[2]


def assert_nothing_private(folder: Path) -> None:
    for file in folder.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        assert not [word for word in PRIVATE if word.encode() in data], file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_faults_that_do_not_end_the_run_are_reported_once_each(folder: Path) -> None:
    done = run(folder, "slot", "thread", "tidying", "critical")
    assert done.returncode == 0, done.stderr
    found = next_start(folder)
    assert sorted(found) == [
        "Qt; the program went on",
        "the window; the program went on",
        "thread relay-0; the program went on",
        "tidying up Broken.__del__; the program went on",
    ]
    for _filed, text in found.values():
        assert all(version in text for version in VERSIONS)
        assert "tests/gui/faulty_window.py" in text
    assert "ValueError: no room for •" in found["the window; the program went on"][1]
    assert_nothing_private(folder)
    assert "Traceback" not in done.stderr


def test_wherever_qt_calls_us_a_fault_is_one_report(folder: Path) -> None:
    done = run(folder, "painting", "model", "delegate", "filter", "timer", "job")
    assert done.returncode == 0, done.stderr
    reports = Recovery(folder, 1).reports
    found = sorted(
        next(word for word in reports.read(filed).split() if word.endswith("Error:"))
        for filed in reports.new()
    )
    assert found == [
        "AttributeError:",
        "EOFError:",
        "IndexError:",
        "OverflowError:",
        "RuntimeError:",
        "ZeroDivisionError:",
    ]
    assert_nothing_private(folder)
    assert not [word for word in PRIVATE if word in done.stderr]


def test_the_same_fault_again_is_not_reported_again(folder: Path) -> None:
    # the second one is told to nobody, so that the window is closed by the third
    done = run(folder, "thread", "slot")
    assert done.returncode == 0, done.stderr
    assert len(next_start(folder)) == 2
    assert run(folder, "slot").returncode == 0
    assert len(Recovery(folder, 1).reports.all()) == 3


def test_a_fatal_message_of_qt_and_its_stacks_are_one_report(folder: Path) -> None:
    done = run(folder, "fatal")
    assert done.returncode == -signal.SIGABRT
    [(filed, text)] = next_start(folder).values()
    assert filed.ended
    assert "Where: Qt; the program ended" in text
    assert "[A qFatal() call was made from Python code]" in text
    assert "Fatal Python error: Aborted" in text
    assert all(version in text for version in VERSIONS)
    assert_nothing_private(folder)


def test_a_fault_below_python_is_found_with_its_own_versions(folder: Path) -> None:
    done = run(folder, "native")
    assert done.returncode == -signal.SIGSEGV
    [(filed, text)] = next_start(folder).values()
    assert filed.ended
    assert "Where: below Python; the program ended" in text
    assert "Segmentation fault" in text
    assert 'File "tests/gui/faulty_window.py"' in text
    assert "Schema: 1\n" not in text
    assert all(version in text for version in VERSIONS)
    assert_nothing_private(folder)
    assert next_start(folder).keys() == {"below Python; the program ended"}


def test_when_memory_is_out_the_run_ends_with_its_report(folder: Path) -> None:
    done = run(folder, "memory")
    assert done.returncode == 1, done.stderr
    [(filed, text)] = next_start(folder).values()
    assert filed.ended
    assert "MemoryError" in text
    assert_nothing_private(folder)


def test_a_fault_while_a_fault_is_handled_ends_the_process(folder: Path) -> None:
    done = run(folder, "second")
    assert done.returncode == -signal.SIGABRT
    [(filed, text)] = next_start(folder).values()
    assert filed.ended
    assert "While reporting: SystemExit at tests/gui/faulty_window.py" in text
    assert_nothing_private(folder)


def test_a_run_that_ends_by_itself_leaves_nothing(folder: Path) -> None:
    assert run(folder).returncode == 0
    assert list((folder / "crashes").iterdir()) == []
    assert not Recovery(folder, 1).reports.ended_often(datetime.now(UTC))
