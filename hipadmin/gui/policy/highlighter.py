"""Colours of a policy’s JSON."""

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from hipadmin.domain.policy.tokens import TokenKind, line_tokens
from hipadmin.gui.theme import Look

_TOKENS = {
    TokenKind.NAME: "link",
    TokenKind.STRING: "ok",
    TokenKind.EFFECT: "violet",
    TokenKind.PUNCTUATION: "text2",
    TokenKind.WORD: "text",
}
LONGEST = 10_000
"""Characters of a line beyond which it stays plain: nobody reads it, and typing must go on."""
_WHOLE = 200_000
"""Characters of a text beyond which all of it stays plain: 50,000 lines take a second."""


def units(text: str) -> int:
    """How long ``text`` is in a document, where some characters take two units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Highlighter(QSyntaxHighlighter):
    """Paints names, texts, effects and punctuation in the colours of the theme."""

    def __init__(self, look: Look, document: QTextDocument) -> None:
        super().__init__(document)
        self._look = look
        self._text = document
        self._formats: dict[TokenKind, QTextCharFormat] = {}
        self._knows_long = False
        look.changed.connect(self._on_look_changed)
        self._mix()

    def _mix(self) -> None:
        for kind, token in _TOKENS.items():
            form = QTextCharFormat()
            form.setForeground(self._look.color(token))
            self._formats[kind] = form

    def begin(self, length: int) -> None:
        """Get ready for a first text of ``length`` characters: nothing before it comes back."""
        self._knows_long = False
        self.fit(length)

    def fit(self, length: int) -> None:
        """Get ready for a text of ``length`` characters: a long one is not even looked at."""
        self._knows_long |= length > _WHOLE
        wanted = self._text if length <= _WHOLE else None
        if self.document() is not wanted:
            self.setDocument(wanted)

    def look_away(self) -> None:
        """Get ready for what the history brings back, which may be a long text; then `fit`."""
        if self._knows_long:
            self.setDocument(None)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        if len(text) > LONGEST or self.document().characterCount() > _WHOLE:
            return
        for token in line_tokens(text):
            start = units(text[: token.start])
            self.setFormat(start, units(text[token.start : token.end]), self._formats[token.kind])

    def _on_look_changed(self) -> None:
        self._mix()
        self.rehighlight()
