"""JSON printed for people: one member a line, short lists on theirs."""

import json
from collections.abc import Iterable, Sequence

from hipadmin.domain.policy.faults import Type
from hipadmin.domain.policy.nodes import Node

LINE = 80
"""Characters of a line beyond which a list is broken into one entry a line."""
_INDENT = "  "
_AS_IS = json.JSONEncoder(ensure_ascii=False).encode
_ESCAPED = json.JSONEncoder().encode


def printed(node: Node) -> str:
    """Print what was read from text; nothing is left out, members written twice included."""
    return _printed(node, "", 0)


def printed_texts(texts: Sequence[str], indent: str, before: int) -> str:
    """Print a list of texts as `printed` does where ``before`` characters stand on its line."""
    line = f"[{', '.join(map(_string, texts))}]"
    if before + len(line) <= LINE or len(texts) < 2:
        return line
    return broken("[]", map(_string, texts), indent)


def broken(brackets: str, entries: Iterable[str], indent: str) -> str:
    """Put printed entries between brackets, one a line; ``indent`` is that of the brackets."""
    lines = ",\n".join(f"{indent}{_INDENT}{entry}" for entry in entries)
    return f"{brackets[0]}\n{lines}\n{indent}{brackets[1]}" if lines else brackets


def _printed(node: Node, indent: str, before: int) -> str:
    """``before`` are the characters that stand before it on its line."""
    if node.type is Type.OBJECT:
        entries = [_member(name, value, indent + _INDENT) for name, value in node.members]
        return broken("{}", entries, indent)
    if node.type is Type.ARRAY:
        return _array(node, indent, before)
    return _string(node.text) if node.type is Type.STRING else node.text


def _array(node: Node, indent: str, before: int) -> str:
    if all(item.type is Type.STRING for item in node.items):
        return printed_texts([item.text for item in node.items], indent, before)
    deeper = indent + _INDENT
    return broken("[]", [_printed(item, deeper, len(deeper)) for item in node.items], indent)


def _member(name: Node, value: Node, indent: str) -> str:
    start = f"{_string(name.text)}: "
    return start + _printed(value, indent, len(indent) + len(start))


def _string(text: str) -> str:
    # single surrogates cannot leave the program as they are
    whole = text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)
    return _AS_IS(text) if whole else _ESCAPED(text)
