"""Pictures of every page, dialog, window and menu, in every way they are looked at.

``python -m tests.gallery --out DIR`` writes DIR/<variation>/<scene>.png, says what cannot be read
or reached, and ends with 1 if there is any. Each variation is a child process, because scale and
screen are settled before Qt starts.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.gallery.variations import VARIATIONS, Variation


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what is asked for; give the exit code."""
    options = _parser().parse_args(arguments)
    named = {variation.name: variation for variation in VARIATIONS}
    if options.here:
        return _draw(named[options.here], options.out, options.scene)
    wanted = options.variation or list(named)
    return max(_child(named[name], options) for name in wanted)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    names = [variation.name for variation in VARIATIONS]
    parser.add_argument("--variation", action="append", choices=names, help="only this one")
    parser.add_argument("--scene", action="append", metavar="NAME", help="only this one")
    parser.add_argument("--here", choices=names, help=argparse.SUPPRESS)
    return parser


def _child(variation: Variation, options: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "tests.gallery", "--out", str(options.out)]
    command += ["--here", variation.name]
    for scene in options.scene or ():
        command += ["--scene", scene]
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | variation.environment(Path(folder))
        return subprocess.run(command, env=env, check=False).returncode


def _draw(variation: Variation, out: Path, names: Sequence[str] | None) -> int:
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication, QWidget

    from tests.gallery.faults import faults_of
    from tests.gallery.scene import Scene
    from tests.gallery.show import SCENES, show

    folder = out / variation.name
    folder.mkdir(parents=True, exist_ok=True)
    faults: list[str] = []

    def keep(scene: Scene, window: QWidget) -> None:
        window.grab().save(str(folder / f"{scene.name}.png"))
        faults.extend(f"{scene.name}: {fault}" for fault in faults_of(window, variation))

    wanted = [scene for scene in SCENES if not names or scene.name in names]
    qInstallMessageHandler(_on_qt_message)
    show(QApplication(["hipadmin"]), variation, keep, wanted)
    sys.stdout.write(f"{folder}: {len(wanted)} pictures, {len(faults)} faults\n")
    sys.stdout.writelines(f"  {fault}\n" for fault in faults)
    return 1 if faults else 0


def _on_qt_message(_kind: object, _where: object, text: str) -> None:
    """Pass on what Qt has to say, but not what its offscreen platform cannot do."""
    if not text.startswith("This plugin does not support"):
        sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
