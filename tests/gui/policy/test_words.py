"""What is said of policies, in the language of the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from hipadmin.domain.policy.form import Reading
from hipadmin.domain.subscription import policy_problems
from hipadmin.gui.policy.words import problem_line
from hipadmin.gui.words.texts import problem_text


class Loud(QTranslator):
    """Says every text in capitals; placeholders stay."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        halves = [part.partition("}") for part in source.split("{")]
        texts = [halves[0][0].upper() + halves[0][1]]
        texts += [f"{{{name}{end}{rest.upper()}" for name, end, rest in halves[1:]]
        return "".join(texts)


@pytest.fixture
def loud(qapp: QApplication) -> Iterator[None]:
    translator = Loud()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("loud")
@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("[1 2]", (1, 4), "“2” CANNOT STAND HERE; A COMMA OR ] IS EXPECTED."),
        ('[\n{"a" 1}]', (2, 6), "“1” CANNOT STAND HERE; A COLON IS EXPECTED."),
        ('[{"a": 1', (1, 9), "THE TEXT ENDS TOO EARLY; A COMMA OR } IS EXPECTED."),
        ("[{", (1, 3), "THE TEXT ENDS TOO EARLY; A MEMBER’S NAME IN QUOTATION MARKS IS EXPECTED."),
        ("[nul]", (1, 2), "“nul” CANNOT STAND HERE; A VALUE IS EXPECTED."),
        ("17", (1, 1), "A POLICY IS AN ARRAY OF STATEMENTS; THIS IS A NUMBER."),
        ("[[]]", (1, 2), "A STATEMENT IS AN OBJECT; THIS IS AN ARRAY."),
        (
            '[{"effect": true, "resources": ["acct"], "actions": ["*"]}]',
            (1, 13),
            "THE EFFECT IS A TRUTH VALUE; ONLY",
        ),
    ],
)
def test_nothing_stays_untranslated(text: str, place: tuple[int, int], words: str) -> None:
    problem = Reading.of(text).problems[0]
    said = f"LINE {place[0]}, COLUMN {place[1]}: {words}"
    assert problem_line(problem).startswith(said)
    [found] = policy_problems(text)
    assert problem_text(found).startswith(f"THE POLICY IS NOT VALID: {said}")


def test_in_english_the_words_are_those_of_the_domain() -> None:
    [found] = policy_problems('[{"effect": "allow"')
    assert "line 1, column 20: The text ends too early; a comma or } is expected." in found.text
    assert "Line 1, column 20: The text ends too early; a comma or } is exp" in problem_text(found)
