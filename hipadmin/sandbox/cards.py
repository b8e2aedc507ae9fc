"""Cards: what a notification's card may hold, and how it is kept."""

import json
from collections.abc import Iterator, Mapping

from hipadmin.sandbox.rules import Items, Number, Record, Text, TextOrRecord

STYLES = ("file", "image", "application", "link", "media")
FORMATS = ("compact", "medium")
LOZENGES = (
    "lozenge",
    "lozenge-success",
    "lozenge-error",
    "lozenge-current",
    "lozenge-complete",
    "lozenge-moved",
)
_SOME = Text(low=1)
_ICON = TextOrRecord(_SOME, Record({"url": _SOME, "url@2x": _SOME}, required=("url",)))
_DESCRIPTION = Record(
    {"value": Text(1, 1000), "format": Text(options=("html", "text"))},
    required=("value", "format"),
)
_THUMBNAIL = Record(
    {"url": Text(1, 250), "url@2x": Text(1, 250), "width": Number(), "height": Number()},
    required=("url",),
)
_VALUE = Record(
    {"label": _SOME, "url": _SOME, "style": Text(options=LOZENGES), "icon": _ICON},
    required=("label",),
)
CARD = Record(
    {
        "style": Text(options=STYLES),
        "title": Text(1, 500),
        "id": _SOME,
        "url": _SOME,
        "description": TextOrRecord(Text(1, 1000), _DESCRIPTION),
        "format": Text(options=FORMATS),
        "thumbnail": _THUMBNAIL,
        "icon": _ICON,
        "activity": Record({"html": _SOME, "icon": _ICON}, required=("html",), closed=True),
        "attributes": Items(Record({"label": Text(1, 50), "value": _VALUE}, required=("value",))),
    },
    required=("style", "title", "id"),
)
"""The card schema of HipChat v2; members it does not name are allowed."""


def stored(card: Mapping[str, object]) -> str:
    """Give the JSON text that history keeps: the card with a ``validation`` member added."""
    found = {"safehtmls": sorted(set(_htmls(card))), "safeurls": sorted(set(_urls(card)))}
    return json.dumps({**card, "validation": found}, separators=(",", ":"))


def _htmls(value: object) -> Iterator[str]:
    for holder in _objects(value):
        if isinstance(html := holder.get("html"), str):
            yield html
        text = holder.get("value")
        if holder.get("format") == "html" and isinstance(text, str):
            yield text


def _urls(value: object) -> Iterator[str]:
    for holder in _objects(value):
        for name in ("url", "url@2x"):
            if isinstance(url := holder.get(name), str):
                yield url


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from _objects(item)
