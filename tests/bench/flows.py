"""`python -m tests.bench.flows` prints the longest time the window stood still, flow by flow."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hipadmin.gui.application import load_qt

load_qt()  # as the program does: with Qt's import hook every first dialog would take longer

from PySide6.QtWidgets import QApplication

from hipadmin.domain.integration import IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.services.sandbox_child import SandboxChild
from tests.crowd import MANY, fill
from tests.flows.acts import FLOWS, TESTED
from tests.flows.stage import Stage
from tests.watchdog import LIMIT_S, Watchdog


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
    """Let the flows happen one after the other in one window."""
    fill(folder / "hipadmin.db", count)
    stage = Stage(folder, sandbox)
    furnish(stage)
    try:
        tell("open", stage.open(), stacks)
        for name, flow in FLOWS.items():
            if not wanted or name in wanted:
                tell(name, stage.watch(flow), stacks)
    finally:
        stage.close()


def furnish(stage: Stage) -> None:
    """Add some integrations that can post into the sandbox."""
    room = stage.sandbox.rooms[0]
    draft = RoomDraft(str(room.id), TokenEdit.to(stage.sandbox.room_tokens[room.id]))
    for n in range(TESTED):
        stage.services.integrations.add(
            IntegrationDraft(f"Tested {n}", stage.sandbox.url, rooms=(draft,))
        )


def tell(name: str, watchdog: Watchdog, stacks: bool) -> None:
    """Print one line, and where it stood."""
    longest, most = watchdog.longest, watchdog.most_cpu
    mark = "" if longest.wall <= LIMIT_S else f"  {len(watchdog.stalls)} times above 50 ms"
    print(
        f"{name:<18} longest stall {longest.wall * 1000:6.0f} ms, "
        f"at most {most.cpu * 1000:6.0f} ms of processor time{mark}",
        flush=True,
    )
    if stacks:
        for stall in sorted(watchdog.stalls, key=lambda s: -s.cpu)[:4]:
            print(stall)


if __name__ == "__main__":
    main()
