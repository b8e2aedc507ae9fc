import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from threading import Event, Thread, current_thread

import pytest

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.vault.vault_thread import VaultThread

LONG = 30.0


@pytest.fixture
def thread() -> Iterator[VaultThread]:
    thread = VaultThread()
    yield thread
    thread.close()


@pytest.fixture
def gate() -> Iterator[Event]:
    """Work that waits for it blocks the thread, as a question for a password does."""
    gate = Event()
    yield gate
    gate.set()


def test_everything_runs_on_one_thread(thread: VaultThread) -> None:
    seen = {thread.run(current_thread, within=LONG) for _ in range(3)}
    assert len(seen) == 1
    assert current_thread() not in seen


def test_an_error_reaches_the_caller_translated_and_the_thread_goes_on(thread: VaultThread) -> None:
    def fail() -> None:
        raise ConnectionRefusedError("secret")

    with pytest.raises(VaultTrouble) as caught:
        thread.run(fail, within=LONG)
    assert caught.value.failure is VaultFailure.GONE
    assert caught.value.__context__ is None
    assert thread.run(lambda: 5, within=LONG) == 5


def test_while_stuck_it_refuses_at_once_and_recovers(thread: VaultThread, gate: Event) -> None:
    blocking = thread.submit(gate.wait)
    with pytest.raises(VaultTrouble, match="long time"):
        thread.run(lambda: None, within=0.01)
    with pytest.raises(VaultTrouble, match="long time"):
        thread.submit(lambda: None)
    gate.set()
    assert blocking.wait(LONG)
    assert thread.run(lambda: 5, within=LONG) == 5


def test_work_given_up_before_it_began_is_never_done(thread: VaultThread, gate: Event) -> None:
    done = Event()
    blocking = thread.submit(gate.wait)
    with pytest.raises(VaultTrouble):
        thread.run(done.set, within=0.01)
    gate.set()
    assert blocking.wait(LONG)
    thread.close(LONG)
    assert not done.is_set()


def test_close_finishes_what_is_queued() -> None:
    thread = VaultThread()
    tasks = [thread.submit(partial(int, text)) for text in "01234"]
    thread.close(LONG)
    assert [task.result() for task in tasks] == list(range(5))


AT_WORK = """
import hashlib, os, threading
from hipadmin.vault.vault_thread import VaultThread

def work():
    began.set()
    hashlib.pbkdf2_hmac("sha256", b"x", b"y", 50_000)
    os.write(1, b"done")

began, thread = threading.Event(), VaultThread()
thread.submit(work)
began.wait()
{close}
"""


@pytest.mark.parametrize("close", ["", "thread.close(grace=0)"])
def test_the_program_does_not_end_in_the_middle_of_something(close: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_WORK.format(close=close)],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == b"done"


def test_close_frees_callers_that_wait_for_a_stuck_keyring(gate: Event) -> None:
    thread = VaultThread()
    caught: list[VaultTrouble] = []
    began = Event()

    def block() -> None:
        began.set()
        gate.wait()

    def call() -> None:
        try:
            thread.run(block, within=LONG)
        except VaultTrouble as trouble:
            caught.append(trouble)

    caller = Thread(target=call)
    caller.start()
    assert began.wait(LONG)
    thread.close(grace=0.01)
    caller.join(LONG)
    assert [trouble.failure for trouble in caught] == [VaultFailure.GONE]


def test_closed_it_refuses(thread: VaultThread) -> None:
    thread.close()
    with pytest.raises(VaultTrouble, match="closed"):
        thread.submit(lambda: None)
