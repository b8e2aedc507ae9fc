"""The window's actions: its menus, and what their entries do."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMainWindow, QMenu, QWidget

from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind, give, told, withdraw
from hipadmin.gui.look.icons import Icon, icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.menu import Menu
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.words.verbs import verbs

_VERB_KEYS = {"test": Shortcut.TEST, "send_message": Shortcut.MESSAGE}
ACCOUNT_PAGES = ("integrations", "subscriptions", "audit", "preferences")


class Hooks(NamedTuple):
    """What the actions ask of the window."""

    page: Callable[[], object]
    show_account: Callable[[str], object]
    turn: Callable[[int], object]
    add: Callable[[str], object]
    import_file: Callable[[], object]
    export_file: Callable[[], object]
    restore: Callable[[], object]
    quit: Callable[[], object]


class Actions(QObject):
    """Every action of the menus. A page takes part by having verb, such as ``edit``."""

    def __init__(self, look: Look, window: QMainWindow, hooks: Hooks) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._hooks = hooks
        self.sandbox_menu = QMenu(window)
        self._all: list[QAction] = []
        self._listed = "integrations"
        self._on_integrations: list[QAction] = []
        self._fill()

    def _fill(self) -> None:
        self._fill_file()
        self._fill_edit()
        self._fill_view()
        self._fill_integration()
        self.sandbox_menu = self._menu(self.tr("&Sandbox"))
        self._fill_help()
        bind(self._window, Shortcut.MENU_BAR, self._open_first_menu)
        bind(self._window, Shortcut.NEXT_TAB, partial(self._hooks.turn, 1))
        bind(self._window, Shortcut.PREVIOUS_TAB, partial(self._hooks.turn, -1))

    def _open_first_menu(self) -> None:
        bar = self._window.menuBar()
        first = bar.actions()[0]
        bar.setActiveAction(first)
        menu = first.menu()
        if isinstance(menu, QMenu) and menu.isVisible():
            menu.setActiveAction(next(act for act in menu.actions() if act.isEnabled()))

    def _menu(self, title: str) -> QMenu:
        menu = Menu(self._look, title, self._window)
        self._window.menuBar().addMenu(menu)
        menu.setAccessibleName(plain(title))
        return menu

    def _add(
        self,
        menu: QMenu,
        text: str,
        run: Callable[[], object],
        sign: Icon | None = None,
        keys: Shortcut | None = None,
    ) -> QAction:
        action = QAction(text, self._window)
        action.triggered.connect(lambda: run())
        if sign is not None:
            action.setIcon(icon(sign))
        if keys is not None:
            give(action, keys)
        menu.addAction(action)
        self._all.append(action)
        return action

    def _fill_file(self) -> None:
        menu, hooks = self._menu(self.tr("&File")), self._hooks
        texts = {
            "integrations": self.tr("&Add Integration…"),
            "subscriptions": self.tr("Add &Subscription…"),
            "notifications": self.tr("Add room &notification…"),
        }
        self.adds = {
            kind: self._add(menu, text, partial(hooks.add, kind), Icon.PLUS)
            for kind, text in texts.items()
        }
        self.lists(self._listed)
        menu.addSeparator()
        self.import_file = self._add(menu, self.tr("&Import…"), hooks.import_file, Icon.IMPORT)
        self.export_file = self._add(menu, self.tr("&Export…"), hooks.export_file, Icon.EXPORT)
        self.restore = self._add(menu, self.tr("&Restore a backup…"), hooks.restore, Icon.HISTORY)
        menu.addSeparator()
        self.quit = self._add(menu, self.tr("&Quit"), hooks.quit, keys=Shortcut.QUIT)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _fill_edit(self) -> None:
        menu = self._menu(self.tr("&Edit"))
        # what they take back or do again, and whether they can, `Undoing` says
        self.undo = self._add(menu, self.tr("&Undo"), _nothing, Icon.UNDO, Shortcut.UNDO)
        self.redo = self._add(menu, self.tr("&Redo"), _nothing, Icon.REDO, Shortcut.REDO)
        menu.addSeparator()
        self.filter = self._add(
            menu, self.tr("&Filter"), self._focus_filter, Icon.SEARCH, Shortcut.FILTER
        )
        menu.addSeparator()
        self.preferences = self._add(
            menu,
            self.tr("&Preferences…"),
            lambda: self._hooks.show_account("preferences"),
            Icon.SLIDERS,
            Shortcut.PREFERENCES,
        )
        self.preferences.setMenuRole(QAction.MenuRole.PreferencesRole)

    def _fill_view(self) -> None:
        menu = self._menu(self.tr("&View"))
        names = (
            (self.tr("&Integrations"), Icon.PLUG),
            (self.tr("&Subscriptions"), Icon.SOURCE),
            (self.tr("&Audit log"), Icon.HISTORY),
        )
        for key, (text, sign) in zip(ACCOUNT_PAGES, names, strict=False):
            self._add(menu, text, partial(self._hooks.show_account, key), sign)
        menu.addSeparator()
        self.reload = self._add(menu, self.tr("&Reload"), self._reload, Icon.RETRY, Shortcut.RELOAD)

    def _fill_integration(self) -> None:
        menu = self._menu(self.tr("&Integration"))
        menu.aboutToShow.connect(self._on_integration_menu_shown)
        for verb in verbs():
            keys = _VERB_KEYS.get(verb.name)
            action = self._add(menu, verb.text, partial(self._do, verb.name), verb.icon, keys)
            action.setData(verb.name)
            self._on_integrations.append(action)

    def _fill_help(self) -> None:
        menu = self._menu(self.tr("&Help"))
        text = self.tr("&Help for this page")
        self.help = self._add(menu, text, self._show_help, Icon.HELP, Shortcut.HELP)
        self.keys = self._add(menu, self.tr("&Keyboard shortcuts"), self._show_keys, Icon.INFO)
        menu.addSeparator()
        self.diagnostics = self._add(menu, self.tr("&Diagnostics…"), _nothing, Icon.PULSE)
        self.log = self._add(menu, self.tr("&Log…"), _nothing, Icon.CODE)
        menu.addSeparator()
        self.about = self._add(menu, self.tr("&About hipadmin"), self._show_about, Icon.INFO)
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def set_open(self, opened: bool) -> None:
        """Allow what needs an open store, or only what does not."""
        always = (self.quit, self.help, self.keys, self.diagnostics, self.log, self.about)
        for action in self._all:
            action.setEnabled(opened or action in always)
        for action in (self.undo, self.redo):
            action.setEnabled(False)
        if opened:
            self.lists(self._listed)

    def lists(self, kind: str) -> None:
        """Let the keys for adding add what the page shown lists; other pages: integrations."""
        self._listed = kind if kind in self.adds else "integrations"
        for each, action in self.adds.items():
            withdraw(action)
            if each == self._listed:
                give(action, Shortcut.ADD)
        self.adds["notifications"].setEnabled(self._listed == "notifications")

    # what they do

    def _do(self, verb: str) -> None:
        act = getattr(self._hooks.page(), verb, None)
        if callable(act):
            act()

    def _reload(self) -> None:
        self._do("reload")

    def _focus_filter(self) -> None:
        page = self._hooks.page()
        if not isinstance(page, QWidget):
            return
        for head in page.findChildren(PageHead):
            if head.isVisible() and head.search is not None and head.search.isVisible():
                head.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
                head.search.selectAll()
                return

    def _on_integration_menu_shown(self) -> None:
        page = self._hooks.page()
        can = getattr(page, "can", None)
        for action in self._on_integrations:
            verb = str(action.data())
            known = callable(getattr(page, verb, None))
            action.setEnabled(bool(can(verb)) if callable(can) else known)

    def _show_help(self) -> None:
        from hipadmin.gui.help import show_help

        show_help(self._look, self._window)

    def _show_keys(self) -> None:
        from hipadmin.gui.dialogs.help import KeysDialog  # opened once in a while

        _open(KeysDialog(self._look, told(), self._window))

    def _show_about(self) -> None:
        from hipadmin.gui.dialogs.help import AboutDialog

        _open(AboutDialog(self._look, self._window))


def _nothing() -> None:
    """Wait for somebody to connect to the action."""


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
