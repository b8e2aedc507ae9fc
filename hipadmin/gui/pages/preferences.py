"""Account Settings › Preferences: what the window looks like, and what is kept how long."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.backup import CHANGES_KEPT, DAYS, DELETED_KEPT, MONTHS, WEEKS
from hipadmin.gui.context import Context
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.pages.preferences_relay import Entries, RelayPreferences
from hipadmin.gui.theme import FontRole, ThemeChoice
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.fields import ComboBox
from hipadmin.gui.widgets.form import FIELD_MOST, LABEL_WIDTH, Form
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.surface import Surface

_BAR = "defaults"


class PreferencesPage(Surface):
    """The theme: applied at once, remembered for the next start. Restore defaults can be undone."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.look, "base", parent=parent)
        self._context = context
        self.theme = ComboBox(context.look)
        for choice, words in self._themes():
            self.theme.addItem(words, choice)
        self.defaults = standard(context.look, self.tr("Restore defaults"), Icon.UNDO)
        self._arrange()
        self.activate()
        self.theme.currentIndexChanged.connect(self._on_theme_chosen)
        self.relay.moved.connect(self._refresh)
        self.defaults.clicked.connect(self._on_defaults_clicked)
        self._refresh()

    def _themes(self) -> tuple[tuple[ThemeChoice, str], ...]:
        return (
            ("system", self.tr("System")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
            ("high-contrast", self.tr("High contrast")),
        )

    def _kept(self) -> tuple[str, ...]:
        return (
            self.tr(
                "A backup is made on each day on which something changed, and before the database "
                "is brought to a new format. Of the last {days} days, {weeks} weeks and {months} "
                "months the newest is kept. File › Restore a backup… brings one back."
            ).format(days=DAYS, weeks=WEEKS, months=MONTHS),
            self.tr(
                "What was deleted is removed for good after {deleted} days, and the audit log "
                "reaches back {changes} days."
            ).format(deleted=DELETED_KEPT.days, changes=CHANGES_KEPT.days),
        )

    def _arrange(self) -> None:
        look, px = self.look, self.look.px
        form = Form(look)
        form.add_wide(Label(look, self.tr("Appearance"), FontRole.SECTION))
        help_ = self.tr("System follows the desktop, its high contrast included.")
        form.add_row(self.tr("&Theme"), self.theme, help_)
        self.relay = RelayPreferences(self._context, form, self)
        heading = Label(look, self.tr("Backups and retention"), FontRole.SECTION)
        heading.setContentsMargins(0, px(16), 0, 0)
        form.add_wide(heading)
        for text in self._kept():
            form.add_wide(Label(look, text, FontRole.BODY, "text2", wrap=True))
        form.setMaximumWidth(px(LABEL_WIDTH + 16 + FIELD_MOST))
        side = QHBoxLayout()
        side.setContentsMargins(px(24), px(24), px(24), px(24))
        side.addWidget(form, 1)
        side.addStretch(0)
        side.setAlignment(form, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PageHead(look, self.tr("Preferences"), primary=self.defaults))
        column.addLayout(side)
        column.addStretch(1)

    def activate(self) -> None:
        """The page is shown: show what is chosen."""
        blocked = self.theme.blockSignals(True)
        self.theme.setCurrentIndex(self.theme.findData(self._context.settings.theme))
        self.theme.blockSignals(blocked)
        self.relay.read()

    def reload(self) -> None:
        """Show what is chosen."""
        self.activate()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.theme

    @Slot()
    def _on_theme_chosen(self) -> None:
        choice: ThemeChoice = self.theme.currentData()
        self._context.settings.theme = choice
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._context.look.apply(app, choice)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        moved = self.theme.currentData() != "system" or self.relay.entries() != Entries()
        self.defaults.setEnabled(moved)

    @Slot()
    def _on_defaults_clicked(self) -> None:
        theme, entries = self.theme.currentIndex(), self.relay.entries()
        self._enter(self.theme.findData("system"), Entries())
        undo = Act(self.tr("Undo"), lambda: self._take_back(theme, entries))
        message = Message(Tone.OK, self.tr("The defaults are restored."), "", (undo,))
        self._context.navigator.say(_BAR, message)
        self.theme.setFocus()

    def _take_back(self, theme: int, entries: Entries) -> None:
        self._context.navigator.unsay(_BAR)
        self._enter(theme, entries)

    def _enter(self, theme: int, entries: Entries) -> None:
        self.theme.setCurrentIndex(theme)
        self.relay.enter(entries)
