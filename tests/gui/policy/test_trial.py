"""Another event is tried: what becomes of it, and why."""

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hipadmin.domain.policy import Access
from hipadmin.domain.policy_samples import Sample
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.policy.editor import PolicyEditor
from hipadmin.gui.policy.trial import TrialDialog
from hipadmin.gui.theme import Look
from tests.gui import find

FLAGS = "proj/*:env/*:flag/*"
ALLOW = {"effect": "allow", "resources": [FLAGS], "actions": ["*"]}
DENY = {"effect": "deny", "resources": [f"{FLAGS};noisy"], "actions": ["updateRules"]}
K = Qt.Key


@pytest.fixture
def editor(qtbot: QtBot, look: Look, jobs: Jobs) -> Iterator[PolicyEditor]:
    events = (Sample(1, "On", (Access("updateOn", "proj/shop:env/test:flag/cart"),)),)
    editor = PolicyEditor(look, jobs, SubscriptionKind.FLAGS, events, json.dumps([ALLOW, DENY]))
    qtbot.addWidget(editor)
    editor.show()
    qtbot.waitUntil(lambda: not editor.pending)
    yield editor
    editor.close()


def ask(qtbot: QtBot, editor: PolicyEditor) -> TrialDialog:
    find.click(qtbot, editor, "Try another event…")
    [dialog] = editor.findChildren(TrialDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def enter(qtbot: QtBot, dialog: TrialDialog, resource: str, action: str) -> None:
    for name, text in (("Resource", resource), ("Action", action)):
        find.field(dialog, name).clear()
        qtbot.keyClicks(find.field(dialog, name), text)


def shown(editor: PolicyEditor) -> list[list[str]]:
    model = editor.verdicts.model
    rows = range(len(model.rows))
    return [[str(model.index(row, at).data()) for at in (0, 1, 3)] for row in rows]


def word(dialog: TrialDialog) -> str:
    mark = dialog.told.mark
    return mark.accessibleName() if mark.isVisible() else ""


def test_the_verdict_and_its_statement_are_told_while_typing(
    qtbot: QtBot, editor: PolicyEditor
) -> None:
    dialog = ask(qtbot, editor)
    assert find.field(dialog, "Resource").text() == "proj/shop:env/test:flag/cart"
    assert find.field(dialog, "Action").text() == "updateOn"
    assert dialog.told.line.text() == "Statement 1 allows it"

    enter(qtbot, dialog, "proj/shop:env/test:flag/banner;noisy", "updateRules")
    assert word(dialog) == "Held back"
    assert dialog.told.line.text() == "Statement 2 denies it: the flag is tagged noisy"
    assert dialog.told.reasons.text().splitlines()[2].startswith("Statement 2 denies it")

    enter(qtbot, dialog, "proj/shop:env/*:flag/banner", "updateRules")
    assert "An event is about one thing; * names many. Write its name." in find.texts(dialog)
    assert not dialog.add_button.isEnabled()
    enter(qtbot, dialog, "member/m1", "createMember")
    assert dialog.told.line.text() == "No statement allows “member”"
    dialog.leave()
    assert len(shown(editor)) == 1


def test_what_is_tried_stays_on_top_and_follows_the_policy(
    qtbot: QtBot, editor: PolicyEditor
) -> None:
    dialog = ask(qtbot, editor)
    enter(qtbot, dialog, "proj/shop:env/test:flag/banner;noisy", "updateRules")
    qtbot.keyClick(find.field(dialog, "Action"), K.Key_Return)
    qtbot.waitUntil(lambda: len(shown(editor)) == 2)

    tried = "Tried: updateRules"
    assert shown(editor)[0] == [
        *("Held back", tried, "Statement 2 denies it: the flag is tagged noisy")
    ]
    assert editor.verdicts.count.text().startswith("1 of 1 samples")
    assert editor.verdicts.reasons.text().startswith("updateRules · proj/shop:env/test:flag/banner")

    editor.json.replace_text(json.dumps([ALLOW]))
    qtbot.waitUntil(lambda: shown(editor)[0] == ["Sent", tried, "Statement 1 allows it"])
    # what is selected is what somebody wants to vary
    assert find.field(ask(qtbot, editor), "Resource").text().endswith("flag/banner;noisy")


def test_no_verdict_is_told_of_a_policy_that_is_wrong(qtbot: QtBot, editor: PolicyEditor) -> None:
    editor.json.replace_text("[")
    qtbot.waitUntil(lambda: bool(editor.problems) and not editor.pending)

    dialog = ask(qtbot, editor)

    assert dialog.told.line.text() == "What becomes of it is known once the policy is valid."
    assert word(dialog) == ""


def test_known_things_and_actions_are_offered(qtbot: QtBot, editor: PolicyEditor) -> None:
    dialog = ask(qtbot, editor)
    field = find.field(dialog, "Resource")
    field.clear()
    qtbot.keyClicks(field, "rule/Disk")
    completion = dialog.resource.completion
    assert completion.completionCount() == 1
    assert completion.currentCompletion().startswith("monitor/alertmanager:rule/DiskFull;severity")
    enter(qtbot, dialog, "monitor/am:rule/R", "")
    qtbot.keyClicks(find.field(dialog, "Action"), "clear")
    assert dialog.action.completion.currentCompletion() == "alertCleared"
