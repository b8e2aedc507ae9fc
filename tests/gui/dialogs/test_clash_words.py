"""Clashes in words: values that stay by themselves in a window from right to left."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hipadmin.domain.notification import Branches
from hipadmin.gui.dialogs.clash_words import quoted
from hipadmin.gui.notification.clash_words import setting_pair
from tests.gui.integration_dialog import CANARY


def test_a_value_keeps_its_direction(qapp: QApplication) -> None:
    assert quoted("release/*") == "“release/*”"
    assert quoted("") == "nothing"
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert quoted("release/*") == "“\u2068release/*\u2069”"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("mine", [CANARY, f"{'x' * 400} {CANARY}", Branches((CANARY,))])
def test_a_token_that_is_still_to_be_taken_out_is_shown_on_neither_side(mine: object) -> None:
    for pair in (setting_pair("message.sender", mine, "CI"), setting_pair("x", "CI", mine)):
        assert CANARY[:12] not in "".join(pair)
