"""One sandbox per state file."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hipadmin.sandbox.alone import alone
from hipadmin.sandbox.persistence import StateFileError

HOLD = """
import sys
from pathlib import Path
from hipadmin.sandbox.alone import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_sandbox_waits_for_one_that_is_ending(tmp_path: Path) -> None:
    state, inside = tmp_path / "state.json", threading.Event()

    def second() -> None:
        with alone(state):
            inside.set()

    with alone(state):
        thread = threading.Thread(target=second)
        thread.start()
        assert not inside.wait(0.1)
    thread.join(5)
    assert inside.is_set()


def test_it_is_refused_while_the_first_goes_on(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    command = [sys.executable, "-c", HOLD, str(state)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StateFileError, match="another sandbox uses"), alone(state, 0.1):
            pass
        holder.kill()
    with alone(state, 0.1):
        pass


def test_a_folder_that_takes_no_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "state.json.lock").mkdir()
    with pytest.raises(StateFileError, match="cannot write"), alone(tmp_path / "state.json"):
        pass
