"""The icon set: one member per drawing, painted sharp and in the colour of the moment."""

import ctypes
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeAlias

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QImage,
    QPainter,
    QPalette,
    QPixmap,
    QTransform,
)
from PySide6.QtSvg import QSvgRenderer

from hipadmin.assets import read_text


class Icon(StrEnum):
    """Every icon there is; the value is the stem of its file in ``resources/icons``."""

    ALERT_CIRCLE = "alert-circle"
    ARROW_RIGHT = "arrow-right"
    ARROW_UP_RIGHT = "arrow-up-right"
    BAN = "ban"
    BELL = "bell"
    BELL_OFF = "bell-off"
    BELL_RING = "bell-ring"
    BOOK = "book"
    BUILD = "build"
    CHANGED = "changed"
    CHECK = "check"
    CHECK_CIRCLE = "check-circle"
    CHEVRON_DOWN = "chevron-down"
    CHEVRON_RIGHT = "chevron-right"
    CHEVRON_UP = "chevron-up"
    CLOCK = "clock"
    CODE = "code"
    COPY = "copy"
    DASHED = "dashed"
    DOOR = "door"
    EXPORT = "export"
    EYE = "eye"
    EYE_CHECK = "eye-check"
    EYE_OFF = "eye-off"
    FILE = "file"
    FLAG = "flag"
    FLASK = "flask"
    FUNNEL = "funnel"
    GEAR = "gear"
    GLOBE = "globe"
    HELP = "help"
    HISTORY = "history"
    IMAGE = "image"
    IMPORT = "import"
    INFO = "info"
    KEY = "key"
    LAYERS = "layers"
    LINK = "link"
    LOCK = "lock"
    MINUS_CIRCLE = "minus-circle"
    MONITOR = "monitor"
    MORE = "more"
    PAUSE = "pause"
    PENCIL = "pencil"
    PICTURE = "picture"
    PLAY = "play"
    PLUG = "plug"
    PLUS = "plus"
    POWER = "power"
    PULSE = "pulse"
    REDO = "redo"
    RETRY = "retry"
    ROOM = "room"
    SEARCH = "search"
    SEND = "send"
    SHIELD = "shield"
    SLIDERS = "sliders"
    SOURCE = "source"
    SPINNER = "spinner"
    TRASH = "trash"
    TRIANGLE = "triangle"
    UNDO = "undo"
    USER = "user"
    USER_PLUS = "user-plus"
    X = "x"
    X_CIRCLE = "x-circle"


DIRECTIONAL: Final = frozenset(
    {
        Icon.ARROW_RIGHT,
        Icon.ARROW_UP_RIGHT,
        Icon.CHEVRON_RIGHT,
        Icon.DOOR,
        Icon.LINK,
        Icon.REDO,
        Icon.SEND,
        Icon.UNDO,
    }
)
"""Icons that point along the reading direction, so that right-to-left text turns them round."""

IconColor: TypeAlias = Callable[[], QColor] | QPalette.ColorRole | None
"""Where an icon's colour comes from: asked at each painting, so that it is never stale."""

_DRAWN_STROKE = 'stroke-width="1.75"'
_SMALL_STROKE = 'stroke-width="1.9"'
_SMALL = 16.0
_APP_SIZES = (16, 22, 24, 32, 48, 64, 128, 256)


def icon(name: Icon, *, color: IconColor = None) -> QIcon:
    """Make a QIcon that paints itself in the palette's colour of the moment.

    ``color`` is a palette role (WindowText if not given) or a function asked at each painting.
    Disabled icons take the disabled colour of that role (of WindowText for a function), selected
    ones HighlightedText.
    """
    return QIcon(_Engine(name, color))


def application_icon() -> QIcon:
    """Make the product's own icon, in its own colours and in all sizes a desktop asks for."""
    drawn = QIcon()
    for px in _APP_SIZES:
        image = _rendered(read_text("icons", "app", "hipadmin.svg"), px, mirrored=False)
        drawn.addPixmap(QPixmap.fromImage(image))
    return drawn


