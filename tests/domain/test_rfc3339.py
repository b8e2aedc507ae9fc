"""Times of webhooks: RFC 3339 and nothing else."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.rfc3339 import read_time


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-01T08:00:00Z", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01t08:00:00z", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01 08:00:00.5Z", datetime(2026, 3, 1, 8, 0, 0, 500_000, UTC)),
        ("2026-03-01T08:00:00.123456789Z", datetime(2026, 3, 1, 8, 0, 0, 123_456, UTC)),
        ("2026-03-01T10:00:00+02:00", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01T04:30:00-03:30", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_times(text: str, at: datetime) -> None:
    assert read_time(text) == at


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2026-03-01", "2026-03-01T08:00:00", "2026-03-01T08:00Z", "20260301T080000Z"),
        *("2026-3-1T08:00:00Z", "2026-03-01T08:00:00+0200", "2026-W09-7T08:00:00Z"),
        *("2026-02-30T08:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T08:00:61Z"),
        *("2026-03-01T08:00:00+24:00", "2026-03-01T08:00:00+02:60", "0000-01-01T00:00:00Z"),
        *("2026-03-01T08:00:00Z\n", "٢٠٢٦-03-01T08:00:00Z", "9999-12-31T23:59:60Z"),
    ],
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a time"):
        read_time(text)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-1439, 1439))
def test_whatever_python_writes_is_read(at: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    try:
        there = at.astimezone(zone)
    except OverflowError:
        return
    assert read_time(there.isoformat()) == at
