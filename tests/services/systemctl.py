"""A systemctl that keeps its state in a folder: for machines without a systemd for users."""

import sys
from pathlib import Path

SCRIPT = """#!/bin/sh
echo "$*" >> {folder}/calls
shift
case "$1" in
show) exit {answers} ;;
is-active) test -e {folder}/active ;;
enable)
  test ! -e {folder}/broken || {{ echo "Unit is masked." >&2; exit 1; }}
  touch {folder}/active ;;
disable) rm -f {folder}/active ;;
esac
"""


def systemctl(folder: Path, *, answers: bool = True) -> str:
    """Write one that notes its calls in ``folder``; a file ``broken`` there lets enable fail."""
    script = folder / "systemctl"
    text = SCRIPT.format(folder=folder, answers=0 if answers else 1)
    script.write_text(text, encoding="utf-8")
    script.chmod(0o755)
    assert sys.platform != "win32"
    return str(script)


def calls(folder: Path) -> list[str]:
    """What was asked of it so far."""
    file = folder / "calls"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
