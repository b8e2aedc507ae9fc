from datetime import datetime

import pytest

from hipadmin.domain.notification import Schedule
from hipadmin.services.zones import check_zone, zone

NOON = datetime(2026, 7, 1, 12)  # noqa: DTZ001 (the zone is what is tested)


def test_zones_have_names() -> None:
    offset = NOON.replace(tzinfo=zone("Europe/Berlin")).utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 7200
    assert NOON.replace(tzinfo=zone("")).utcoffset() is not None


@pytest.mark.parametrize("name", ["Europe/Nowhere", "Europe", "../etc/passwd", "x\0y", "ü"])
def test_unknown_ones_are_said(name: str) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        zone(name)
    assert len(check_zone(Schedule(zone=name))) == 1


def test_the_machines_own_is_always_known() -> None:
    assert check_zone(Schedule()) == []
