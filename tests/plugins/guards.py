"""Puts the house rules in force; named in the conftest of all tests."""

import pytest

from tests.plugins.audit import Audit
from tests.plugins.gui_thread import GuiThread
from tests.plugins.leaks import Leaks
from tests.plugins.log_records import LogRecords
from tests.plugins.network import Network
from tests.plugins.stalls import Stalls


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the test of the rules, which breaks them, wait less."""
    parser.addini("leak_grace", "seconds that what is about to end may take", default="2.0")


def pytest_configure(config: pytest.Config) -> None:
    """Register one object per rule; each keeps its own state."""
    audit = Audit()
    for name, plugin in (
        ("network", Network(audit)),
        ("GUI thread", GuiThread(audit)),
        ("log records", LogRecords()),
        ("stalls", Stalls()),
        ("leaks", Leaks(audit, float(config.getini("leak_grace")))),
    ):
        config.pluginmanager.register(plugin, f"hipadmin {name}")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the order's seed at the end too, where a quiet run and a cut-off log have it."""
    seed = config.getoption("randomly_seed", None)
    if seed is not None:
        terminalreporter.write_line(f"order: --randomly-seed={seed}")
