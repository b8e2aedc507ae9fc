import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hipadmin.services.sandbox_child import SandboxChild
from tests.crowd import MANY, fill
from tests.flows.acts import FLOWS, furnish, rows
from tests.flows.stage import Stage
from tests.plugins.stalls import NAME


@pytest.fixture
def stage(tmp_path: Path, qapp: QApplication) -> Iterator[Stage]:
    box = SandboxChild.start([sys.executable, "-m", "hipadmin", "sandbox", "--unlimited"])
    fill(tmp_path / "hipadmin.db", MANY)
    stage = Stage(tmp_path, box.info)
    furnish(stage)
    yield stage
    stage.close()
    box.stop()
    gc.disable()  # the window that ran gave it back; see the conftest of all tests
    gc.unfreeze()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_thousands_of_integrations_go_through_every_flow_while_a_watchdog_looks_on(
    stage: Stage, record_property: Callable[[str, object], None]
) -> None:
    stage.open()
    before = rows(stage)
    for name, flow in FLOWS.items():
        watched = stage.watch(flow)
        assert watched.beats > 0
        record_property(NAME, (watched.most_cpu.cpu, f"({name})"))
    assert rows(stage) < before - 300, "added one, deleted many"
