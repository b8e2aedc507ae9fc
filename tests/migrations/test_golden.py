"""A database of every released version opens today with everything in it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hipadmin.domain.alert import AlertAct, AlertState
from hipadmin.domain.delivery import DeliveryState, ResultKind
from hipadmin.domain.event import ClearCause, EventState
from hipadmin.domain.health import Outcome
from hipadmin.domain.intake_key import KeyPurpose
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.memory import LastResult, LastSent
from hipadmin.domain.notification import (
    Branches,
    Condition,
    ConditionAction,
    Day,
    MessageFormat,
    MessageSettings,
    OnResult,
    Schedule,
    Span,
    When,
)
from hipadmin.domain.ports import Unit
from hipadmin.domain.rates import Allowance
from hipadmin.domain.subscription import RoomChoice, RoomNotification, SubscriptionKind
from hipadmin.domain.token import RefState
from hipadmin.domain.verdict import Held
from hipadmin.store.schema import APPLICATION_ID, STEPS
from tests.migrations.shapes import GOLDEN, load_golden, rows, schema, versions
from tests.store.builders import AT, LATER, Open

S = DeliveryState
BERLIN = Schedule((Span((Day.MON,), 480, 1080),), "Europe/Berlin")
SETTINGS: dict[str, Any] = {
    "when": When(
        OnResult.ALWAYS,
        branches=Branches(("main",), ("wip/*",)),
        at_most_every=600,
        schedule=BERLIN,
    ),
    "conditions": (Condition(ConditionAction.FILTER, "minor", "severity"),),
    "message": MessageSettings(MessageFormat.TEXT, notify=True, sender="CI"),
}
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

    third = version >= 3  # since then with settings, in the rows' second versions

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
                version=1 + third,
                standard=third,
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
        failures = replace(failures, version=2, **SETTINGS) if third else failures
        everything = RoomNotification("not-all", "sub-flags", "int-ops", "all")
        assert unit.notifications.all() == [everything, failures]
        states = {ref.id: ref.state for ref in unit.tokens.all().values()}
        assert states["ref-dead"] is RefState.DEAD
        assert len(states) == 4 + third
        info = unit.tokens.infos()["ref-live"]
        assert info.expires_at == LATER
        assert (info.label, info.title) == ("Ann", "CI bot" if version >= 4 else "")
        results = unit.results.latest()
        assert results["room-war"].outcome is Outcome.OK
        assert results["room-quiet"].failing_since == AT
        assert [c.name for c in unit.changes.page(limit=9)] == ["Straße", "Ops"]
        assert unit.setting("last_endpoint") == "https://chat.example.com/v2"

    store.read(check)
    assert store.id == "0123456789abcdef0123456789abcdef"
    assert store.integrity() == []


def test_what_the_relay_knew_is_there(opened: Open, path: Path) -> None:
    load_golden(3, path)
    store = opened()

    def check(unit: Unit) -> None:
        event = unit.events.get(1)
        assert (event.title, event.cause) == ("Disk „voll“", ClearCause.RULE_CHANGE)
        assert (event.series, event.facts) == ("CI", {"labels": {"team": "web"}})
        assert event.accesses[0].properties == {"env": {"critical": True}}
        assert {(v.recipient, v.held) for v in unit.events.verdicts(1)} == {
            ("room-war", None),
            ("room-quiet", Held.ROOM_OFF),
        }
        alert = unit.alerts.get(1)
        assert (alert.state, alert.assignee) == (AlertState.ACKNOWLEDGED, "ann")
        assert [e.act for e in unit.alerts.history(1)] == [
            AlertAct.TRIGGERED,
            AlertAct.ACKNOWLEDGED,
        ]
        assert unit.alerts.triggers(1) == {("not-fail", "room-war"): 1}
        assert unit.events.repeat_of("sub-web", "src-1") == 1
        states = [unit.deliveries.get(n).delivery.state for n in range(1, 6)]
        assert states == [S.DELIVERED, S.MERGED, S.MERGED, S.FAILED, S.PENDING]
        assert [r.queued.delivery.id for r in unit.deliveries.parts(4)] == [2, 3]
        assert (unit.deliveries.message(1).card or {})["id"] == "x"
        [attempt] = unit.deliveries.attempts(4)
        assert (attempt.result.status, attempt.result.kind) == (401, ResultKind.BLOCKED)
        [blocked] = unit.lanes.blocked()
        assert (blocked.key, blocked.block and blocked.block.code) == ("room-war", "bad_token")
        known = {"token ref-room": Allowance(100, 42, LATER)}
        assert unit.lanes.allowances("token ref-room", "none") == known
        assert unit.memory.last_result("sub-web", "series-1") == LastResult(EventState.FAILURE, AT)
        assert unit.memory.last_sent(["not-fail"], "subject-1") == {"not-fail": LastSent(AT, 3)}
        [key] = unit.intake_keys.of_subscription("sub-web")
        assert (key.purpose, key.ends_at) == (KeyPurpose.INTAKE, LATER)
        [refusal] = unit.activity.refusals("sub-web", 9)
        assert (refusal.code, refusal.count) == ("too_large", 2)
        [relay] = unit.relays.all()
        assert (relay.pid, relay.hosted, relay.seen_at) == (4711, True, LATER)
        [hour] = unit.activity.hours(AT)["int-ops"]
        assert (hour.delivered, hour.failed) == (1, 0)

    store.read(check)


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
