"""Lists of names, shortened by names and not by letters."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def joined(names: Sequence[str]) -> str:
    """Put all names in one line."""
    return ", ".join(names)


def shortened(names: Sequence[str], metrics: QFontMetrics, width: int) -> str:
    """Give as many names as fit into ``width`` px and how many more there are.

    Only when not even the first one fits is it elided, and the number stays.
    """
    fits, text = "", joined(names)
    if metrics.horizontalAdvance(text) <= width:
        return text
    for count in range(1, len(names)):  # upwards: where it is called, few of many have room
        text = joined(names[:count]) + _rest(len(names) - count)
        if metrics.horizontalAdvance(text) > width:
            break
        fits = text
    if fits:
        return fits
    rest = _rest(len(names) - 1)
    room = width - metrics.horizontalAdvance(rest)
    return metrics.elidedText(names[0], Qt.TextElideMode.ElideRight, room) + rest


def _rest(count: int) -> str:
    return f", +{count}" if count else ""
