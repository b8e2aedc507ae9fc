"""The menu Sandbox, and what `--sandbox` adds to the main window."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from hipadmin.gui.context import Context
from hipadmin.gui.keyboard.letters import give_menu_letters, plain
from hipadmin.gui.look.icons import Icon, icon
from hipadmin.gui.starting import start_command, start_detached
from hipadmin.gui.widgets.menu import Menu
from hipadmin.gui.windows.room_views import RoomViews

if TYPE_CHECKING:  # a window over real data has one entry in this menu
    from hipadmin.gui.sandbox.faults import FaultSwitches
    from hipadmin.gui.window import MainWindow

translate = QCoreApplication.translate

Starter = Callable[[Sequence[str]], bool]
"""Starts a command that outlives us; says whether it started."""


def furnish(window: "MainWindow", context: Context) -> None:
    """Give the main window its menu, its room views and, under the sandbox, the band."""
    faults = _switches(window, context)
    fill_sandbox_menu(window.actions_.sandbox_menu, context, faults=faults)
    views = RoomViews(context, window, faults)
    window.navigator.room_views = views
    window.closed.connect(views.close)
    if context.sandbox is None:
        return
    from hipadmin.gui.sandbox.band import main_band

    column = window.band_area.layout()
    if column is not None:
        column.addWidget(main_band(context, faults=faults))


def _switches(window: "MainWindow", context: Context) -> "FaultSwitches | None":
    if context.sandbox is None:
        return None
    from hipadmin.gui.sandbox.faults import FaultSwitches, faults_text

    faults = FaultSwitches(context, context.sandbox.url, window)
    faults.changed.connect(
        lambda: window.status.show_sandbox(context.sandbox, faults_text(faults.now))
    )
    faults.look()
    return faults


def fill_sandbox_menu(
    menu: QMenu,
    context: Context,
    start: Starter | None = None,
    faults: "FaultSwitches | None" = None,
) -> None:
    """Fill the menu; ``start`` starts a second program that works in the sandbox."""
    if context.sandbox is None:
        text = translate("Sandbox", "&Try in the sandbox")
        run = start or start_detached
        menu.addAction(icon(Icon.FLASK), text, lambda: try_sandbox(context, run))
        return
    from hipadmin.gui.sandbox.band import fill_room_urls
    from hipadmin.gui.sandbox.faults import fill_fault_menu

    urls = menu.addMenu(icon(Icon.COPY), translate("Sandbox", "&Copy room URL"))
    urls.setAccessibleName(plain(urls.title()))
    urls.aboutToShow.connect(partial(give_menu_letters, urls))
    fill_room_urls(urls, context, faults)
    if faults is not None:
        urls.aboutToShow.connect(faults.look)
    text = translate("Sandbox", "&Open room view")
    menu.addAction(icon(Icon.ROOM), text, lambda: context.navigator.open_room_view())
    if faults is not None:
        wrong = Menu(context.look, translate("Sandbox", "&Faults"), menu)
        wrong.setIcon(icon(Icon.ALERT_CIRCLE))
        menu.addMenu(wrong)
        wrong.setAccessibleName(plain(wrong.title()))
        fill_fault_menu(wrong, faults)


def try_sandbox(context: Context, start: Starter) -> None:
    """Start hipadmin over the sandbox beside this window, and say so."""
    if start(sandbox_command()):
        said = translate("Sandbox", "The sandbox opens in a window of its own")
    else:
        said = translate("Sandbox", "The sandbox did not start")
    context.navigator.note(said)


def sandbox_command() -> list[str]:
    """The command that starts this program over the sandbox."""
    return start_command(["--sandbox"])
