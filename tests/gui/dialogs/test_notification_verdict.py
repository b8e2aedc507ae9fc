"""What stands in the way of saving a room notification is said once, where it is wrong."""

import pytest

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.problems import Code, Problem
from hipadmin.gui.dialogs.notification_verdict import verdict_of
from hipadmin.gui.words.texts import problem_text

INTEGRATION = Integration("i", "CI", "https://hipchat.example.com/v2", rooms=(Room("r", "17"),))


@pytest.mark.parametrize(
    ("where", "note"),
    [
        ("policy", "Save needs a policy that can be read."),
        ("conditions[0].pattern", "Save needs another entry on Filter."),
        ("message.sender", "Save needs another entry on Message."),
        ("when.branches[1]", "Save needs another entry on When."),
        ("projects[0]", "Save needs another entry on When."),
    ],
)
def test_the_note_leads_to_the_tab_and_does_not_repeat_it(where: str, note: str) -> None:
    problem = Problem(where, Code.TEXT_LONG, {"limit": 9})
    verdict = verdict_of((problem,), INTEGRATION, ())
    assert verdict.note == note
    assert problem_text(problem) not in verdict.note
    assert verdict.problems == (problem,)


def test_a_doubt_alone_keeps_nobody_from_saving() -> None:
    doubt = Problem("message.format", Code.MENTION_NEEDS_TEXT, blocking=False)
    assert verdict_of((doubt,), INTEGRATION, ()).note == ""
