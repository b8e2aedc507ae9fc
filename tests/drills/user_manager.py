"""A real systemd for the services of one user who is logged in, as a real logind has it.

In namespaces of its own: nothing of it stays.

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
PROGRAMS = (
    *("unshare", "mount", "systemctl", "journalctl", "loginctl"),
    *("dbus-daemon", "gnome-keyring-daemon"),
)
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


# what logind keeps of a session that PAM opened; without them nobody is logged in
_USER_FILE = "NAME=root\nSTATE=active\nSESSIONS=c1\nACTIVE_SESSIONS=c1\n"
_SESSION_FILE = (
    "UID=0\nUSER=root\nACTIVE=1\nSTATE=active\nREMOTE=0\nTYPE=tty\nCLASS=user\n"
    "SCOPE=session-c1.scope\nLEADER=1\nREALTIME=1\nMONOTONIC=1\n"
)


class UserManager:
    """It, while it runs."""

    def __init__(self, env: Mapping[str, str], stack: contextlib.ExitStack) -> None:
        self._env = dict(env)
        self._stack = stack
        self._process: subprocess.Popen[bytes] | None = None

    def log_in(self) -> None:
        """Start it, as the first login of the user does."""
        enter = [sys.executable, "-c", _ENTER, str(_USER / "cgroup.procs")]
        command = [*enter, str(_PARTS / "systemd"), "--user", "--log-target=journal"]
        self._process = _start(self._stack, command, self._env)
        until(lambda: self.systemctl("is-system-running") == "running")

    def log_out(self) -> None:
        """Have it end and take its services along, as it does after the last logout."""
        assert self._process is not None
        self.systemctl("exit")
        self._process.wait(60)

    def systemctl(self, *words: str) -> str:
        """What it prints."""
        return self._run("systemctl", "--user", *words)

    def fact(self, unit: str, name: str) -> str:
        """A property of a unit."""
        return self.systemctl("show", f"--property={name}", "--value", unit)

    def loginctl(self, *words: str) -> str:
        """What it prints."""
        return self._run("loginctl", *words)

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
    with contextlib.ExitStack() as stack:
        made = UserManager(env, stack)
        _start(stack, [str(_PARTS / "systemd-journald")], env)
        _open_session(stack, env)
        until(lambda: made.loginctl("show-user", "0", "--property=Linger") == "Linger=no")
        _USER.mkdir(parents=True)
        made.log_in()
        yield made


def _make_room() -> None:
    for words in (
        ("--make-rprivate", "/"),
        # credentials are mounted by a child of the manager, to be seen here
        ("--make-rshared", "/"),
        ("-t", "tmpfs", "tmpfs", "/run"),
        ("-t", "tmpfs", "tmpfs", "/var/lib/systemd"),  # where it is kept who lingers
        ("-t", "tmpfs", "tmpfs", "/sys/fs/cgroup"),
        ("-t", "cgroup2", "cgroup2", "/sys/fs/cgroup"),
    ):
        subprocess.run(["mount", *words], check=True)
    for name in ("systemd/system", "log/journal", "user"):
        (Path("/run") / name).mkdir(parents=True)


def _open_session(stack: contextlib.ExitStack, env: Mapping[str, str]) -> None:
    for name in ("dbus", "systemd/users", "systemd/sessions", "systemd/seats"):
        (Path("/run") / name).mkdir(parents=True)
    Path("/run/systemd/users/0").write_text(_USER_FILE, encoding="utf-8")
    Path("/run/systemd/sessions/c1").write_text(_SESSION_FILE, encoding="utf-8")
    _start(stack, ["dbus-daemon", "--system", "--nofork", "--nopidfile"], env)
    until(Path("/run/dbus/system_bus_socket").exists)
    _start(stack, [str(_PARTS / "systemd-logind")], env)


def _start(
    stack: contextlib.ExitStack, command: Sequence[str], env: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, env=dict(env), stderr=subprocess.DEVNULL)
    stack.callback(process.wait, 20)
    stack.callback(process.terminate)
    return process
