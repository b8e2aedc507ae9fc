"""Fonts: the system's, in the size and weight of each sort of text."""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QStaticText, QTextOption
from PySide6.QtWidgets import QApplication

_GENERIC = {"", "Sans", "Sans Serif", "sans-serif"}
_FALLBACK_FONTS = ("Inter", "Noto Sans", "DejaVu Sans")
_FALLBACK_MONO = ("JetBrains Mono", "Noto Sans Mono", "DejaVu Sans Mono")
_FALLBACK_POINTS = 10.0
_Weight = QFont.Weight


class FontRole(Enum):
    """What a text is."""

    PAGE_TITLE = "page title"
    EMPTY_TITLE = "empty title"
    OBJECT_TITLE = "object title"
    SECTION = "section"
    BUTTON = "button"
    NAME = "name"
    BODY = "body"
    HEAD = "head"
    SMALL = "small"
    MONO = "mono"

    # that of Enum is written in Python, and every text that is painted asks for it
    __hash__ = object.__hash__


_FONTS = {
    FontRole.PAGE_TITLE: (1.5, _Weight.DemiBold),
    FontRole.EMPTY_TITLE: (1.3, _Weight.DemiBold),
    FontRole.OBJECT_TITLE: (1.15, _Weight.DemiBold),
    FontRole.SECTION: (1.0, _Weight.DemiBold),
    FontRole.BUTTON: (1.0, _Weight.DemiBold),
    FontRole.NAME: (1.0, _Weight.Medium),
    FontRole.BODY: (1.0, _Weight.Normal),
    FontRole.HEAD: (0.9, _Weight.Medium),
    FontRole.SMALL: (0.9, _Weight.Normal),
    FontRole.MONO: (0.95, _Weight.Normal),
}
"""Size (times the system's) and weight of each role."""


def application_font(font: QFont) -> QFont:
    """Keep the system's font; where the platform has none, take a good one at 10 point."""
    if font.family() in _GENERIC:
        family = _first_installed(_FALLBACK_FONTS)
        if family:
            font.setFamily(family)
            font.setPointSizeF(_FALLBACK_POINTS)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _first_installed(families: tuple[str, ...]) -> str:
    return next((family for family in families if QFontDatabase.hasFamily(family)), "")


def font_of(role: FontRole) -> QFont:
    """Give the application's font as ``role`` has it."""
    scale, weight = _FONTS[role]
    font = QFont(QApplication.font())
    if role is FontRole.MONO:
        font.setFamily(_mono_family())
    if font.pointSizeF() > 0:
        font.setPointSizeF(round(font.pointSizeF() * scale, 1))
    else:
        font.setPixelSize(round(font.pixelSize() * scale))
    font.setWeight(weight)
    return font


def written(text: str, font: QFont) -> QStaticText:
    """Make ``text`` ready to be painted in ``font``, over and over."""
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    made.setTextOption(option)
    made.prepare(font=font)
    return made


def _mono_family() -> str:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    if system.family().lower() not in ("", "monospace"):
        return system.family()
    return _first_installed(_FALLBACK_MONO) or QFontInfo(system).family()
