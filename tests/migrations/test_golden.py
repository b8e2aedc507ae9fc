"""A database of every released version opens today with everything in it."""

from pathlib import Path

import pytest

from hipadmin.domain.health import Outcome
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import RoomChoice, RoomNotification, SubscriptionKind
from hipadmin.domain.token import RefState
from hipadmin.store.schema import APPLICATION_ID, STEPS
from tests.migrations.shapes import GOLDEN, load_golden, rows, schema, versions
from tests.store.builders import AT, LATER, Open

VERSIONS = range(1, len(STEPS) + 1)


def test_every_version_has_its_golden_database() -> None:
    assert sorted(p.name for p in GOLDEN.iterdir()) == [f"v{n}.sql" for n in VERSIONS]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migrated_database_has_the_schema_of_a_fresh_one(
    opened: Open, path: Path, tmp_path: Path, version: int
) -> None:
    load_golden(version, path)
    assert versions(path) == (APPLICATION_ID, version)
    opened().close()
    migrated, application = schema(path), versions(path)
    path.parent.rename(tmp_path / "old")
    opened().close()
    assert schema(path) == migrated
    assert versions(path) == application == (APPLICATION_ID, len(STEPS))


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_is_lost(opened: Open, path: Path, version: int) -> None:
    load_golden(version, path)
    store = opened()

    def check(unit: Unit) -> None:
        war = Room("room-war", "17", "ref-room", True, "War room")
        assert unit.integrations.all() == [
            Integration(
                "int-ops",
                "Ops",
                "https://chat.example.com/v2",
                "ref-live",
                (war, Room("room-quiet", "Quiet", None, False)),
                "/etc/ca.pem",
                "http://proxy:3128",
            )
        ]
        kinds = {s.name: s.kind for s in unit.subscriptions.all()}
        assert kinds == {"Flags": SubscriptionKind.FLAGS, "web": SubscriptionKind.CI}
        failures = RoomNotification(
            "not-fail",
            "sub-web",
            "int-ops",
            "failures",
            RoomChoice(False, ("room-quiet", "room-war"), ("@ann",)),
            ("proj/a",),
            '[{"effect": "allow", "actions": ["*"], "resources": ["proj/*"]}]',
            True,
        )
        everything = RoomNotification("not-all", "sub-flags", "int-ops", "all")
        assert unit.notifications.all() == [everything, failures]
        states = {ref.id: ref.state for ref in unit.tokens.all().values()}
        assert states["ref-dead"] is RefState.DEAD
        assert len(states) == 4
        assert unit.tokens.infos()["ref-live"].expires_at == LATER
        results = unit.results.latest()
        assert results["room-war"].outcome is Outcome.OK
        assert results["room-quiet"].failing_since == AT
        assert [c.name for c in unit.changes.page(limit=9)] == ["Straße", "Ops"]
        assert unit.setting("last_endpoint") == "https://chat.example.com/v2"

    store.read(check)
    assert store.id == "0123456789abcdef0123456789abcdef"
    assert store.integrity() == []


def test_the_deleted_can_still_be_taken_back(opened: Open, path: Path) -> None:
    load_golden(1, path)
    store = opened()
    assert store.write(lambda u: u.integrations.restore("int-old", 2, AT)).name == "Straße"
    assert store.write(lambda u: u.notifications.restore("not-gone", 2, AT)).version == 3


def test_opening_a_database_of_today_changes_no_row(opened: Open, path: Path) -> None:
    load_golden(len(STEPS), path)
    before = rows(path)
    opened().close()
    assert rows(path) == before
    assert not (path.parent / "backups").exists()
