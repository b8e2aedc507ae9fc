"""How a process that was told to go ends: with which code, and after how much work.

By processor time: the clock tells of the machine and its disk, too.
"""

import os
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

LOOK_S = 0.02


def used(pid: int) -> float:
    """Seconds of processor time of a process and its threads until now."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def worked(process: "subprocess.Popen[str]", limit_s: float) -> float:
    """Wait for the end, which sets ``returncode``; seconds of processor time of its whole life.

    One that still lives after ``limit_s`` seconds hangs: its threads are told, and what they wait
    for.
    """
    end = time.monotonic() + limit_s
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage.ru_utime + usage.ru_stime
        assert time.monotonic() < end, f"it hangs: {_threads(process.pid)}"
        threading.Event().wait(LOOK_S)


def _threads(pid: int) -> list[str]:
    """Each thread: its name, and what it waits for in the kernel (0: nothing)."""
    found = sorted(Path(f"/proc/{pid}/task").iterdir())
    return [f"{_fact(thread, 'comm')} {_fact(thread, 'wchan')}" for thread in found]


def _fact(thread: Path, name: str) -> str:
    with suppress(OSError):  # it has ended
        return (thread / name).read_text(encoding="utf-8").strip()
    return "?"
