"""Clashes in words: values that stay by themselves in a window from right to left."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hipadmin.gui.dialogs.clash_words import quoted


def test_a_value_keeps_its_direction(qapp: QApplication) -> None:
    assert quoted("release/*") == "“release/*”"
    assert quoted("") == "nothing"
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert quoted("release/*") == "“\u2068release/*\u2069”"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
