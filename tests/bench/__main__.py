"""`python -m tests.bench` prints start time, memory and --version against an empty window.

At last it prints how long the window's thread stood still in each flow, see `tests.bench.flows`.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from hipadmin import app
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Unit
from hipadmin.profiles import Profile
from hipadmin.store import open_store

EMPTY_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        Path(sys.argv[1]).write_text("{}")

app = QApplication(sys.argv)
window = Window()
window.resize(1200, 760)
window.show()
app.exec()
"""
LIMIT_S = 60
STEP_S = 0.005
REST_S = 2.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--runs", type=int, default=7, help="counted runs of each (7)")
    parser.add_argument("--rows", type=int, default=1000, help="integrations in the list (1000)")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # an installed program has its bytecode; a checkout writes it in the first, uncounted turn
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with tempfile.TemporaryDirectory(prefix="hipadmin-bench-") as folder:
        data = Path(folder) / "data"
        fill(data, arguments.rows)
        compare(Path(folder), data, arguments.runs, arguments.rows)
    version(arguments.runs)
    subprocess.run([sys.executable, "-m", "tests.bench.flows"], check=True)


def fill(data: Path, rows: int) -> None:
    """Put ``rows`` integrations with three rooms each into a fresh store."""
    store = open_store(Profile(data).database, clock=app.clock)

    def work(unit: Unit) -> None:
        for n in range(rows):
            rooms = tuple(Room(f"r{n}-{k}", f"Room {n} {k}") for k in range(3))
            integration = Integration(
                f"i{n}", f"Integration {n:05}", "https://hipchat.example.com/v2", rooms=rooms
            )
            unit.integrations.insert(integration, app.clock())

    store.write(work)
    store.close()


def compare(folder: Path, data: Path, runs: int, rows: int) -> None:
    """Start the empty window and ours in turn; print both and the ratio of the medians."""
    ready = folder / "ready"
    empty = [sys.executable, "-c", EMPTY_WINDOW, str(ready)]
    ours = [
        *(sys.executable, "-m", "hipadmin"),
        *("--data-dir", str(data), "--ready-file", str(ready)),
    ]
    measured: Figures = {"empty": [], "ours": []}
    for turn in range(runs + 1):
        for name, command in (("empty", empty), ("ours", ours)):
            figures = start(command, ready)
            if turn:  # the first turn warms the disk cache
                measured[name].append(figures)
    report(f"start, {rows} integrations", "s", measured, lambda f: f[0], 2.0)
    # of the same start, without what others take from the machine meanwhile
    report("processor time until then", "s", measured, lambda f: f[1])
    report("resident memory of the window", "MB", measured, lambda f: f[2], 1.7)
    children = statistics.median(f[3] for f in measured["ours"])
    print(f"{'its children':<34} {children:8.1f} MB")


def start(command: list[str], ready: Path) -> "Start":
    """Seconds until ``ready`` is written, those of a processor, MB resident, MB of children."""
    ready.unlink(missing_ok=True)
    began = time.perf_counter()
    process = subprocess.Popen(command)
    try:
        for _ in ticks():
            if ready.exists() and ready.stat().st_size:
                break
            if process.poll() is not None:
                raise SystemExit(f"{command} ended with {process.returncode}")
        seconds = time.perf_counter() - began
        own = psutil.Process(process.pid)
        busy = own.cpu_times()
        time.sleep(REST_S)  # what is loaded after the first paint counts as memory too
        memory = own.memory_info().rss / 1e6
        children = sum(c.memory_info().rss for c in own.children(recursive=True)) / 1e6
        return seconds, busy.user + busy.system, memory, children
    finally:
        process.terminate()
        process.wait(10)


def ticks() -> Iterator[None]:
    """One every few milliseconds, for a minute at most."""
    end = time.perf_counter() + LIMIT_S
    while time.perf_counter() < end:
        yield
        time.sleep(STEP_S)
    raise SystemExit("nothing was painted within a minute")


Start = tuple[float, float, float, float]
Figures = dict[str, list[Start]]


def report(
    title: str,
    unit: str,
    measured: Figures,
    pick: Callable[[Start], float],
    target: float | None = None,
) -> None:
    """Print the medians of both and their ratio beside the target."""
    base = statistics.median(map(pick, measured["empty"]))
    ours = statistics.median(map(pick, measured["ours"]))
    ratio = ours / base
    print(f"{title:<34} {ours:8.2f} {unit}  empty window {base:8.2f} {unit}", end="  ")
    print(f"ratio {ratio:4.2f}", f"(at most {target})" if target else "")


def version(runs: int) -> None:
    """Print how long --version takes."""
    command = [str(Path(sys.executable).with_name("hipadmin")), "--version"]
    seconds = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - began)
    print(f"{'--version':<34} {statistics.median(seconds[1:]):8.3f} s  (at most 0.15)")


if __name__ == "__main__":
    main()
