"""Pipes of real children."""

import subprocess
import sys

import pytest

from hipadmin.services.pipes import pipe


def test_a_pipe_is_there_if_it_was_asked_for() -> None:
    command = [sys.executable, "-S", "-c", "print('hello')"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert pipe(child.stdout).read() == "hello\n"
        with pytest.raises(ValueError, match="without this pipe"):
            pipe(child.stdin)
