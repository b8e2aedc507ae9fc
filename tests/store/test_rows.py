"""What a row says in values of its own."""

from datetime import UTC

import pytest

from hipadmin.store.rows import from_ms, to_ms


@pytest.mark.parametrize("ms", [-1, 0, 1, 1_700_000_000_000])
def test_a_time_is_kept(ms: int) -> None:
    assert to_ms(from_ms(ms)) == ms


@pytest.mark.parametrize(("ms", "year"), [(1 << 62, 9999), (-(1 << 62), 1)])
def test_a_time_no_calendar_has_is_the_nearest(ms: int, year: int) -> None:
    assert from_ms(ms).year == year
    assert from_ms(ms).tzinfo is UTC
