from pathlib import Path

from hipadmin.domain.activity import RelayInfo
from hipadmin.domain.event_state import EventState
from hipadmin.domain.intake_key import IntakeKey, KeyPurpose
from hipadmin.domain.memory import LastResult, LastSent
from hipadmin.domain.ports import Topic, Unit
from hipadmin.store import Database
from tests.store.builders import AT, LATER

FAILED, PASSED = LastResult(EventState.FAILURE, AT), LastResult(EventState.SUCCESS, LATER)
RELAY = RelayInfo("a", "host", 7, "http://127.0.0.1:1", "0.1", False, AT, AT)


def test_last_results(store: Database) -> None:
    def last(of: str, series: str) -> LastResult | None:
        return store.read(lambda unit: unit.memory.last_result(of, series))

    assert last("s1", "x") is None
    for result in (FAILED, PASSED):
        store.write(lambda unit, r=result: unit.memory.save_result("s1", "x", r))
    assert (last("s1", "x"), last("s2", "x"), last("s1", "y")) == (PASSED, None, None)


def test_last_sent(store: Database) -> None:
    def work(unit: Unit) -> None:
        unit.memory.save_sent("n1", "x", LastSent(AT, 2))
        unit.memory.save_sent("n1", "x", LastSent(LATER, 0))
        unit.memory.save_sent("n2", "x", LastSent(AT, 1))
        unit.memory.save_sent("n1", "y", LastSent(AT, 9))

    store.write(work)
    found = store.read(lambda unit: unit.memory.last_sent(["n1", "n2", "n3"], "x"))
    assert found == {"n1": LastSent(LATER, 0), "n2": LastSent(AT, 1)}


def test_intake_keys(store: Database) -> None:
    first = IntakeKey("k1", "s1", KeyPurpose.INTAKE, AT)
    second = IntakeKey("k2", "s1", KeyPurpose.SIGNING, LATER)

    def work(unit: Unit) -> None:
        for ref in ("k1", "k2"):
            unit.tokens.add_pending(ref, "memory", AT)
        unit.intake_keys.add(first)
        unit.intake_keys.add(second)

    store.write(work)
    assert store.read(lambda unit: unit.intake_keys.of_subscription("s1")) == [second, first]
    assert store.read(lambda unit: unit.intake_keys.ended(LATER)) == []
    store.write(lambda unit: unit.intake_keys.end("k1", LATER))
    [ended] = store.read(lambda unit: unit.intake_keys.ended(LATER))
    assert (ended.ref_id, ended.ends_at) == ("k1", LATER)
    store.write(lambda unit: unit.intake_keys.remove(["k1"]))
    store.write(lambda unit: unit.tokens.forget(["k2"]))
    assert store.read(lambda unit: unit.intake_keys.of_subscription("s1")) == []


def test_relays(store: Database, path: Path) -> None:
    store.write(lambda unit: unit.relays.register(RELAY))
    before = store.revisions()[Topic.RELAY]
    assert store.write(lambda unit: unit.relays.seen("a", LATER))
    assert not store.write(lambda unit: unit.relays.seen("b", LATER))
    assert store.revisions()[Topic.RELAY] == before
    [known] = store.read(lambda unit: unit.relays.all())
    assert (known.seen_at, known.started_at) == (LATER, AT)
    store.write(lambda unit: unit.relays.leave("a"))
    assert store.read(lambda unit: unit.relays.all()) == []
    assert store.revisions()[Topic.RELAY] == before + 1
