"""What tests of the list of integrations share."""

from PySide6.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import Integration
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.gui.find import cell, table, until


def wait_for_rows(window: MainWindow, qtbot: QtBot, *names: str) -> None:
    """Wait until the list shows exactly these integrations."""
    assert window.page is not None
    assert window.context is not None
    window.context.watch.look()  # or the test would wait for the second to pass
    view = window.page.table

    def listed() -> list[str]:
        model = view.model()
        return [model.index(row, 1).data() for row in range(model.rowCount())]

    until(qtbot, lambda: view.isVisible() and listed() == list(names))


def stored(services: Services, integration: Integration) -> Integration:
    return services.integrations.load(integration.id).integration


def select(window: MainWindow, *names: str) -> None:
    view = table(window, "Integrations")
    model = view.selectionModel()
    model.clearSelection()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for name in names:
        index = cell(view, name, "Name")
        model.select(index, flags)
        model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
