"""JSON printed for people: one member a line, short lists on theirs."""

import json

from hipadmin.domain.policy.faults import Type
from hipadmin.domain.policy.nodes import Node

LINE = 80
"""Characters of a line beyond which a list is broken into one entry a line."""
_INDENT = "  "


def printed(node: Node) -> str:
    """Print what was read from text; nothing is left out, members written twice included."""
    return _printed(node, "", 0)


def _printed(node: Node, indent: str, before: int) -> str:
    """``before`` are the characters that stand before it on its line."""
    if node.type is Type.OBJECT:
        entries = [_member(name, value, indent + _INDENT) for name, value in node.members]
        return _broken("{}", entries, indent)
    if node.type is Type.ARRAY:
        return _array(node, indent, before)
    return _string(node.text) if node.type is Type.STRING else node.text


def _array(node: Node, indent: str, before: int) -> str:
    flat = all(item.type is Type.STRING for item in node.items)
    if flat:
        line = f"[{', '.join(_string(item.text) for item in node.items)}]"
        if before + len(line) <= LINE or len(node.items) < 2:
            return line
    deeper = indent + _INDENT
    return _broken("[]", [_printed(item, deeper, len(deeper)) for item in node.items], indent)


def _member(name: Node, value: Node, indent: str) -> str:
    start = f"{_string(name.text)}: "
    return start + _printed(value, indent, len(indent) + len(start))


def _broken(brackets: str, entries: list[str], indent: str) -> str:
    if not entries:
        return brackets
    lines = ",\n".join(f"{indent}{_INDENT}{entry}" for entry in entries)
    return f"{brackets[0]}\n{lines}\n{indent}{brackets[1]}"


def _string(text: str) -> str:
    # single surrogates cannot leave the program as they are
    whole = text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)
    return json.dumps(text, ensure_ascii=not whole)
