"""Drawings shared by delegates and widgets; they take left-to-right places and mirror them."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle

from hipadmin.gui.delegates.ground import Ink
from hipadmin.gui.look.icons import paint_icon
from hipadmin.gui.models.roles import StateMark
from hipadmin.gui.theme import FontRole, Look

LTR = Qt.LayoutDirection.LeftToRight
_ALIGNED = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
_ONE_LINE = _ALIGNED.value | Qt.TextFlag.TextSingleLine.value
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft.value, Qt.AlignmentFlag.AlignRight.value
_BY_ITSELF = Qt.LayoutDirection.LayoutDirectionAuto


class SwitchFace(NamedTuple):
    """What a switch shows."""

    on: bool
    effective: bool = True
    busy: bool = False
    focus: bool = False
    enabled: bool = True
    mirrored: bool = False


class Run(NamedTuple):
    """A piece of one-line text in the font of ``role``; ``width`` is in px, unelided."""

    look: Look
    text: str
    role: FontRole
    color: QColor
    width: int

    @classmethod
    def of(cls, look: Look, text: str, role: FontRole, color: QColor) -> "Run":
        """Make one in the font of ``role``."""
        return cls(look, text, role, color, look.width(role, text))


def rounded(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    *,
    fill: QColor | None = None,
    border: QColor | None = None,
    width: float = 1,
) -> None:
    """Draw a rounded rectangle whose border lies inside ``rect``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
        return
    painter.setPen(QPen(border, width))
    half = width / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)


def paint_switch(painter: QPainter, look: Look, ink: Ink, rect: QRect, face: SwitchFace) -> None:
    """Draw a switch of 32 × 18 at the left of ``rect``, vertically centred."""
    track = switch_track(look, rect)
    if face.focus:
        gap = look.px(4)
        ring = track.adjusted(-gap, -gap, gap, gap)
        rounded(painter, ring, ring.height() / 2, border=ink("focus"), width=look.ring)
    tone = ink("accent" if face.enabled and not face.busy else "disabled")
    if face.on:
        _paint_on(painter, look, ink, track, tone, face)
    else:
        _paint_off(painter, look, ink, track, face)


def switch_track(look: Look, rect: QRect) -> QRectF:
    """Give the outline of the switch that `paint_switch` draws into ``rect``."""
    width, height = look.px(32), look.px(18)
    top = rect.top() + (rect.height() - height) // 2
    return QRectF(rect.left(), top, width, height)


def _paint_on(
    painter: QPainter, look: Look, ink: Ink, track: QRectF, tone: QColor, face: SwitchFace
) -> None:
    line = 1.5 * look.u / 4
    if face.effective:
        rounded(painter, track, track.height() / 2, fill=tone)
        knob, tick = ink("on_accent"), tone
    else:
        rounded(painter, track, track.height() / 2, fill=ink("base"), border=tone, width=line)
        knob, tick = tone, ink("on_accent")
    size = look.px(14)
    circle = _knob(track, size, look.px(2), at_end=not face.mirrored)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(knob)
    painter.drawEllipse(circle)
    _paint_tick(painter, circle, tick, line)


def _paint_off(painter: QPainter, look: Look, ink: Ink, track: QRectF, face: SwitchFace) -> None:
    tone = ink("control" if face.enabled and not face.busy else "disabled")
    line = 1.5 * look.u / 4
    rounded(painter, track, track.height() / 2, fill=ink("base"), border=tone, width=line)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    painter.drawEllipse(_knob(track, look.px(10), look.px(4), at_end=face.mirrored))


def _knob(track: QRectF, size: float, inset: float, *, at_end: bool) -> QRectF:
    left = track.right() - inset - size if at_end else track.left() + inset
    return QRectF(left, track.top() + (track.height() - size) / 2, size, size)


def _paint_tick(painter: QPainter, circle: QRectF, color: QColor, line: float) -> None:
    unit = circle.width() / 14
    points = [(4.1, 7.3), (6.2, 9.3), (9.9, 5.0)]
    at = [QPointF(circle.left() + x * unit, circle.top() + y * unit) for x, y in points]
    pen = QPen(color, line, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(at))


