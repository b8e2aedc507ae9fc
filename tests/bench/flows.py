"""`python -m tests.bench.flows` prints the longest time the window stood still, flow by flow."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hipadmin.gui.loading import load_qt

load_qt()  # as the program does: with Qt's import hook every first dialog would take longer

from PySide6.QtWidgets import QApplication

from hipadmin.services.sandbox_child import SandboxChild
from tests.bench.plain_table import PlainTable, watch
from tests.crowd import MANY, fill
from tests.flows.acts import FLOWS, furnish
from tests.flows.stage import Stage
from tests.watchdog import LIMIT_S, Watchdog

LIMITS_S = {"sort": 0.1}
"""What a flow may take at once, where it is more than `LIMIT_S`."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.flows")
    parser.add_argument("--rows", type=int, default=MANY, help=f"integrations in the list ({MANY})")
    parser.add_argument("--stacks", action="store_true", help="print where the window stood")
    parser.add_argument("flows", nargs="*", choices=[[], *FLOWS], help="only these")
    arguments = parser.parse_args()
    app = QApplication([])
    box = SandboxChild.start([sys.executable, "-m", "hipadmin", "sandbox", "--unlimited"])
    with tempfile.TemporaryDirectory(prefix="hipadmin-bench-") as folder:
        try:
            run(Path(folder), arguments.rows, box.info, arguments.flows, arguments.stacks)
        finally:
            box.stop()
    del app


def run(folder: Path, count: int, sandbox, wanted: list[str], stacks: bool) -> None:
    """Let the flows happen one after the other in one window, after those of a plain table."""
    print(f"the window's thread with {count} integrations, longest time away from its event loop:")
    plain = measure(count)
    print(f"{'idle':<18}{ms(plain.pop('idle'))}, which is the machine's own")
    fill(folder / "hipadmin.db", count)
    stage = Stage(folder, sandbox)
    furnish(stage)
    try:
        tell("open", stage.open(), stacks, 0.0)
        for name, flow in FLOWS.items():
            if not wanted or name in wanted:
                tell(name, stage.watch(flow), stacks, plain.get(name, 0.0))
    finally:
        stage.close()


def measure(count: int) -> dict[str, float]:
    """Seconds of the longest stall of a plain table, by flow."""
    table = PlainTable(count)
    try:
        return {name: watch(Watchdog(), acts).longest.wall for name, acts in table.acts().items()}
    finally:
        table.close()


def tell(name: str, watchdog: Watchdog, stacks: bool, plain: float) -> None:
    """Print one line, and where it stood."""
    longest, most, limit = watchdog.longest, watchdog.most_cpu, LIMITS_S.get(name, LIMIT_S)
    above = sum(stall.wall > limit for stall in watchdog.stalls)
    often = f", {above} times more" if above else ""
    beside = f"; plain table {ms(plain)}, ratio {longest.wall / plain:.1f}" if plain else ""
    told = f"(at most{ms(limit)}{often}),{ms(most.cpu)} of processor time{beside}"
    print(f"{name:<18}{ms(longest.wall)} {told}", flush=True)
    if stacks:
        for stall in sorted(watchdog.stalls, key=lambda s: -s.cpu)[:4]:
            print(stall)


def ms(seconds: float) -> str:
    """Seconds as milliseconds, in a column of its own."""
    return f"{seconds * 1000:5.0f} ms"


if __name__ == "__main__":
    main()
