"""The largest policies in the editor: the window goes on while they are read, edited and judged."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.policy.editor import PolicyEditor
from hipadmin.gui.theme import Look
from tests.watchdog import Watchdog

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

MOST_S = 0.5
"""Processor time for which the window may stand with the largest text that can be stored."""
END_MS = 60_000
ONE = {"effect": "allow", "resources": ["proj/*:env/production:flag/a*"], "actions": ["*"]}
LARGEST = {
    "10,000 statements": [ONE] * 10_000,
    "10,000 resources": [ONE | {"resources": [f"proj/a{n}" for n in range(10_000)]}],
    "a name of 10,000 characters": [ONE | {"resources": [f"proj/{'x' * 10_000}"]}],
    "100,000 statements in 400,000 characters": [[]] * 100_000,
}


def type_a_blank(editor: PolicyEditor) -> None:
    cursor = QTextCursor(editor.json.document())
    cursor.setPosition(1)
    cursor.insertText(" ")


def take_it_back(editor: PolicyEditor) -> None:
    editor.json.undo()


def add_a_statement(editor: PolicyEditor) -> None:
    if editor.form.sketches:
        editor.form.add_statement()
        editor.form.turn_to(0)


def deny(editor: PolicyEditor) -> None:
    if editor.form.sketches:
        QTest.keyClick(editor.form.cards[0].effect, Qt.Key.Key_Down)


ACTS: tuple[Callable[[PolicyEditor], None], ...] = (
    type_a_blank,
    take_it_back,
    add_a_statement,
    deny,
    lambda editor: editor.verdicts.table.select_positions([0]),
    PolicyEditor.tidy,
    lambda editor: editor.tools.clear_button.click(),
    take_it_back,
    lambda editor: editor.json.redo(),
    take_it_back,
)


@pytest.mark.parametrize("policy", LARGEST.values(), ids=LARGEST)
def test_the_window_stays_live(qtbot: QtBot, look: Look, jobs: Jobs, policy: object) -> None:
    editor = PolicyEditor(look, jobs, SubscriptionKind.FLAGS)
    qtbot.addWidget(editor)
    editor.resize(look.px(920), look.px(560))
    editor.show()
    text = json.dumps(policy)
    watchdog = Watchdog(MOST_S)

    with watchdog.watching():
        editor.set_text(text)
        qtbot.waitUntil(lambda: not (jobs.busy or editor.pending), timeout=END_MS)
        for act in ACTS:
            act(editor)
            qtbot.waitUntil(lambda: not (jobs.busy or editor.pending), timeout=END_MS)

    assert watchdog.most_cpu.cpu < MOST_S, str(watchdog.most_cpu)
    assert watchdog.beats > 0
    assert editor.outcome.reading.text == editor.json.toPlainText()
    assert editor.problems or editor.outcome.tried
