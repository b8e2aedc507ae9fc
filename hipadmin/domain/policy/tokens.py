"""Tokens of JSON that is being typed: for colours and brackets, whatever state it is in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}:,]|[^\s\[\]{}:,"]+')
_COLON = re.compile(r"\s*:")
_BRACKET = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*(?:"|$|(?=\n))|[\[\]{}]')
_PARTNERS = {"[": "]", "{": "}"}
FARTHEST = 50_000
"""Characters between two brackets beyond which nobody sees that they belong together."""
_EFFECTS = ('"allow"', '"deny"')


class TokenKind(StrEnum):
    """What a token is for the eye."""

    NAME = "name"
    STRING = "string"
    EFFECT = "effect"
    PUNCTUATION = "punctuation"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Token:
    """Characters ``start`` to ``end`` (exclusive, counted from 0) of a line."""

    kind: TokenKind
    start: int
    end: int


def line_tokens(line: str) -> Iterator[Token]:
    """Give the tokens of one line, left to right; no string of JSON goes over its line."""
    member = ""
    for found in _TOKEN.finditer(line):
        kind = _kind(found[0], _COLON.match(line, found.end()) is not None, member)
        if kind is not TokenKind.PUNCTUATION:
            member = found[0] if kind is TokenKind.NAME else ""
        yield Token(kind, found.start(), found.end())


def _kind(text: str, before_colon: bool, member: str) -> TokenKind:
    if text[0] != '"':
        return TokenKind.PUNCTUATION if text in "[]{}:," else TokenKind.WORD
    if before_colon:
        return TokenKind.NAME
    is_effect = member == '"effect"' and text in _EFFECTS
    return TokenKind.EFFECT if is_effect else TokenKind.STRING


def token_at(line: str, column: int) -> tuple[int, int]:
    """Give start and end of what stands at ``column`` (counted from 0), at least one character.

    Of a string in which the column points at a character, that is the rest of the string.
    """
    for token in line_tokens(line):
        if token.start <= column < token.end:
            closed = line[token.start] == line[token.end - 1] == '"' and token.start < column
            return column, max(column + 1, token.end - closed)
    return column, column + 1


def partner_of(text: str, at: int) -> int:
    """Give the position of the bracket that belongs to the one at ``at``; -1 if none does.

    It is ``at`` itself where the other one is more than `FARTHEST` characters away.
    """
    if all(found.start() != at for found in _line_brackets(text, at)):
        return -1  # in a string
    opens = text[at] in _PARTNERS
    depth = 0
    for found in _BRACKET.finditer(text, at) if opens else _before(text, at):
        here, sign = found.start(), found[0]
        if abs(here - at) > FARTHEST:
            return at
        depth += (sign in _PARTNERS) - (sign in _PARTNERS.values())
        if depth == 0 and sign[0] != '"':
            first, last = (text[at], sign) if opens else (sign, text[at])
            return here if _PARTNERS[first] == last else -1
    return -1


def _line_brackets(text: str, at: int) -> list[re.Match[str]]:
    """Brackets and strings of the line in which ``at`` is: a string ends where its line does."""
    end = text.find("\n", at)
    return _brackets(text, text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end)


def _brackets(text: str, start: int, end: int) -> list[re.Match[str]]:
    return list(_BRACKET.finditer(text, start, end))


def _before(text: str, at: int) -> Iterator[re.Match[str]]:
    """From ``at`` back, line by line."""
    line = [found for found in _line_brackets(text, at) if found.start() <= at]
    end = text.rfind("\n", 0, at)
    while True:
        yield from reversed(line)
        if end < 0:
            return
        start = text.rfind("\n", 0, end)
        line, end = _brackets(text, start + 1, end), start
