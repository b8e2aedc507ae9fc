"""`hipadmin tour`: the main job without a display, its pictures, and what a failing step does."""

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from hipadmin.services.relay.settings import LOOPBACK, PORT
from tests.places import Disk, small_disk

NO_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
BROKEN_START = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hipadmin.domain.errors import StoreTrouble
from hipadmin.gui.application import WindowOptions
from hipadmin.recovery.places import Recovery
from hipadmin.gui.tour import director, run_tour

director.LIMIT_S = 2.0

def broken():
    raise StoreTrouble("The disk cannot be read.")

out = Path(sys.argv[1])
options = WindowOptions(Recovery(out, 1), out / "window.ini", True, "", None, datetime.now(UTC))
sys.exit(run_tour(out, "light", options, broken))
"""


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    env = {name: value for name, value in os.environ.items() if name not in NO_DISPLAY}
    return subprocess.run(
        [sys.executable, *command], env=env, capture_output=True, text=True, timeout=100
    )


def transcript(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "transcript.json").read_text(encoding="utf-8"))
    return found


@contextlib.contextmanager
def port_taken() -> Iterator[None]:
    """The port of Preferences is another program's, such as the relay of the real data."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # so it is already
            stack.enter_context(socket.create_server((LOOPBACK, PORT)))
        yield


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_without_a_display_the_tour_does_the_main_job(tmp_path: Path, theme: str) -> None:
    out = tmp_path / "pictures"
    with port_taken():
        done = run("-m", "hipadmin", "tour", "--theme", theme, "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert str(out) in done.stdout
    told = transcript(out)
    assert told["ok"]
    assert told["theme"] == theme
    steps = told["steps"]
    assert [step["number"] for step in steps] == list(range(1, len(steps) + 1))
    assert all(step["confirmed"] and step["pictures"] for step in steps)
    assert not any(step["problem"] for step in steps)
    look_at(out, [name for step in steps for name in step["pictures"]])
    shown = {name[3:-4] for step in steps for name in step["pictures"]}
    assert shown >= {"connect-a-source", "first-event", "activity", "alert-acknowledged"}


def look_at(folder: Path, names: list[str]) -> None:
    """The pictures are there, numbered, each of something, and no two neighbours alike."""
    assert names == sorted(file.name for file in folder.glob("*.png"))
    assert [int(name[:2]) for name in names] == list(range(1, len(names) + 1))
    pictures = [QImage(str(folder / name)) for name in names]
    assert all(colours(picture) > 20 for picture in pictures)
    assert all(a != b for a, b in pairwise(pictures))


def colours(picture: QImage) -> int:
    """How many different colours stand at a grid of spots."""
    assert picture.width() >= 800
    assert picture.height() >= 500
    across, down = range(0, picture.width(), 3), range(0, picture.height(), 3)
    return len({QColor(picture.pixel(x, y)).rgb() for x in across for y in down})


def test_a_step_that_is_not_confirmed_ends_with_1_and_says_which(tmp_path: Path) -> None:
    done = run("-c", BROKEN_START, str(tmp_path))
    assert done.returncode == 1
    told = transcript(tmp_path)
    assert not told["ok"]
    assert told["steps"][-1]["problem"]
    assert "Not confirmed: 1 An empty window says what to do first" in done.stderr
    assert [file.name for file in tmp_path.glob("*.png")] == ["01-failed.png"]


FULL = """
import sys
from pathlib import Path
from hipadmin.cli import main
from hipadmin.gui.tour import director
from tests.places import Disk

class Filling(director.Director):
    def start(self):
        Disk(Path(sys.argv[1])).fill()
        super().start()

from hipadmin.gui.tour import play
play.Director = Filling
sys.exit(main(["tour", "--out", sys.argv[1]]))
"""


def test_where_no_picture_can_be_kept_it_ends_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    done = run("-m", "hipadmin", "tour", "--out", str(file))
    assert done.returncode == 1
    assert f"No pictures can be kept in {file}: " in done.stderr
    assert file.read_text() == "in the way"


def test_a_disk_that_is_full_meanwhile_ends_it(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1024 * 1024) as disk:
        if type(disk) is not Disk:
            pytest.skip("a limit on the size of files is that of this process alone")
        done = run("-c", FULL, str(disk.folder))
    assert done.returncode == 1
    assert "could not be written" in done.stderr
