"""Collections: what part is asked for, and the envelope it comes in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from hipadmin.sandbox import errors

MAX_RESULTS = 1000
"""HipChat v2: max-results is 0-1000."""
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a collection that is asked for."""

    start: int
    size: int


def read_span(query: Mapping[str, str], *, default_size: int = 100) -> Span:
    """Read ``start-index`` and ``max-results``; raises ``ApiError`` 400 for what is no count."""
    start = _whole(query, "start-index", 0, None)
    return Span(start, _whole(query, "max-results", default_size, MAX_RESULTS))


def read_flag(query: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Read a yes or no from the query; raises ``ApiError`` 400 for anything else."""
    text = query.get(name, "").lower()
    if not text:
        return default
    if text not in _FLAGS:
        raise errors.wrong_type(name, query[name], "boolean")
    return _FLAGS[text]


def page(
    items: Sequence[object],
    span: Span,
    total: int,
    url: str,
    query: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """Wrap ``items``, which are those of ``span`` out of ``total``.

    ``links.self`` has no query; ``links.next`` is left out at the end, ``links.prev`` at the
    start. ``query`` holds further parameters the neighbours need.
    """
    links = {"self": url}
    if span.start > 0:
        links["prev"] = _link(url, max(0, span.start - span.size), span.size, query)
    if span.size and span.start + span.size < total:
        links["next"] = _link(url, span.start + span.size, span.size, query)
    return {"items": items, "links": links, "maxResults": span.size, "startIndex": span.start}


def _link(url: str, start: int, size: int, query: Mapping[str, str] | None) -> str:
    return f"{url}?{urlencode({**(query or {}), 'start-index': start, 'max-results': size})}"


def _whole(query: Mapping[str, str], name: str, default: int, most: int | None) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not _WHOLE.fullmatch(text):
        raise errors.wrong_type(name, text, "integer")
    value = int(text)
    if value < 0:
        raise errors.out_of_range(name, value, 0, most=False)
    if most is not None and value > most:
        raise errors.out_of_range(name, value, most, most=True)
    return value
