"""Menu Sandbox › Faults: what the sandbox does on a bad day, switched on and off."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.keyboard.letters import give_menu_letters
from hipadmin.gui.widgets.file_chooser import FileChooser
from hipadmin.services.sandbox_switches import (
    SELF_SIGNED,
    Fault,
    Limits,
    SandboxSwitches,
    Switched,
    Value,
)

translate = QCoreApplication.translate

VALUES: dict[str, tuple[float, ...]] = {
    "slow": (1.0, 3.0, 10.0),
    "hang": (10.0, 60.0, 300.0),
    "clock-skew": (-3600.0, 300.0, 3600.0),
}
"""Seconds that are offered for the faults that take some."""
ORDER = (
    *("slow", "hang", "500", "503", "cut-off", "wrong-json"),
    *("html", "redirect", "reset", SELF_SIGNED, "clock-skew", "reset-header"),
)
"""The menu's order: from what happens every day to what hardly ever does."""
TIGHT = Limits(people=5, addons=5, sends=2)
"""So few that a person meets the limits by hand."""


class FaultSwitches(QObject):
    """How the sandbox's switches stand, asked and changed off the GUI thread.

    Attributes:
        now: how they stood when last asked.

    Signals:
        changed: `now` did.
    """

    changed = Signal()

    def __init__(self, context: Context, url: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._context = context
        self._switches = SandboxSwitches(url)
        self.now = Switched((), Limits())

    @Slot()
    def look(self) -> None:
        """Ask how they stand."""
        self._run(self._switches.look)

    def look_then(self, act: Callable[[], None]) -> None:
        """Do ``act`` when it is known how they stand."""

        def told(switched: Switched) -> None:
            self._on_told(switched)
            act()

        self._run(self._switches.look, told)

    def switch(self, fault: Fault, on: bool, value: Value = None) -> None:
        """Switch a fault."""
        self._run(lambda: self._switches.switch(fault.name, on, value))

    @Slot()
    def all_off(self) -> None:
        """Switch every fault off."""
        self._run(self._switches.all_off)

    def limit(self, limits: Limits) -> None:
        """Set the rate limits."""
        self._run(lambda: self._switches.limit(limits))

    def ask_for_certificate_file(self) -> None:
        """Let a person choose where the certificate of the sandbox's https goes."""
        chooser = FileChooser(self._context.look, self._window, self.tr("Save certificate"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([self.tr("Certificates (*.pem)")])
        chooser.setDefaultSuffix("pem")
        chooser.selectFile("hipadmin-sandbox.pem")
        chooser.fileSelected.connect(lambda path: self.save_certificate(Path(path)))
        chooser.open()

    def save_certificate(self, path: Path) -> None:
        """Write the certificate there, for the field CA certificate of an integration."""
        text = self.tr("Choose {path} under Advanced, CA certificate.").format(path=path)
        self._context.jobs.run(
            lambda _job: self._switches.save_certificate(path),
            then=lambda _none: self._context.navigator.note(text),
            failed=self._context.navigator.explain,
            lane=Lane.NET,
            owner=self,
        )

    def _run(
        self, ask: Callable[[], Switched], then: Callable[[Switched], None] | None = None
    ) -> None:
        self._context.jobs.run(
            lambda _job: ask(),
            then=then or self._on_told,
            failed=self._on_failed,
            lane=Lane.NET,
            owner=self,
        )

    def _on_told(self, switched: Switched) -> None:
        self.now = switched
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._context.navigator.explain(error)
        self.changed.emit()  # a check mark that was set too early goes back


def fill_fault_menu(menu: QMenu, switches: FaultSwitches) -> None:
    """Fill ``menu`` now, and anew whenever the switches stand otherwise."""
    show = partial(_fill, menu, switches)
    switches.changed.connect(show)
    menu.aboutToShow.connect(partial(give_menu_letters, menu))
    menu.aboutToShow.connect(switches.look)
    show()


def faults_text(switched: Switched) -> str:
    """How many faults are on; empty without any."""
    count = len(switched.on)
    if not count:
        return ""
    if count == 1:
        return translate("Faults", "1 fault on")
    return translate("Faults", "{count} faults on").format(count=count)


def _fill(menu: QMenu, switches: FaultSwitches) -> None:
    stand = _standing(switches.now)
    if menu.property("stand") == stand:
        return  # a menu that is open stays as it is
    menu.setProperty("stand", stand)
    menu.clear()
    for old in menu.findChildren(QMenu):
        old.deleteLater()
    for fault in sorted(switches.now.faults, key=_place):
        if fault.name in VALUES:
            _add_values(menu, switches, fault)
        else:
            action = _checkable(menu, fault_name(fault), fault.is_on)
            action.triggered.connect(lambda on, fault=fault: switches.switch(fault, on))
    menu.addSeparator()
    save = translate("Faults", "Save certificate…")
    menu.addAction(save, switches.ask_for_certificate_file).setEnabled(switches.now.secure)
    _add_limits(menu, switches)
    menu.addSeparator()
    off = menu.addAction(translate("Faults", "All faults off"), switches.all_off)
    off.setEnabled(bool(switches.now.on))


def _place(fault: Fault) -> int:
    return ORDER.index(fault.name) if fault.name in ORDER else len(ORDER)


def _standing(switched: Switched) -> str:
    return repr((switched.faults, switched.limits))


def _checkable(menu: QMenu, text: str, on: bool) -> QAction:
    action = menu.addAction(text)
    action.setCheckable(True)
    action.setChecked(on)
    return action


def _submenu(menu: QMenu, title: str) -> tuple[QMenu, QActionGroup]:
    found = QMenu(title, menu)
    found.setAccessibleName(title)
    found.aboutToShow.connect(partial(give_menu_letters, found))
    menu.addMenu(found)
    return found, QActionGroup(found)


def _add_values(menu: QMenu, switches: FaultSwitches, fault: Fault) -> None:
    title = fault_name(fault)
    if fault.is_on:
        title = translate("Faults", "{fault}: {value}").format(
            fault=title, value=seconds_text(fault.value)
        )
    values, group = _submenu(menu, title)
    off = _checkable(values, translate("Faults", "Off"), not fault.is_on)
    off.triggered.connect(lambda: switches.switch(fault, False))
    group.addAction(off)
    for value in VALUES[fault.name]:
        chosen = fault.is_on and fault.value == value
        action = _checkable(values, seconds_text(value), chosen)
        action.triggered.connect(partial(_switch_on, switches, fault, value))
        group.addAction(action)


def _switch_on(switches: FaultSwitches, fault: Fault, value: float, _checked: bool = True) -> None:
    switches.switch(fault, True, value)


def _add_limits(menu: QMenu, switches: FaultSwitches) -> None:
    limits, group = _submenu(menu, translate("Faults", "Rate limits"))
    now, usual = switches.now.limits, Limits()
    choices = (
        (translate("Faults", "As HipChat’s"), usual),
        (translate("Faults", "Tight: 5 requests in five minutes"), TIGHT),
        (translate("Faults", "Never refuse"), Limits(unlimited=True)),
    )
    for text, wanted in choices:
        action = _checkable(limits, text, now.unlimited if wanted.unlimited else now == wanted)
        action.triggered.connect(lambda _checked, wanted=wanted: switches.limit(wanted))
        group.addAction(action)


def fault_name(fault: Fault) -> str:
    """What a fault is called in the menu; one that is new here says what it does."""
    return {
        "slow": translate("Faults", "Slow answers"),
        "hang": translate("Faults", "No answer"),
        "500": translate("Faults", "Error 500"),
        "503": translate("Faults", "Not available: 503"),
        "cut-off": translate("Faults", "Answers cut off half-way"),
        "wrong-json": translate("Faults", "Answers that are not JSON"),
        "html": translate("Faults", "A web page instead of answers"),
        "redirect": translate("Faults", "Redirect to a sign-in page"),
        "reset": translate("Faults", "Connections reset"),
        SELF_SIGNED: translate("Faults", "Self-signed certificate"),
        "clock-skew": translate("Faults", "Clock is off"),
        "reset-header": translate("Faults", "Rate headers tell a duration"),
    }.get(fault.name, fault.about)


def seconds_text(value: Value) -> str:
    """So many seconds, in the largest unit that is whole."""
    if not isinstance(value, int | float):
        return str(value)
    sign, left = ("−" if value < 0 else ""), abs(value)
    if left >= 3600 and left % 3600 == 0:
        return translate("Faults", "{sign}{count} h").format(sign=sign, count=round(left / 3600))
    if left >= 60 and left % 60 == 0:
        return translate("Faults", "{sign}{count} min").format(sign=sign, count=round(left / 60))
    return translate("Faults", "{sign}{count:g} s").format(sign=sign, count=left)
