"""Requests for translators."""

import json
from datetime import UTC, datetime
from typing import Any

from hipadmin.domain.event import Report
from hipadmin.domain.incoming import Incoming, Misread, Reading

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def sent(body: Any = b"", content_type: str = "application/json", **headers: str) -> Incoming:
    """A request; members of ``headers`` are names with underscores for dashes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Incoming({"content-type": content_type, **named}, data, AT)


def report(reading: Reading) -> Report:
    assert isinstance(reading, Report), reading
    assert reading.problems() == ()
    return reading


def problems(reading: Reading) -> list[str]:
    assert isinstance(reading, Misread), reading
    return [str(problem) for problem in reading.problems]
