"""A systemctl and a loginctl that keep their state in a folder, for machines without systemd."""

import os
import sys
from pathlib import Path

from hipadmin.services.relay.user_service import Means, UserService

# what the one of systemd 252 answers, as `python -m tests.drills.service` shows
SCRIPT = """#!/bin/sh
echo "$*" >> {folder}/calls
shift
case "$1" in
show)
  case "$2" in *StatusText*) cat {folder}/status 2>/dev/null ;; *) exit {answers} ;; esac ;;
is-active) test -e {folder}/active ;;
enable)
  test ! -e {folder}/masked || {{ echo "Failed to enable unit: Unit is masked." >&2; exit 1; }} ;;
restart)
  test ! -e {folder}/status || {{ echo "Job for $2 failed." >&2; exit 1; }}
  touch {folder}/active ;;
disable) rm -f {folder}/active ;;
stop) rm -f {folder}/active ;;
reset-failed) echo "Failed to reset failed state of unit $2: Unit $2 not loaded." >&2; exit 1 ;;
esac
"""


def systemctl(folder: Path, *, answers: bool = True) -> str:
    """Write one that notes its calls in ``folder``.

    A file ``masked`` there lets enable fail; a file ``status``, which holds what the service said
    last, lets its start fail.
    """
    text = SCRIPT.format(folder=folder, answers=0 if answers else 1)
    return _script(folder / "systemctl", text)


def loginctl(folder: Path, lingers: str) -> str:
    """Write one that knows whether this user lingers: "yes", "no", or nothing of this user."""
    user = f'"show-user {os.getuid()} --property=Linger"'
    known = f"echo Linger={lingers}" if lingers else "exit 1"
    return _script(folder / "loginctl", f'#!/bin/sh\ntest "$*" = {user} && {known}\n')


def _script(file: Path, text: str) -> str:
    assert sys.platform != "win32"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
    return str(file)


class NoCopy:
    """Seals nothing."""

    in_use = False

    def seal(self) -> None:
        pass

    def forget(self) -> None:
        pass


def user_service(folder: Path) -> UserService:
    """A service under these two, in ``folder``; it ends when its user logs out."""
    means = Means(
        NoCopy(),
        ("hipadmin", "relay"),
        folder / "units",
        systemctl=systemctl(folder),
        loginctl=loginctl(folder, "no"),
    )
    return UserService(means)


def calls(folder: Path) -> list[str]:
    """What was asked of it so far."""
    file = folder / "calls"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
