"""YAML to plain data, by rules of our own over the parser's events.

Nothing in a file can name a Python object, grow by repeating itself, or nest until the stack ends;
and what YAML 1.1 would silently turn into another number (017, 1_000, 12:30) stays a text.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

from hipadmin.services.files.file_tree import (
    CHECK_EVERY,
    DEPTH_MAX,
    UNSTORABLE,
    VALUES_MAX,
    Check,
    Place,
    Spot,
    TextError,
    TooDeep,
    TooMany,
    Tree,
    Unstorable,
)

_YAML = "tag:yaml.org,2002:"
_TAGS = frozenset((f"{_YAML}str", f"{_YAML}map", f"{_YAML}seq"))
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+][0-9]+)?")
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"))
_FALSE = frozenset(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"))
_MERGE = "<<"
_TOO_DEEP = "exceeded maximum nesting depth"
"""The parser's own limit, beyond ours, which it meets first where it reads ahead."""


def read_yaml(text: str, check: Check = lambda: None) -> Tree:
    """The data of one YAML document and its places; asks ``check`` often. Raises TextError."""
    import yaml  # 30 ms: only for who reads or writes files

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Composer(yaml).compose(yaml.parse(text, Loader=loader), check)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else None
        if error.problem == _TOO_DEEP:
            raise TooDeep(place) from None
        raise TextError(_said(text, error, mark), place) from None
    except yaml.YAMLError as error:
        raise TextError(f"This is not valid YAML: {str(error).partition(chr(10))[0]}.") from None


def _said(text: str, error: Any, mark: Any) -> str:
    if mark is not None and text[mark.index : mark.index + 1] == "\t":
        return "A tab stands here. YAML takes blanks only."
    return f"This is not valid YAML: {error.problem or error.context}."


class _Open:
    """A list or mapping whose end has not been read yet."""

    __slots__ = ("anchor", "items", "key", "keys", "merged", "merging", "places", "spot", "spots")

    def __init__(self, spot: Spot, anchor: str | None, *, mapping: bool) -> None:
        self.spot = spot
        self.anchor = anchor
        self.items: list[object] | dict[str, object] = {} if mapping else []
        self.spots: list[Spot] = []
        self.places: dict[str, Spot] = {}
        self.keys: dict[str, Spot] = {}
        self.key: str | None = None
        self.merging = False
        self.merged: list[tuple[object, Spot]] = []

    @property
    def awaits_key(self) -> bool:
        return self.key is None and isinstance(self.items, dict)

    def close(self) -> None:
        """Nothing more comes: what is merged in gives way to what is written here."""
        for value, spot in self.merged:
            self._merge(value, spot)
        if isinstance(self.items, dict):
            self.spot.members, self.spot.keys = self.places, self.keys
        else:
            self.spot.items = self.spots

    def _merge(self, value: object, spot: Spot) -> None:
        parts = [(value, spot)]
        if isinstance(value, list):
            parts = list(zip(value, spot.items, strict=True))
        for part, its in parts:
            if not isinstance(part, dict) or not isinstance(self.items, dict):
                raise TextError("After << a mapping must follow, or a list of them.", its.place)
            for key in part.keys() - self.items.keys():
                self.items[key] = part[key]
                self.places[key] = its.members[key]
                self.keys[key] = its.keys[key]

    def add(self, value: object, spot: Spot, at: Spot) -> None:
        """Take in an item, the name of a member, or its value, which stands or is named ``at``."""
        if isinstance(self.items, list):
            self.items.append(value)
            self.spots.append(spot)
        elif self.key is None:
            self._name(value, at)
        elif self.merging:
            self.merged.append((value, spot))
            self.key, self.merging = None, False
        else:
            self.items[self.key] = value
            self.places[self.key] = spot
            self.key = None

    def _name(self, value: object, spot: Spot) -> None:
        if not isinstance(value, str):
            raise TextError("The name of a member must be a text.", spot.place)
        if value in self.keys:
            raise TextError(f"“{value[:60]}” stands twice here.", spot.place)
        self.key = value
        self.keys[value] = spot


class _Composer:
    """Builds data out of events, without recursion."""

    def __init__(self, yaml: Any) -> None:
        self._yaml = yaml
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[object, Spot]] = {}
        self._root: tuple[object, Spot] | None = None
        self._count = 0

    def compose(self, events: Iterator[Any], check: Check) -> Tree:
        for number, event in enumerate(events):
            if number % CHECK_EVERY == 0:
                check()
            self._follow(event)
        if self._root is None:
            raise TextError("The file is empty.")
        return Tree(*self._root)

    def _follow(self, event: Any) -> None:
        yaml, mark = self._yaml, event.start_mark
        spot = Spot(mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, spot)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event, spot)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end(self._stack.pop())
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor, spot)
        elif isinstance(event, yaml.DocumentStartEvent) and self._root is not None:
            raise TextError("A second document begins here; one is possible.", spot.place)

    def _scalar(self, event: Any, spot: Spot) -> None:
        _refuse_tag(event.tag, spot)
        if event.style == '"' and UNSTORABLE.search(event.value):
            raise Unstorable(spot.place)
        plain = not event.style and event.tag is None
        opened = self._stack[-1] if self._stack else None
        if opened is None or not opened.awaits_key:
            value = _meant(event.value) if plain else event.value
            self._take(value, spot, event.anchor)
        elif plain and event.value == _MERGE:
            opened.key, opened.merging = _MERGE, True
        else:
            self._take(event.value, spot, event.anchor)

    def _alias(self, anchor: str, spot: Spot) -> None:
        if any(opened.anchor == anchor for opened in self._stack):
            raise TextError(f"*{anchor[:60]} stands inside itself.", spot.place)
        if anchor not in self._anchors:
            text = f"Nothing is called &{anchor[:60]} before this *{anchor[:60]}."
            raise TextError(text, spot.place)
        value, first = self._anchors[anchor]
        self._count_in(first.size, spot)
        self._put(value, first, spot)

    def _begin(self, event: Any, spot: Spot) -> None:
        _refuse_tag(event.tag, spot)
        if self._stack and self._stack[-1].awaits_key:
            raise TextError("The name of a member must be a text.", spot.place)
        if len(self._stack) >= DEPTH_MAX:
            raise TooDeep(spot.place)
        mapping = isinstance(event, self._yaml.MappingStartEvent)
        self._stack.append(_Open(spot, event.anchor, mapping=mapping))

    def _end(self, opened: _Open) -> None:
        opened.close()
        self._take(opened.items, opened.spot, opened.anchor)

    def _take(self, value: object, spot: Spot, anchor: str | None) -> None:
        self._count_in(1, spot)
        if anchor is not None:
            self._anchors[anchor] = (value, spot)
        self._put(value, spot, spot)

    def _count_in(self, values: int, spot: Spot) -> None:
        self._count += values
        if self._count > VALUES_MAX:
            raise TooMany(spot.place)

    def _put(self, value: object, spot: Spot, at: Spot) -> None:
        if not self._stack:
            self._root = (value, spot)
            return
        opened = self._stack[-1]
        opened.spot.size += spot.size
        opened.add(value, spot, at)


def _meant(text: str) -> object:
    """What an unquoted text means."""
    if text in _EMPTY:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text):
        return int(text)
    number = float(text) if _FLOAT.fullmatch(text) else math.inf
    return number if math.isfinite(number) else text


def _refuse_tag(tag: str | None, spot: Spot) -> None:
    if tag is not None and tag not in _TAGS:
        shown = tag.replace(_YAML, "!!", 1)[:60]
        raise TextError(f"The tag {shown} is not possible; write the plain value.", spot.place)
