"""The sandbox band of the windows: what it says and where its links lead."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint
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


def room_band(
    context: Context, room: Callable[[], str], parent: QWidget | None = None
) -> SandboxBand:
    """Make a room view's band: its link copies the URL of the room shown, given by id or name."""
    band = _band(context, parent)
    copy = band.add_link(translate("Sandbox", "Copy room URL"))
    copy.clicked.connect(lambda: _copy_called(context, room()))
    return band


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


def _copy_called(context: Context, name: str) -> None:
    for room in _rooms(context.sandbox):
        if name.casefold() in (str(room.id), room.name.casefold()):
            copy_room_url(context, room)


def _rooms(info: SandboxInfo | None) -> tuple[SandboxRoom, ...]:
    return info.rooms if info else ()


def _band(context: Context, parent: QWidget | None) -> SandboxBand:
    return SandboxBand(context.look, _sentence(context), parent)


def _sentence(context: Context, *, secure: bool = False) -> str:
    url = context.sandbox.address(secure=secure) if context.sandbox else ""
    text = translate("Sandbox", "Nothing here touches your real data. HipChat answers at {url}")
    return text.format(url=url)
