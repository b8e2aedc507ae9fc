"""Marks in the JSON of a policy: its problems, and the bracket at the caret with its partner."""

from collections.abc import Sequence

from PySide6.QtGui import QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip

from hipadmin.domain.policy import PolicyProblem
from hipadmin.domain.policy.tokens import partner_of, token_at
from hipadmin.gui.policy.highlighter import LONGEST, units
from hipadmin.gui.policy.words import problem_words
from hipadmin.gui.theme import Look

_PAIRED = "[]{}"
_PARTNER_LENGTH = 200_000
"""Characters of a text beyond which brackets are not matched."""
_Keep = QTextCursor.MoveMode.KeepAnchor


def cut(text: str, length: int) -> str:
    """Give the beginning of ``text`` that takes ``length`` units in a document."""
    if text.isascii():
        return text[:length]
    raw = text.encode("utf-16-le", "surrogatepass")[: 2 * length]
    return raw.decode("utf-16-le", "surrogatepass")


class Marks:
    """The marks in ``edit``."""

    def __init__(self, look: Look, edit: QPlainTextEdit) -> None:
        self._look = look
        self._edit = edit
        self._problems: list[tuple[QTextEdit.ExtraSelection, str]] = []

    def show_problems(
        self, problems: Sequence[PolicyProblem], warnings: Sequence[PolicyProblem]
    ) -> None:
        """Underline what is wrong, and what is doubtful in another colour."""
        pairs = [(p, "warn") for p in warnings] + [(p, "danger") for p in problems]
        self._problems = [(self._underlined(p, tone), problem_words(p)) for p, tone in pairs]

    def show(self, *, brackets: bool) -> None:
        """Show the problems, and the brackets where the caret is now."""
        paired = self._brackets() if brackets else []
        self._edit.setExtraSelections([mark for mark, _ in self._problems] + paired)

    def underlined(self) -> list[str]:
        """Give the texts that are underlined, in the order of the problems."""
        return [mark.cursor.selectedText() for mark, _ in self._problems]

    def tell_at(self, event: QHelpEvent) -> None:
        """Tell the problems under the pointer."""
        edit = self._edit
        at = edit.cursorForPosition(edit.viewport().mapFrom(edit, event.pos())).position()
        told = [
            words
            for mark, words in self._problems
            if mark.cursor.selectionStart() <= at <= mark.cursor.selectionEnd()
        ]
        QToolTip.showText(event.globalPos(), "\n".join(dict.fromkeys(told)), edit)

    def span(self, problem: PolicyProblem) -> QTextCursor:
        """Select where ``problem`` is; the last line if there is no such line any more."""
        document = self._edit.document()
        block = document.findBlockByNumber((problem.line or 1) - 1)
        if not block.isValid():
            block = document.lastBlock()
        text, column = block.text(), (problem.column or 1) - 1
        start, end = (column, column + 1) if len(text) > LONGEST else token_at(text, column)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + units(text[:start]))
        cursor.setPosition(block.position() + units(text[:end]), _Keep)
        return cursor

    def _underlined(self, problem: PolicyProblem, tone: str) -> QTextEdit.ExtraSelection:
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(self._look.color(tone))
        form.setBackground(self._look.color(f"{tone}_bg"))
        return _selection(form, self.span(problem))

    def _brackets(self) -> list[QTextEdit.ExtraSelection]:
        document = self._edit.document()
        at, length = self._edit.textCursor().position(), document.characterCount()
        if length > _PARTNER_LENGTH:
            return []
        for here in (at - 1, at):
            sign = str(document.characterAt(here)) if 0 <= here < length else ""
            if sign and sign in _PAIRED:
                return self._pair(here)
        return []

    def _pair(self, here: int) -> list[QTextEdit.ExtraSelection]:
        text = self._edit.toPlainText()
        # positions count units, the partner is looked for in characters
        spot = here if text.isascii() else len(cut(text, here))
        partner = partner_of(text, spot)
        places = (spot, partner) if partner >= 0 else (spot,)
        tone = "pressed" if partner >= 0 else "danger_bg"
        return [self._bracket(units(text[:place]), tone) for place in places]

    def _bracket(self, at: int, token: str) -> QTextEdit.ExtraSelection:
        form = QTextCharFormat()
        form.setBackground(self._look.color(token))
        form.setForeground(self._look.color("text"))
        cursor = QTextCursor(self._edit.document())
        cursor.setPosition(at)
        cursor.setPosition(at + 1, _Keep)
        return _selection(form, cursor)


def _selection(form: QTextCharFormat, cursor: QTextCursor) -> QTextEdit.ExtraSelection:
    mark = QTextEdit.ExtraSelection()
    mark.format = form
    mark.cursor = cursor
    return mark
