import time
from collections.abc import Iterator

import pytest

from tests.noon import zone


@pytest.fixture
def _zone_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_zone_after")
@pytest.mark.parametrize("hour", range(24))
def test_it_is_noon_at_every_hour(monkeypatch: pytest.MonkeyPatch, hour: int) -> None:
    monkeypatch.setenv("TZ", zone(hour))
    time.tzset()
    assert time.localtime(hour * 3600 + 1799).tm_hour == 12


def test_it_is_noon_here() -> None:
    assert 11 <= time.localtime().tm_hour <= 14
