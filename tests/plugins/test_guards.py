"""Every house rule, broken once: the guilty tests run in a process of their own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow  # each begins pytest anew
GUILTY = """
import logging, os, socket, subprocess, sys, threading, warnings

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

kept = []
gate = threading.Event()


def test_thread():
    kept.append(threading.Thread(target=gate.wait, name="waits", daemon=True))
    kept[-1].start()


def test_timer(qapp):
    kept.append(QTimer(interval=60_000))
    kept[-1].start()


def test_window(qapp):
    kept.append(QWidget())
    kept[-1].setWindowTitle("Forgotten")


def test_socket():
    kept.append(socket.create_server(("127.0.0.1", 0)))


def test_file(tmp_path):
    kept.append((tmp_path / "forgotten.txt").open("w"))


def test_process():
    kept.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
    kept[-1].stdin.close()


def test_log():
    logging.getLogger("some.part").warning("the %s is full", "disk")


@pytest.mark.logs("the disk is full")
def test_log_missing():
    pass


def test_warning():
    warnings.warn("old ways")


def test_connect():
    with pytest.raises(OSError), socket.socket() as opened:
        opened.connect(("192.0.2.1", 80))


def test_lookup():
    with pytest.raises(OSError):
        socket.getaddrinfo("hipchat.example.com", 443)
"""
OUTLIVES = """
import threading

import pytest


@pytest.mark.shares("outlives")
def test_begins_what_outlives_its_module():
    threading.Thread(target=threading.Event().wait, name="outlives", daemon=True).start()
"""
WAITS = """
import socket, threading
from pathlib import Path

import pytest
import hipadmin.gui
from hipadmin.app import clock
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.plugins.audit import ROOT

window = {}
source = "def act(work, *arguments): return work(*arguments)"
exec(compile(source, str(ROOT / "hipadmin/gui/slot.py"), "exec"), window)
act = window["act"]


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "hipadmin.db", clock=clock)
    yield opened
    opened.close()


def test_file(tmp_path):
    act((tmp_path / "list.txt").write_text, "")


def test_folder(tmp_path):
    act((tmp_path / "new").mkdir)


def test_socket():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        act(client.connect, server.getsockname())


def test_store(store):
    act(store.revisions)


def test_vault():
    act(SessionVault("").get, "t1")


def test_by_the_test_itself(tmp_path, store):
    (tmp_path / "list.txt").write_text("")
    store.revisions()


def test_elsewhere(tmp_path, store):
    thread = threading.Thread(target=act, args=[store.revisions])
    thread.start()
    thread.join()


def test_own_files():
    act((ROOT / "resources" / "icons" / "plug.svg").read_bytes)
"""
INNOCENT = """
import gc, logging, socket, threading, time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


@pytest.fixture(scope="module")
def server():
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()
    done.set()
    thread.join()


def test_fixture_of_the_module(server):
    with socket.create_connection(server):
        pass


def test_it_again(server):
    with socket.create_connection(server):
        pass


def test_ends_by_itself():
    threading.Thread(target=threading.Event().wait, args=(0.2,)).start()


def test_waits_for_the_collector(qapp):
    widget = QWidget()
    widget.own = [widget, QTimer(widget, interval=60_000)]
    widget.own[1].start()


@pytest.mark.shares("serves")
def test_begins_for_the_module(server):
    threading.Thread(target=threading.Event().wait, args=(0.2,), name="serves").start()


@pytest.mark.may_log("perhaps", "^some.part: the disk is full$")
def test_log_of_some_cases():
    logging.getLogger("some.part").error("the disk is full")


@pytest.mark.logs("^some.part: the disk is full$")
def test_expected_log():
    logging.getLogger("some.part").error("the disk is full")


def test_busy_gui_thread(qtbot):
    def work():
        end = time.thread_time() + 0.08
        while time.thread_time() < end:
            pass

    QTimer.singleShot(0, work)
    qtbot.wait(1)


def test_reserved_name():
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("nobody.invalid", 443)
"""
INI = """
[pytest]
filterwarnings = error
leak_grace = 0.5
markers =
    logs: expected records
    may_log: records of some cases
    shares: begun for a fixture of the module
"""
TOLD = {
    "thread": "thread “waits” started at test_rules.py:13",
    "timer": "timer of 60000 ms made at test_rules.py:17",
    "window": "window QWidget “Forgotten”",
    "socket": "made at test_rules.py:27",
    "file": "forgotten.txt",
    "process": "process ",
    "log": "logged unexpectedly: some.part: the disk is full",
    "log_missing": "was never logged: the disk is full",
    "connect": "reached for the network: 192.0.2.1, asked for at test_rules.py:54",
    "lookup": "reached for the network: hipchat.example.com, asked for at test_rules.py:59",
}


def run(pytester: pytest.Pytester, text: str) -> pytest.RunResult:
    """Run tests under the rules of this suite, in a process of their own."""
    pytester.makeini(INI)
    pytester.makeconftest('pytest_plugins = ["tests.plugins.guards"]')
    pytester.makepyfile(test_rules=text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:timeout")


def test_each_broken_rule_fails_its_test(pytester: pytest.Pytester) -> None:
    result = run(pytester, GUILTY)
    result.assert_outcomes(passed=len(TOLD), failed=1, errors=len(TOLD))
    told = result.stdout.str()
    assert re.search(r"^order: --randomly-seed=\d+$", told, re.MULTILINE)
    assert "UserWarning: old ways" in told
    for name, text in TOLD.items():
        block = told.partition(f"ERROR at teardown of test_{name} ")[2].partition("___")[2]
        assert text in block.partition("ERROR at teardown")[0], name


def test_what_keeps_the_rules_passes(pytester: pytest.Pytester) -> None:
    result = run(pytester, INNOCENT)
    result.assert_outcomes(passed=9)
    result.stdout.fnmatch_lines("*GUI thread busy for more than 50 ms at once*")
    result.stdout.fnmatch_lines("* ms  test_rules.py::test_busy_gui_thread*")


def test_what_is_shared_must_end_with_its_module(pytester: pytest.Pytester) -> None:
    result = run(pytester, OUTLIVES)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines("left behind: thread “outlives”*")


def test_what_waits_on_the_gui_thread_fails(pytester: pytest.Pytester) -> None:
    result = run(pytester, WAITS)
    result.assert_outcomes(passed=8, errors=5)
    for told in (
        "open *list.txt*",
        "os.mkdir *new*",
        "socket.connect *",
        "Lane.call",
        "SessionVault.get",
    ):
        result.stdout.fnmatch_lines(f"*waited on the GUI thread: {told} at hipadmin/gui/slot.py:1*")
