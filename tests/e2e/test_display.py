"""The program on a display with a window manager: tour, ready file, and a clean end."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.e2e.desktop import child, desktop, driver, hipadmin

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

CLOSE_S = 3.0


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    with desktop(tmp_path_factory.mktemp("desktop")) as env:
        yield env


@pytest.mark.parametrize("theme", ["light", "high-contrast"])
def test_the_tour_does_the_main_job_on_a_display(
    env: Mapping[str, str], tmp_path: Path, theme: str
) -> None:
    command = hipadmin("tour", "--theme", theme, "--out", str(tmp_path))
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "transcript.json").read_text(encoding="utf-8"))
    assert told["ok"]
    assert len(list(tmp_path.glob("*.png"))) == sum(len(s["pictures"]) for s in told["steps"])


def test_a_window_that_is_ready_says_so_and_closes_within_three_seconds(
    env: Mapping[str, str], tmp_path: Path
) -> None:
    ready = tmp_path / "ready"
    command = hipadmin("--sandbox", "--data-dir", str(tmp_path), "--ready-file", str(ready))
    with child(command, env=env) as process, driver(env, process.pid) as window:
        window.sees("No integrations yet")
        told = json.loads(ready.read_text(encoding="utf-8"))
        assert told["rows"] == 0
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert time.monotonic() - began < CLOSE_S


def test_a_dialog_in_the_way_does_not_keep_the_window(
    env: Mapping[str, str], tmp_path: Path
) -> None:
    command = hipadmin("--sandbox", "--data-dir", str(tmp_path))
    with child(command, env=env) as process, driver(env, process.pid) as window:
        window.press("Add Integration")
        window.write("Name", "Half entered")
        process.send_signal(signal.SIGTERM)
        assert process.wait(CLOSE_S) == 0