def paint_icon(
    painter: QPainter, name: Icon, rect: QRectF, color: QColor, *, mirrored: bool = False
) -> None:
    """Paint an icon centred in ``rect`` (logical pixels), sharp at every scale.

    ``mirrored`` says that the text runs from right to left: only directional icons turn round.
    A rotated painter is followed too, as a spinner needs it.
    """
    side = min(rect.width(), rect.height())
    device = painter.deviceTransform()
    upright = not device.isRotating()
    scale = abs(device.m11()) if upright else (device.m11() ** 2 + device.m12() ** 2) ** 0.5
    px = max(1, round(side * scale))
    turned = mirrored and name in DIRECTIONAL
    image = _tinted(name, px, side <= _SMALL, color.rgba(), turned)
    extent = px / scale
    center = rect.center()
    target = QRectF(center.x() - extent / 2, center.y() - extent / 2, extent, extent)
    if upright:
        target.moveTopLeft(_on_device_pixel(target.topLeft(), device))
    painter.drawImage(target, image)


def _on_device_pixel(point: QPointF, device: QTransform) -> QPointF:
    """Move a logical point to the nearest corner of a device pixel."""
    x = (round(point.x() * device.m11() + device.dx()) - device.dx()) / device.m11()
    y = (round(point.y() * device.m22() + device.dy()) - device.dy()) / device.m22()
    return QPointF(x, y)


# Images instead of pixmaps: they may outlive the application object, so that this cache of a pure
# function needs no owner. 1024 images of 16 px at scale 2 are 4 MB.
@lru_cache(maxsize=1024)
def _tinted(name: Icon, px: int, small: bool, rgba: int, turned: bool) -> QImage:
    """Give one icon of ``px`` device pixels in one colour."""
    image = _shape(name, px, small, turned).copy()
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor.fromRgba(rgba))
    painter.end()
    return image


# its own, because another theme asks for the same shapes in other colours, all at once
@lru_cache(maxsize=512)
def _shape(name: Icon, px: int, small: bool, turned: bool) -> QImage:
    return _rendered(_source(name, small), px, mirrored=turned)


@lru_cache(maxsize=2 * len(Icon))
def _source(name: Icon, small: bool) -> str:
    """Read an icon; small ones get a stroke a little stronger, or they look grey beside text."""
    text = read_text("icons", f"{name}.svg")
    return text.replace(_DRAWN_STROKE, _SMALL_STROKE) if small else text


def _rendered(svg: str, px: int, *, mirrored: bool) -> QImage:
    image = QImage(px, px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    if mirrored:
        painter.translate(px, 0)
        painter.scale(-1, 1)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, px, px))
    painter.end()
    return image


class _Engine(QIconEngine):
    """Paints one icon; Qt asks it for every size, mode and scale."""

    def __init__(self, name: Icon, color: IconColor) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        rtl = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
        paint_icon(painter, self._name, QRectF(rect), self._tint(mode), mirrored=rtl)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        pixmap = QPixmap(size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        engine = _Engine(self._name, self._color)
        # Qt owns and deletes a clone, but PySide frees it with its last Python name: add one more.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(engine))
        return engine

    def key(self) -> str:
        return "hipadmin"

    def iconName(self) -> str:
        return str(self._name)

    def _tint(self, mode: QIcon.Mode) -> QColor:
        palette = QGuiApplication.palette()
        group, role = QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText
        # the current item of a menu is "active": its icon follows its words, unless it has a tone
        current = mode is QIcon.Mode.Active and not callable(self._color)
        if current or mode is QIcon.Mode.Selected:
            return palette.color(group, QPalette.ColorRole.HighlightedText)
        if isinstance(self._color, QPalette.ColorRole):
            role = self._color
        elif self._color is not None and mode is not QIcon.Mode.Disabled:
            return self._color()
        if mode is QIcon.Mode.Disabled:
            group = QPalette.ColorGroup.Disabled
        return palette.color(group, role)
