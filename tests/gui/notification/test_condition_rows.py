"""The conditions of a room notification: where what is said of them stands."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.notification import Condition, ConditionAction
from hipadmin.gui.notification.condition_rows import ConditionRows
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.widgets.labels import Label
from tests.gui.find import button, field


def test_what_is_wrong_stands_below_the_fields_and_above_the_button_for_more(
    qtbot: QtBot, look: Look
) -> None:
    form, rows = Form(look), ConditionRows(look)
    qtbot.addWidget(form)
    row = form.add_row("Conditions", rows, buddy=rows)
    row.say_in(rows.said)
    form.show()
    assert below(form, row.label) >= top(form, button(form, "Add condition"))

    rows.show_values((Condition(ConditionAction.FILTER, ""),))
    row.set_problem("Enter an expression.")

    [told] = (w for w in rows.findChildren(Label) if "expression" in w.text())
    assert below(form, field(form, "Pattern 1")) <= top(form, told)
    assert below(form, told) <= top(form, button(form, "Add condition"))


def top(form: Form, widget: QWidget) -> int:
    return widget.mapTo(form, QPoint(0, 0)).y()


def below(form: Form, widget: QWidget) -> int:
    return top(form, widget) + widget.height()
