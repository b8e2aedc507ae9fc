"""The text of a configuration file: YAML or JSON, in which no name may stand twice."""

import json
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NoReturn

from hipadmin.domain.json_trouble import json_trouble
from hipadmin.services.files.file_tree import (
    DEPTH_MAX,
    UNSTORABLE,
    VALUES_MAX,
    Check,
    Place,
    TextError,
    TooDeep,
    TooMany,
    Tree,
    Unstorable,
)
from hipadmin.services.files.file_yaml import read_yaml

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SLICE = 1_000_000
"""Characters looked through at once, so that other threads get their turn."""
_DIGITS_MAX = 18


def read_text(data: bytes, check: Check = lambda: None) -> Tree:
    """The data in YAML or JSON text; asks ``check`` often. Raises TextError."""
    text = _decoded(data)
    _refuse_controls(text)
    if not text.strip():
        raise TextError("The file is empty.")
    if text.lstrip().startswith("{"):
        return _json_tree(text, check)
    return read_yaml(text, check)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TextError("The file is UTF-16. Save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        text = f"Byte {error.start + 1} is not UTF-8, so this is no text file in UTF-8."
        raise TextError(text, Place.of(before, len(before))) from None


def _refuse_controls(text: str) -> None:
    for start in range(0, len(text), _SLICE):
        found = _NO_TEXT.search(text, start, start + _SLICE)
        if found:
            code = f"U+{ord(found[0]):04X}"
            place = Place.of(text, found.start())
            raise TextError(f"{code} is no character of a text file.", place)


def _json_tree(text: str, check: Check) -> Tree:
    try:
        tree = Tree(_from_json(text))
    except TextError as error:
        raise TextError(str(error), error.place or _stumble(text, check)) from None
    with suppress(TextError):  # a few JSON texts, such as those with tabs, are no YAML
        tree = Tree(tree.data, read_yaml(text, check).spot)  # JSON's reader knows no places
    _check_json(tree)
    return tree


def _stumble(text: str, check: Check) -> Place | None:
    """Where reading ``text`` as YAML ends, which most JSON is: likely for the same reason."""
    try:
        read_yaml(text, check)
    except TextError as error:
        return error.place
    return None


def _from_json(text: str) -> object:
    try:
        data: object = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_refuse_constant,
            parse_int=_whole,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        raise _no_json(text, Place(error.lineno, error.colno)) from None
    except RecursionError:
        raise TooDeep from None
    return data


def _no_json(text: str, place: Place) -> TextError:
    trouble = json_trouble(text)
    if trouble is None:
        return TextError("This is not valid JSON.", place)
    said = f"This is not valid JSON. {trouble.text}"
    return TextError(said, Place(trouble.line, trouble.column))


def _once(members: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        twice = next(name for name in names if names.count(name) > 1)
        raise TextError(f"“{twice[:60]}” stands twice in one object.")
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise TextError(f"{word} is no value of JSON.")


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits.lstrip("-")) <= _DIGITS_MAX else digits


def _finite(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


def _check_json(tree: Tree) -> None:
    """Refuse what cannot be stored or is beyond the limits, level by level."""
    level, depth, count = [("", tree.data)], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > DEPTH_MAX + 1:
            raise TooDeep
        if count > VALUES_MAX:
            raise TooMany
        for path, value in level:
            if isinstance(value, str) and UNSTORABLE.search(value):
                raise Unstorable(tree.place(path))
        level = [child for path, value in level for child in _children(path, value)]


def _children(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield f"{path}.{key}", key
            yield f"{path}.{key}", member
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield f"{path}[{at}]", item
