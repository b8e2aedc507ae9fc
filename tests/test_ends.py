"""How the end of a process is told."""

import subprocess
import sys

import pytest

from tests.ends import used, worked

WORKS = "import time\nwhile time.process_time() < 0.2: pass\nraise SystemExit(3)"


def python(program: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-S", "-c", program]
    return subprocess.Popen(command, stdin=subprocess.PIPE, text=True)


def test_an_end_is_told_with_its_work() -> None:
    with python(WORKS) as process:
        assert 0.2 <= worked(process, 30) < 5
    assert process.returncode == 3


def test_one_that_hangs_is_told_by_its_threads() -> None:
    with python("input()") as process:
        assert used(process.pid) < 5
        with pytest.raises(AssertionError, match=r"it hangs: .*python"):
            worked(process, 0)
        process.kill()
