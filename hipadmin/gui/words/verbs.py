"""What can be done with a selection: the same entries, in the same order, in every menu."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, Protocol

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QWidget

from hipadmin.gui.look.icons import Icon, icon
from hipadmin.gui.widgets.menu import PopupMenu

translate = QCoreApplication.translate


class Verb(NamedTuple):
    """An entry; ``name`` is that of the page's method."""

    name: str
    text: str
    icon: Icon


class Acting(Protocol):
    """A page with a selection. It has a method for each verb it knows."""

    def can(self, verb: str) -> bool:
        """Whether the verb would do something now."""


def verbs() -> tuple[Verb, ...]:
    """Every verb, in the order of the menu Integration."""
    return (
        Verb("edit", translate("Verbs", "&Edit…"), Icon.PENCIL),
        Verb("duplicate", translate("Verbs", "D&uplicate"), Icon.COPY),
        Verb("test", translate("Verbs", "&Test"), Icon.SEND),
        Verb("send_message", translate("Verbs", "Send a test &message…"), Icon.PENCIL),
        Verb("room_view", translate("Verbs", "Open room &view"), Icon.ROOM),
        Verb("tokens", translate("Verbs", "To&kens…"), Icon.KEY),
        Verb("turn_on", translate("Verbs", "Turn &on"), Icon.PLAY),
        Verb("turn_off", translate("Verbs", "Turn o&ff"), Icon.POWER),
        Verb("delete", translate("Verbs", "&Delete…"), Icon.TRASH),
    )


def show_menu(
    page: QWidget, name: str, acting: Acting, spot: QPoint, more: Sequence[Verb] = ()
) -> None:
    """Show what can be done with the selection now, ``more`` first."""
    menu = PopupMenu(name, page)
    for verb in (*more, *verbs()):
        act = getattr(acting, verb.name, None)
        if callable(act) and acting.can(verb.name):
            menu.addAction(icon(verb.icon), verb.text, partial(act))
    if not menu.isEmpty():
        menu.popup(spot)
