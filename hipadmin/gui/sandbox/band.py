"""The sandbox band of the windows: what it says and where its links lead."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, Slot
from PySide6.QtWidgets import QMenu, QWidget

from hipadmin.domain.token import Secret
from hipadmin.gui.acts.secret_copy import SecretCopy
from hipadmin.gui.context import Context
from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.sandbox.faults import FaultSwitches, fault_name, faults_text
from hipadmin.gui.widgets.band import SandboxBand
from hipadmin.gui.widgets.button import Button
from hipadmin.gui.widgets.menu import PopupMenu
from hipadmin.services.sandbox_child import SandboxInfo, SandboxRoom

translate = QCoreApplication.translate


def main_band(
    context: Context, parent: QWidget | None = None, faults: FaultSwitches | None = None
) -> SandboxBand:
    """Make the main window's band: links to every room's URL and to the room view.

    While ``faults`` are on, it says so and offers to switch them off.
    """
    band = _band(context, parent)
    if faults is not None:
        _tell_faults(context, band, faults)
    copy = band.add_link(translate("Sandbox", "Copy room URL"))
    copy.clicked.connect(lambda: offer_room_urls(context, copy, faults))
    view = band.add_link(translate("Sandbox", "Open room view"))
    view.clicked.connect(lambda: context.navigator.open_room_view())
    return band


def _tell_faults(context: Context, band: SandboxBand, faults: FaultSwitches) -> None:
    off = band.add_link(translate("Sandbox", "All faults off"))
    off.clicked.connect(faults.all_off)

    def show() -> None:
        said = faults_text(faults.now)
        names = ", ".join(fault_name(fault) for fault in faults.now.on)
        told = translate("Sandbox", "{count}: {faults}. ").format(count=said, faults=names)
        band.set_text((told if said else "") + _sentence(context, secure=faults.now.secure))
        off.setVisible(bool(said))

    faults.changed.connect(show)
    show()


class RoomBand(SandboxBand):
    """A room view's band: its link copies the URL of the room shown, given by id or name.

    It says and copies the address that works while ``faults`` stand as they do.
    """

    def __init__(
        self,
        context: Context,
        room: Callable[[], str],
        faults: FaultSwitches | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context.look, "", parent)
        self._context = context
        self._room = room
        self._faults = faults
        copy = self.add_link(translate("Sandbox", "Copy room URL"))
        copy.clicked.connect(self._on_copy_clicked)
        if faults is not None:
            faults.changed.connect(self._on_faults_changed)
            faults.look()  # whoever has the address may have switched them meanwhile
        self._on_faults_changed()

    @Slot()
    def _on_faults_changed(self) -> None:
        secure = self._faults is not None and self._faults.now.secure
        self.set_text(_sentence(self._context, secure=secure))

    @Slot()
    def _on_copy_clicked(self) -> None:
        called = self._room().casefold()
        for room in _rooms(self._context.sandbox):
            if called in (str(room.id), room.name.casefold()):
                self._copy(partial(copy_room_url, self._context, room, self._faults))

    def _copy(self, copy: Callable[[], None]) -> None:
        if self._faults is None:
            copy()
        else:
            self._faults.look_then(copy)


def copy_room_url(context: Context, room: SandboxRoom, faults: FaultSwitches | None = None) -> None:
    """Put the room's posting address, token included, on the clipboard for some seconds."""
    if context.sandbox is None:
        return
    what = translate("Sandbox", "Room URL of {room}").format(room=room.name)
    secure = faults is not None and faults.now.secure
    SecretCopy.put(Secret(context.sandbox.room_url(room, secure=secure)), what)


def fill_room_urls(menu: QMenu, context: Context, faults: FaultSwitches | None = None) -> None:
    """Offer each room's URL in ``menu``."""
    for room in _rooms(context.sandbox):
        name = room.name.replace("&", "&&")
        menu.addAction(name, partial(copy_room_url, context, room, faults))


def offer_room_urls(context: Context, button: Button, faults: FaultSwitches | None) -> None:
    """Copy the only room's URL, or let a person choose among several below ``button``."""
    rooms = _rooms(context.sandbox)
    if len(rooms) == 1:
        copy_room_url(context, rooms[0], faults)
        return
    menu = PopupMenu(plain(button.text()), button)
    fill_room_urls(menu, context, faults)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def _rooms(info: SandboxInfo | None) -> tuple[SandboxRoom, ...]:
    return info.rooms if info else ()


def _band(context: Context, parent: QWidget | None) -> SandboxBand:
    return SandboxBand(context.look, _sentence(context), parent)


def _sentence(context: Context, *, secure: bool = False) -> str:
    url = context.sandbox.address(secure=secure) if context.sandbox else ""
    text = translate("Sandbox", "Nothing here touches your real data. HipChat answers at {url}")
    return text.format(url=url)
