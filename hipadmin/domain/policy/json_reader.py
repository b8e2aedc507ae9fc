"""JSON text to nodes with line and column: strict JSON, in time linear in its length."""

import re
from collections.abc import Callable

from hipadmin.domain.policy import limits
from hipadmin.domain.policy.faults import Fault, Type, Wanted
from hipadmin.domain.policy.nodes import Node
from hipadmin.domain.policy.problem import PolicyError, PolicyProblem, shown

_BLANK = re.compile(r"[ \t\r\n]*")
_CHUNK = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_HEX = re.compile(r"[0-9A-Fa-f]{4}")
_WORD = re.compile(r"[A-Za-z0-9_.+-]+")
_WORDS = {"true": Type.BOOLEAN, "false": Type.BOOLEAN, "null": Type.NULL}
_ESCAPES = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_QUOTES = "'`´‘’“”„«»"

_Place = tuple[int, int]


def read_json(text: str) -> tuple[Node, tuple[PolicyProblem, ...]]:
    """Read one JSON value; also give the members that are written twice.

    Raises PolicyError with one problem where the text is not JSON or beyond the limits.
    """
    if len(text) > limits.TEXT_LENGTH:
        params = {"length": len(text), "limit": limits.TEXT_LENGTH}
        raise PolicyError([PolicyProblem("", Fault.TOO_LONG, params, 1, 1)])
    reader = _Reader(text)
    return reader.document(), tuple(reader.twice)


class _Reader:
    """A cursor over the text; ``_path`` is where in the value it stands."""

    def __init__(self, text: str) -> None:
        self.twice: list[PolicyProblem] = []
        self._text = text
        self._at = 0
        self._line = 1
        self._line_start = 0
        self._path: list[str] = []
        self._values = 0

    def document(self) -> Node:
        self._skip()
        if self._at == len(self._text):
            raise self._error(Fault.JSON_EMPTY)
        node = self._value()
        self._skip()
        if self._at < len(self._text):
            raise self._error(Fault.JSON_REST, found=self._found())
        return node

    def _value(self) -> Node:
        self._values += 1
        if self._values > limits.VALUES:
            raise self._error(Fault.TOO_MANY_VALUES, limit=limits.VALUES)
        match self._peek():
            case "[":
                return self._array()
            case "{":
                return self._object()
            case '"':
                return self._string()
            case _:
                return self._scalar()

    def _array(self) -> Node:
        line, column = self._open()
        items: list[Node] = []
        self._entries("]", lambda: items.append(self._item(len(items))))
        return Node(Type.ARRAY, items=tuple(items), line=line, column=column)

    def _item(self, index: int) -> Node:
        self._path[-1] = f"[{index}]"
        return self._value()

    def _object(self) -> Node:
        line, column = self._open()
        members: list[tuple[Node, Node]] = []
        names: set[str] = set()
        self._entries("}", lambda: members.append(self._member(names)))
        return Node(Type.OBJECT, members=tuple(members), line=line, column=column)

    def _member(self, names: set[str]) -> tuple[Node, Node]:
        if self._peek() != '"':
            raise self._unexpected(Wanted.NAME)
        name = self._string()
        self._path[-1] = f".{shown(name.text)}"
        if name.text in names and len(self.twice) < limits.PROBLEMS:
            params = {"name": shown(name.text)}
            self.twice.append(name.problem("".join(self._path), Fault.DUPLICATE, params))
        names.add(name.text)
        self._skip()
        if self._peek() != ":":
            raise self._unexpected(Wanted.COLON)
        self._at += 1
        self._skip()
        return name, self._value()

    def _open(self) -> _Place:
        place = self._place()
        if len(self._path) == limits.DEPTH:
            raise self._error(Fault.JSON_DEPTH, limit=limits.DEPTH)
        self._path.append("")
        self._at += 1
        return place

    def _entries(self, close: str, entry: Callable[[], None]) -> None:
        """Read what stands between brackets, commas included."""
        self._skip()
        more = self._peek() != close
        while more:
            entry()
            self._skip()
            more = self._comma(close)
        self._at += 1
        self._path.pop()

    def _comma(self, close: str) -> bool:
        """Step over a comma; False at the closing bracket."""
        if self._peek() == close:
            return False
        if self._peek() != ",":
            raise self._unexpected(Wanted.MORE_ITEMS if close == "]" else Wanted.MORE_MEMBERS)
        place = self._place()
        self._at += 1
        self._skip()
        if self._peek() == close:
            raise self._error(Fault.JSON_COMMA, place, found=close)
        return True

    def _string(self) -> Node:
        place = self._place()
        start = self._at + 1
        self._at = start
        parts: list[str] = []
        while (mark := self._chunk(parts)) == "\\":
            parts.append(self._escape())
        if mark in ("", "\n", "\r"):
            raise self._error(Fault.JSON_STRING_END, place)
        if mark != '"':
            raise self._error(Fault.JSON_CONTROL)
        text = "".join(parts)
        plain = len(text) == self._at - start
        self._at += 1
        return Node(Type.STRING, text=_joined(text), line=place[0], column=place[1], plain=plain)

    def _chunk(self, parts: list[str]) -> str:
        """Take characters that stand for themselves; give the one that ended them."""
        end = _end(_CHUNK, self._text, self._at)
        parts.append(self._text[self._at : end])
        self._at = end
        return self._peek()

    def _escape(self) -> str:
        sign = self._text[self._at + 1 : self._at + 2]
        if sign in _ESCAPES:
            self._at += 2
            return _ESCAPES[sign]
        digits = _HEX.match(self._text, self._at + 2)
        if sign != "u" or digits is None:
            raise self._error(Fault.JSON_ESCAPE, found=shown(f"\\{sign}"))
        self._at += 6
        return chr(int(digits[0], 16))

    def _scalar(self) -> Node:
        line, column = self._place()
        start = self._at
        word = self._text[start : _end(_WORD, self._text, start)]
        if word in _WORDS:
            kind = _WORDS[word]
        elif word and _NUMBER.fullmatch(word):
            kind = Type.NUMBER
        else:
            raise self._unexpected(Wanted.VALUE)
        self._at += len(word)
        return Node(kind, text=word[: limits.NAME_LENGTH], line=line, column=column)

    def _skip(self) -> None:
        end = _end(_BLANK, self._text, self._at)
        newlines = self._text.count("\n", self._at, end)
        if newlines:
            self._line += newlines
            self._line_start = self._text.rindex("\n", self._at, end) + 1
        self._at = end

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _found(self) -> str:
        word = _WORD.match(self._text, self._at)
        return shown(word[0] if word else self._peek())

    def _place(self) -> _Place:
        return self._line, self._at - self._line_start + 1

    def _unexpected(self, wanted: Wanted) -> PolicyError:
        found = self._peek()
        if not found:
            return self._error(Fault.JSON_END, wanted=wanted)
        if found in _QUOTES:
            return self._error(Fault.JSON_QUOTES, found=found)
        if found == "#" or self._text.startswith(("//", "/*"), self._at):
            return self._error(Fault.JSON_COMMENT)
        return self._error(Fault.JSON_UNEXPECTED, found=self._found(), wanted=wanted)

    def _error(self, fault: Fault, place: _Place | None = None, **params: object) -> PolicyError:
        line, column = place or self._place()
        return PolicyError([PolicyProblem("".join(self._path), fault, params, line, column)])


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _joined(text: str) -> str:
    """Join surrogates that were escaped as a pair; single ones stay as they are."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