def state_width(look: Look, mark: StateMark) -> int:
    """Give the width `paint_state` needs, in px."""
    role = FontRole.NAME if mark.loud else FontRole.BODY
    return look.px(16 + 6) + look.width(role, mark.word) + (look.px(16) if mark.loud else 0) + 1


def paint_state(
    painter: QPainter,
    look: Look,
    ink: Ink,
    rect: QRect,
    mark: StateMark,
    direction: Qt.LayoutDirection = LTR,
) -> None:
    """Draw a state at the start of ``rect``: icon and word, filled when it is loud."""
    width = min(rect.width(), state_width(look, mark))
    box = QRect(rect.left(), rect.top(), width, rect.height())
    if mark.loud:
        box = _paint_pill(painter, look, ink, rect, box, mark, direction)
    role = FontRole.NAME if mark.loud else FontRole.BODY
    tone = ink(mark.tone.token)
    size = look.px(16)
    icon = QRect(box.left(), box.top() + (box.height() - size) // 2, size, size)
    paint_icon(
        painter,
        mark.icon,
        QRectF(QStyle.visualRect(direction, rect, icon)),
        tone,
        mirrored=direction != LTR,
    )
    color = tone if mark.loud else ink(mark.tone.word_token)
    words = box.adjusted(size + look.px(6), 0, 0, 0)
    paint_runs(painter, rect, words, [Run.of(look, mark.word, role, color)], 0, direction)


def _paint_pill(
    painter: QPainter,
    look: Look,
    ink: Ink,
    rect: QRect,
    box: QRect,
    mark: StateMark,
    direction: Qt.LayoutDirection,
) -> QRect:
    height = min(look.px(24), rect.height())
    pill = QRect(box.left(), rect.top() + (rect.height() - height) // 2, box.width(), height)
    border = ink(mark.tone.token) if look.theme.high_contrast else None
    shown = QRectF(QStyle.visualRect(direction, rect, pill))
    fill = ink(mark.tone.background)
    rounded(painter, shown, look.px(6), fill=fill, border=border, width=look.hair)
    return pill.adjusted(look.px(8), 0, -look.px(8), 0)


_FEW = 4
"""Letters with their … that say nothing any more."""


def paint_runs(
    painter: QPainter,
    frame: QRect,
    rect: QRect,
    runs: list[Run],
    gap: int,
    direction: Qt.LayoutDirection = LTR,
) -> None:
    """Draw texts one after the other in ``rect``; what does not fit is elided.

    ``rect`` is left-to-right and mirrored within ``frame``; the first text is elided last, and of
    another one nothing is shown where only a few letters would be left.
    """
    left = rect.left()
    # each text keeps its own direction: "3 rooms" stays "3 rooms" among right-to-left words
    painter.setLayoutDirection(_BY_ITSELF)
    for run in runs:
        room = rect.right() + 1 - left
        if room <= 0:
            return
        width = run.width
        text = run.text
        if width > room:
            metrics = run.look.metrics(run.role)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            if len(text) <= _FEW and run is not runs[0]:
                return
        box = QRect(left, rect.top(), room, rect.height())
        shown = box if direction == LTR else QStyle.visualRect(direction, frame, box)
        _write(painter, shown, run, text, direction)
        left += width + gap


def _write(
    painter: QPainter, box: QRect, run: Run, text: str, direction: Qt.LayoutDirection
) -> None:
    painter.setFont(run.look.font(run.role))
    painter.setPen(run.color)
    if not text.isprintable():  # a line break, which would begin a line, or signs of direction
        painter.drawText(box, _ONE_LINE | (_LEFT if direction == LTR else _RIGHT), text)
        return
    words = run.look.written(run.role, text)
    size = words.size()
    left = box.left() if direction == LTR else box.right() + 1 - size.width()
    painter.drawStaticText(QPointF(left, box.top() + (box.height() - size.height()) / 2), words)
