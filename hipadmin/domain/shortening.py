"""Long messages made short enough to send, without breaking their HTML."""

import re

MARK = "…"
"""Stands where something was left out."""
_VOID = frozenset({"br", "img", "hr", "wbr", "col", "input", "area", "base", "link", "meta"})
_NO_TEXT = frozenset({"table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "colgroup"})
"""Text directly in these would be moved elsewhere by whoever shows it."""
_JOINED = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"
_CHARACTER = f".{_JOINED}{{0,16}}(?:\u200d[^<&]{_JOINED}{{0,16}}){{0,8}}"
"""What shows as one character: with its accents, and pictures joined to one."""
_TEXT = re.compile(_CHARACTER, re.DOTALL)
_HTML = re.compile(
    r"<!--(?:[^-]|-(?!->))*+-->|<[!?](?!--)[^>]*+>"  # comments and other things not shown
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?:=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'\s]))|[^>=])*+>"
    r"|&(?:\#[0-9]{1,9}|\#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{0,31});?"
    r"|(?P<broken><(?:[a-zA-Z!?]|/[a-zA-Z]))"
    rf"|(?P<text>{_CHARACTER})",
    re.DOTALL,
)


def shorten(text: str, limit: int = 10_000, message_format: str = "html") -> str:
    """Cut ``text`` to ``limit`` characters (code points, as HipChat counts), “…” at the end.

    ``html`` is never cut inside a tag, an entity or a joined character, and tags still open are
    closed. A text that is short enough comes back as it is. The default limit is a message's.

    Raises:
        ValueError: ``limit`` is less than 1, or the format neither ``html`` nor ``text``.
    """
    if limit < 1 or message_format not in ("html", "text"):
        raise ValueError("a limit of at least 1, and html or text, are needed")
    if len(text) <= limit:
        return text
    return _text(text, limit) if message_format == "text" else _html(text, limit)


def _text(text: str, limit: int) -> str:
    end = 0
    for found in _TEXT.finditer(text, 0, limit + 64):
        if found.end() > limit - 1:
            break
        end = found.end()
    return (text[:end].rstrip() or text[:end]) + MARK


def _html(text: str, limit: int) -> str:
    """Take pieces as long as they, the mark and what must be closed fit."""
    still_open: list[str] = []
    end, spent = 0, len(MARK)
    for piece in _HTML.finditer(text, 0, limit + 64):
        if piece["broken"]:  # not closed before the limit: a reader would take the rest for a tag
            break
        cost, name = len(piece[0]), (piece["name"] or "").lower()
        if name and piece["end"]:
            cost -= _close(name, still_open, dry=True)
        elif name and name not in _VOID:
            cost += len(name) + 3
        if spent + cost > limit:
            break
        _follow(name, still_open, is_end=bool(piece["end"]))
        end, spent = piece.end(), spent + cost
    return text[:end] + _closing(still_open)


def _follow(name: str, still_open: list[str], *, is_end: bool) -> None:
    if name and is_end:
        _close(name, still_open)
    elif name and name not in _VOID:
        still_open.append(name)


def _close(name: str, still_open: list[str], *, dry: bool = False) -> int:
    """Close ``name`` and what is open inside it; give the characters of their closing tags."""
    if name not in still_open:
        return 0
    at = len(still_open) - 1 - still_open[::-1].index(name)
    freed = sum(len(each) + 3 for each in still_open[at:])
    if not dry:
        del still_open[at:]
    return freed


def _closing(still_open: list[str]) -> str:
    tags, shown = [], False
    for name in reversed(still_open):
        if not shown and name not in _NO_TEXT:
            tags.append(MARK)
            shown = True
        tags.append(f"</{name}>")
    return "".join(tags if shown else [*tags, MARK])
