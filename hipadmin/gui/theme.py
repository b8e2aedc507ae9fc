"""The look: theme, palette, style sheet, fonts and sizes, from one object."""

from typing import Literal
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QPalette,
    QStaticText,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFileDialog, QWidget

from hipadmin.assets import read_text
from hipadmin.gui.look.fonts import FontRole, application_font, font_of, written
from hipadmin.gui.look.house_style import HouseStyle
from hipadmin.gui.look.palette import palette_of, theme_of, writing
from hipadmin.gui.look.stylesheet import by_kind, hair_width, stylesheet
from hipadmin.gui.look.tokens import THEME_NAMES, Theme, load_theme

__all__ = ["THEME_NAMES", "FontRole", "Look", "Theme", "ThemeChoice", "load_theme"]

ThemeChoice = Literal["system", "light", "dark", "high-contrast"]

_WIDTHS = 4096
"""Widths of texts that are kept."""
_WRITTEN = 1024
"""Texts that are kept ready to be painted: more than a tall window shows."""


class Look(QObject):
    """Everything a widget asks about how to look; made once and passed by constructor.

    Signals:
        changed: theme, font or motion changed; painted widgets update, sizes are asked again.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice: ThemeChoice = "light"
        self._theme = load_theme("light")
        self._app: QApplication | None = None
        self._system_palette = QPalette()
        self._height = 0
        self._fonts: dict[FontRole, QFont] = {}
        self._metrics: dict[FontRole, QFontMetrics] = {}
        self._widths: dict[tuple[FontRole, str], int] = {}
        self._written: dict[tuple[FontRole, str], QStaticText] = {}
        self._sizes: dict[float, int] = {}
        self._colors: dict[str, QColor] = {}
        self._words: dict[str, QPalette] = {}
        self._dressed: WeakKeyDictionary[QWidget, FontRole] = WeakKeyDictionary()
        self._still: bool | None = None

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self._theme

    @property
    def choice(self) -> ThemeChoice:
        """What was asked for; ``system`` follows the desktop."""
        return self._choice

    @property
    def u(self) -> float:
        """A quarter of the application font's line height, in px: the unit of every size."""
        if not self._height:
            self._height = QFontMetrics(QApplication.font()).height()
        return self._height / 4

    @property
    def hair(self) -> int:
        """Width of a thin line in px."""
        return hair_width(self._theme, self.px)

    @property
    def ring(self) -> int:
        """Width of the focus ring in px."""
        return self.px(2)

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing shall move: chosen here, else what the desktop says."""
        if self._still is not None:
            return self._still
        return _desktop_wants_stillness()

    def set_reduced_motion(self, still: bool | None) -> None:
        """Choose stillness or motion; None follows the desktop."""
        self._still = still
        self.changed.emit()

    def px(self, size: float) -> int:
        """Turn design pixels (at a 10 point font) into real ones."""
        if size not in self._sizes:
            self._sizes[size] = round(size * self.u / 4)
        return self._sizes[size]

    def color(self, token: str) -> QColor:
        """Give the colour of ``token`` in the theme in force."""
        if token not in self._colors:
            self._colors[token] = self._theme.color(token)
        return QColor(self._colors[token])  # a copy: whoever fades it shall not fade all others

    def words(self, token: str) -> QPalette:
        """Give a palette that writes in the colour of ``token`` and is nobody's else."""
        if token not in self._words:
            self._words[token] = writing(self.color(token), self.color("disabled"))
        return self._words[token]

    def font(self, role: FontRole) -> QFont:
        """Give the font of ``role``, from the application's font."""
        if role not in self._fonts:
            self._fonts[role] = font_of(role)
        return self._fonts[role]

    def metrics(self, role: FontRole) -> QFontMetrics:
        """Give the metrics of the font of ``role``."""
        if role not in self._metrics:
            self._metrics[role] = QFontMetrics(self.font(role))
        return self._metrics[role]

    def width(self, role: FontRole, text: str) -> int:
        """Give the width of ``text`` in the font of ``role``, in px; it is kept for the next."""
        known = self._widths.get((role, text))
        if known is None:
            if len(self._widths) >= _WIDTHS:
                self._widths.clear()
            known = self._widths[role, text] = self.metrics(role).horizontalAdvance(text)
        return known

    def written(self, role: FontRole, text: str) -> QStaticText:
        """Give ``text`` ready to be painted in the font of ``role``; it is kept for the next."""
        known = self._written.get((role, text))
        if known is None:
            if len(self._written) >= _WRITTEN:
                self._written.clear()
            known = self._written[role, text] = written(text, self.font(role))
        return known

    def dress(self, widget: QWidget, role: FontRole) -> None:
        """Give ``widget`` the font of ``role`` and keep it when the system font changes."""
        self._dressed[widget] = role
        widget.setFont(self.font(role))

    def dress_bars(self, area: QAbstractScrollArea) -> None:
        """Give the scroll bars of ``area`` the look of the house; nothing before `apply`."""
        if self._app is not None:
            self._style.dress_bars(area)

    def dress_file_dialog(self, dialog: QFileDialog) -> None:
        """Give Qt's own dialog for files the look of the house; nothing before `apply`."""
        if self._app is not None:
            self._style.dress_file_dialog(dialog)

    def apply(self, app: QApplication, choice: ThemeChoice) -> None:
        """Put style, font, palette and style sheet in force for the whole application."""
        if self._app is None:
            self._adopt(app)
        self._choice = choice
        _tell_platform(choice)
        self._put_in_force()

    def _adopt(self, app: QApplication) -> None:
        self._app = app
        self._system_palette = app.palette()
        self._style = _house_style(app)
        app.setFont(application_font(app.font()))
        self._forget_sizes()
        app.fontChanged.connect(self._on_font_changed)
        app.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)

    def _put_in_force(self) -> None:
        if self._app is None:
            return
        self._theme = self._wanted_theme(self._app)
        self._colors.clear()
        self._words.clear()
        self._app.setPalette(palette_of(self._theme))
        sheet = stylesheet(read_text("themes", "style.qss"), self._theme, self.px)
        self._style.wear(by_kind(sheet), self.color("base"), self.px)
        self._dress_all()
        self.changed.emit()
        # widgets get theirs by mail, which would come in the turn that paints them all
        QApplication.sendPostedEvents(None, QEvent.Type.ApplicationPaletteChange.value)

    def _wanted_theme(self, app: QApplication) -> Theme:
        if self._choice != "system":
            return load_theme(self._choice)
        if _desktop_wants_contrast():
            return theme_of(self._system_palette)
        dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return load_theme("dark" if dark else "light")

    def _dress_all(self) -> None:
        # only our own: a look at all widgets would touch Qt's inner ones, which come and go while
        # fonts change
        for widget, role in list(self._dressed.items()):
            if shiboken6.isValid(widget):
                widget.setFont(self.font(role))

    def _forget_sizes(self) -> None:
        self._height = 0
        for known in (self._fonts, self._metrics, self._sizes, self._widths, self._written):
            known.clear()

    def _on_color_scheme_changed(self) -> None:
        if self._choice == "system":
            self._put_in_force()

    def _on_font_changed(self) -> None:
        self._forget_sizes()
        self._put_in_force()


def _house_style(app: QApplication) -> HouseStyle:
    style = app.style()
    if not isinstance(style, HouseStyle):
        style = HouseStyle()
        app.setStyle(style)
    return style


def _tell_platform(choice: ThemeChoice) -> None:
    """Let window frames and native dialogs follow, where the platform can."""
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(schemes.get(choice, Qt.ColorScheme.Unknown))


def _desktop_wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    # came with Qt 6.10; older ones cannot tell
    if not hasattr(hints, "accessibility"):
        return False
    return bool(hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def _desktop_wants_stillness() -> bool:
    return not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
