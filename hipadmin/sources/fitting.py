"""Makes foreign values fit an event: a webhook is not refused because one of its texts is long."""

import hashlib
from collections.abc import Mapping

from hipadmin.domain.event_checks import (
    TEXT_MAX,
    TITLE_MAX,
    facts_problem,
    is_web_address,
    tidy_line,
)

_NAME = 300
_LABELS, _LABEL = 100, 200
_DIGEST = 32
"""Hexadecimal digits: enough to tell two ids apart."""


def fit(text: str, most: int = TEXT_MAX) -> str:
    """``text``, visibly cut to ``most`` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def fit_name(text: str) -> str:
    """``text`` short enough to be a name in a resource of several."""
    return fit(text, _NAME)


def fit_title(*candidates: str) -> str:
    """The first of ``candidates`` of which something can be seen, as a title."""
    seen = (text for text in candidates if tidy_line(text))
    return fit(next(seen, "Event"), TITLE_MAX)


def fit_id(*parts: str) -> str:
    """One id of several parts, the same for the same parts; long ones become their digest."""
    whole = " ".join(parts)
    if len(whole) <= TEXT_MAX and all(" " not in part for part in parts):
        return whole
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{whole[:60].strip()} {digest[:_DIGEST]}"


def fit_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """As many ``labels`` as fit the tags of an access, each short enough."""
    kept = sorted(labels.items())[:_LABELS]
    return {fit(name, _LABEL): fit(value, _LABEL) for name, value in kept}


def fit_link(*candidates: object) -> str:
    """The first of ``candidates`` that may stand in a message as a link, "" if none may."""
    for text in candidates:
        if isinstance(text, str) and is_web_address(text):
            return text
    return ""


def fit_facts(value: object) -> Mapping[str, object]:
    """``value`` as facts, if it is members with names and not too much; else nothing."""
    if not isinstance(value, Mapping) or facts_problem(value):
        return {}
    return value
