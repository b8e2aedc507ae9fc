"""Colours and formats of messages in words."""

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.notification import Color, MessageFormat

translate = QCoreApplication.translate


def color_name(color: Color) -> str:
    """A colour of a message."""
    return {
        Color.YELLOW: translate("Color", "Yellow"),
        Color.GREEN: translate("Color", "Green"),
        Color.RED: translate("Color", "Red"),
        Color.PURPLE: translate("Color", "Purple"),
        Color.GRAY: translate("Color", "Gray"),
        Color.RANDOM: translate("Color", "Random"),
    }[color]


def format_name(wanted: MessageFormat) -> str:
    """A format of messages."""
    return {
        MessageFormat.HTML: translate("Format", "HTML"),
        MessageFormat.TEXT: translate("Format", "Text"),
        MessageFormat.CARD: translate("Format", "Card"),
    }[wanted]
