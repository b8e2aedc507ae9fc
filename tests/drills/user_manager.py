"""A real systemd for the services of one user, in namespaces of its own: nothing of it stays.

It needs Linux, root with the right to mount, a cgroup of version 2 somewhere, and systemd.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.relay.children import until

MARK = "HIPADMIN_DRILL_INSIDE"
PROGRAMS = ("unshare", "mount", "systemctl", "journalctl", "dbus-daemon", "gnome-keyring-daemon")
_PARTS = Path("/lib/systemd")
_USER = Path("/sys/fs/cgroup/user.slice/user-0.slice/user@0.service")
_UNSHARE = ("unshare", "--mount", "--cgroup", "--pid", "--fork", "--kill-child", "--mount-proc")


def inside() -> bool:
    """Whether this process is the one in the namespaces."""
    return MARK in os.environ


def run_inside(command: Sequence[str]) -> int:
    """Run ``command`` as the first process of new namespaces; give its exit code."""
    group = _cgroups() / f"hipadmin-drill-{os.getpid()}"
    group.mkdir()
    try:
        with subprocess.Popen(
            [sys.executable, "-c", _ENTER, str(group / "cgroup.procs"), *_UNSHARE, *command],
            env={**os.environ, MARK: "yes"},
        ) as process:
            return process.wait()
    finally:
        for folder in sorted((p for p in group.rglob("*") if p.is_dir()), reverse=True):
            folder.rmdir()
        group.rmdir()


_ENTER = """
import os, sys
open(sys.argv[1], "w").write(str(os.getpid()))
os.execvp(sys.argv[2], sys.argv[2:])
"""


def _cgroups() -> Path:
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        _what, where, kind = line.split()[:3]
        if kind == "cgroup2":
            return Path(where)
    raise SystemExit("This machine has no cgroups of version 2.")


class UserManager:
    """It, while it runs."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = dict(env)

    def systemctl(self, *words: str) -> str:
        """What it prints."""
        return self._run("systemctl", "--user", *words)

    def fact(self, unit: str, name: str) -> str:
        """A property of a unit."""
        return self.systemctl("show", f"--property={name}", "--value", unit)

    def journal(self) -> str:
        """Everything that was logged so far, with every field of it."""
        return self._run("journalctl", "--output=export")

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self._env, capture_output=True, text=True, timeout=60, errors="replace"
        )
        return done.stdout.strip()


@contextlib.contextmanager
def user_manager(env: Mapping[str, str]) -> Iterator[UserManager]:
    """One that works with ``env``, which names a home and a folder for run-time files.

    To be used inside only. It is gone with the namespaces at the latest.
    """
    _make_room()
    made = UserManager(env)
    with contextlib.ExitStack() as stack:
        _start(stack, [str(_PARTS / "systemd-journald")], env)
        _USER.mkdir(parents=True)
        enter = [sys.executable, "-c", _ENTER, str(_USER / "cgroup.procs")]
        _start(stack, [*enter, str(_PARTS / "systemd"), "--user", "--log-target=journal"], env)
        until(lambda: made.systemctl("is-system-running") == "running")
        yield made


def _make_room() -> None:
    for words in (
        ("--make-rprivate", "/"),
        # credentials are mounted by a child of the manager, to be seen here
        ("--make-rshared", "/"),
        ("-t", "tmpfs", "tmpfs", "/run"),
        ("-t", "tmpfs", "tmpfs", "/sys/fs/cgroup"),
        ("-t", "cgroup2", "cgroup2", "/sys/fs/cgroup"),
    ):
        subprocess.run(["mount", *words], check=True)
    for name in ("systemd/system", "log/journal", "user"):
        (Path("/run") / name).mkdir(parents=True)


def _start(stack: contextlib.ExitStack, command: Sequence[str], env: Mapping[str, str]) -> None:
    process = subprocess.Popen(command, env=dict(env), stderr=subprocess.DEVNULL)
    stack.callback(process.wait, 20)
    stack.callback(process.terminate)
