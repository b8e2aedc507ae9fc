import gc
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.errors import Invalid, StoreTrouble
from hipadmin.domain.health import Outcome, RoomResult
from hipadmin.domain.ports import Store, Topic, Unit
from hipadmin.domain.token import RefState, TokenInfo, TokenKind
from hipadmin.store import Database, ReadCancelled, open_store
from tests.store.builders import AT, LATER, Open, clock, integration, raw, subscription, used

LONG = 30.0
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def sql_of(unit: Unit) -> sqlite3.Connection:
    connection = vars(unit)["_connection"]
    assert isinstance(connection, sqlite3.Connection)
    return connection


def test_it_is_a_store_with_an_identity_of_its_own(opened: Open, tmp_path: Path) -> None:
    store: Store = opened()
    other = open_store(tmp_path / "other.db", clock=clock)
    other.close()
    assert len(store.id) == 32
    assert store.id != other.id
    store.close()
    assert opened().id == store.id


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_its_files_are_for_the_user_alone(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        store = open_store(path, clock=clock)
        store.write(lambda unit: unit.set_setting("key", "value"))
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {"hipadmin.db", "hipadmin.db-wal", "hipadmin.db-shm"} <= set(modes)
    assert set(modes.values()) == {0o600}


def test_every_connection_has_its_settings(store: Database) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")

    def settings(unit: Unit) -> list[object]:
        return [sql_of(unit).execute(f"PRAGMA {n}").fetchone()[0] for n in (*names, "query_only")]

    assert store.write(settings) == ["wal", 2, 1, 5000, 0, 0]
    assert store.read(settings) == ["wal", 2, 1, 5000, 0, 1]


def test_a_failing_write_leaves_nothing(store: Database) -> None:
    before = dict(store.revisions())

    def work(unit: Unit) -> None:
        unit.integrations.insert(integration(), AT)
        unit.integrations.insert(integration("i2"), AT)

    with pytest.raises(Invalid):
        store.write(work)
    assert store.read(lambda unit: unit.integrations.all()) == []
    assert dict(store.revisions()) == before
    store.write(lambda unit: unit.integrations.insert(integration(), AT))


def test_what_only_reads_cannot_write(store: Database) -> None:
    with pytest.raises(RuntimeError, match="use write"):
        store.read(lambda unit: unit.set_setting("key", "value"))
    assert store.read(lambda unit: unit.setting("key")) is None


def test_a_bug_is_not_taken_for_trouble(store: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="nonsense"):
        store.read(lambda unit: sql_of(unit).execute("SELECT nonsense"))
    with pytest.raises(FileNotFoundError):
        store.write(lambda _unit: Path("/nowhere/at/all").read_text())


def test_a_read_sees_one_moment(store: Database) -> None:
    def work(unit: Unit) -> tuple[int, int]:
        before = len(unit.integrations.all())
        writer = Thread(target=used, args=(store,))
        writer.start()
        writer.join(LONG)
        return before, len(unit.integrations.all())

    assert store.read(work) == (0, 0)
    assert len(store.read(lambda unit: unit.integrations.all())) == 1


@pytest.mark.parametrize("outer", ["write", "read"])
@pytest.mark.parametrize("inner", ["write", "read", "revisions", "close"])
def test_work_within_work_is_refused_not_stuck(store: Database, outer: str, inner: str) -> None:
    def work(_unit: Unit) -> object:
        call = getattr(store, inner)
        return call(lambda _unit: None) if inner in ("write", "read") else call()

    with pytest.raises(RuntimeError, match="must use its unit"):
        getattr(store, outer)(work)
    assert store.read(lambda unit: unit.setting("key")) is None


def test_settings_are_kept_and_replaced(store: Database) -> None:
    for value in ("one", "two"):
        store.write(lambda unit, value=value: unit.set_setting("key", value))
        assert store.read(lambda unit: unit.setting("key")) == value


def moved(store: Database, before: dict[Topic, int]) -> dict[Topic, int]:
    return {t: n - before[t] for t, n in store.revisions().items() if n != before[t]}


def test_revisions_count_the_topics_each_write_touched(store: Database) -> None:
    result = RoomResult("i1r1", AT, Outcome.OK)
    change = Change(AT, "a", Action.UPDATE_ON, Entity.INTEGRATION, "i1", "n", None, None, "b")
    info = TokenInfo(TokenKind.USER, "Ann")
    acts = {
        Topic.INTEGRATIONS: (
            lambda u: u.integrations.insert(integration("i2", "B"), AT),
            lambda u: u.integrations.update(integration("i2", "C"), 1, AT),
            lambda u: u.integrations.note_room_name("i2r1", "known"),
            lambda u: u.integrations.delete("i2", 2, AT),
            lambda u: u.integrations.restore("i2", 3, AT),
        ),
        Topic.SUBSCRIPTIONS: (
            lambda u: u.subscriptions.insert(subscription("s2", "B"), AT),
            lambda u: u.subscriptions.update(subscription("s2", "C"), 1, AT),
            lambda u: u.subscriptions.delete("s2", 2, AT),
            lambda u: u.subscriptions.restore("s2", 3, AT),
        ),
        Topic.NOTIFICATIONS: (
            lambda u: u.notifications.update(replace(u.notifications.get("n1"), name="N"), 1, AT),
            lambda u: u.notifications.delete("n1", 2, AT),
            lambda u: u.notifications.restore("n1", 3, AT),
        ),
        Topic.RESULTS: (lambda u: u.results.save(result),),
        Topic.AUDIT: (lambda u: u.changes.add(change),),
        Topic.TOKENS: (
            lambda u: u.tokens.add_pending("r", "memory", AT),
            lambda u: u.tokens.mark(["r"], RefState.LIVE, AT),
            lambda u: u.tokens.save_info("r", info),
            lambda u: u.tokens.forget(["r"]),
        ),
    }
    used(store)
    for topic, works in acts.items():
        for work in works:
            before = dict(store.revisions())
            store.write(work)
            assert moved(store, before) == {topic: 1}


def test_writes_that_change_nothing_move_nothing(store: Database) -> None:
    used(store)
    before = dict(store.revisions())
    store.write(lambda unit: unit.tokens.mark(["nothing"], RefState.LIVE, AT))
    store.write(lambda unit: unit.tokens.forget([]))
    store.write(lambda unit: unit.integrations.note_room_name("i1r1", ""))
    store.write(lambda unit: unit.results.save(RoomResult("nothing", AT, Outcome.OK)))
    store.write(lambda unit: unit.set_setting("key", "value"))
    assert moved(store, before) == {}


def test_many_touches_of_a_write_count_once(store: Database) -> None:
    before = dict(store.revisions())
    used(store)
    names = (Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS)
    assert moved(store, before) == dict.fromkeys(names, 1)


OTHER = """
import sys, pathlib
from hipadmin.store import open_store
from tests.store.builders import AT, clock, integration
store = open_store(pathlib.Path(sys.argv[1]), clock=clock)
for n in range(int(sys.argv[2])):
    store.write(lambda unit: unit.integrations.insert(integration(f"p{n}", f"P {n}"), AT))
print(store.id)
store.close()
"""


def test_another_process_writes_too(store: Database, path: Path) -> None:
    before = dict(store.revisions())
    command = [sys.executable, "-c", OTHER, str(path), "30"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for number in range(30):
        new = integration(f"i{number}", f"I {number}")
        store.write(lambda unit, new=new: unit.integrations.insert(new, AT))
    said, _ = child.communicate(timeout=LONG)
    assert (child.returncode, said.strip()) == (0, store.id)
    assert moved(store, before) == {Topic.INTEGRATIONS: 60}
    assert len(store.read(lambda unit: unit.integrations.all())) == 60
    assert store.integrity() == []


def test_revisions_are_not_read_again_while_nobody_wrote(store: Database) -> None:
    used(store)
    rounds = [store.revisions() for _ in range(20)]
    assert len({id(found) for found in rounds}) <= 2  # one for each reader


def test_reading_can_be_interrupted(store: Database) -> None:
    began = Event()
    caught: list[Exception] = []

    def work(unit: Unit) -> object:
        sql_of(unit).create_function("began", 0, began.set)
        return sql_of(unit).execute(f"SELECT began(), ({ENDLESS})").fetchone()

    def call() -> None:
        try:
            store.read(work)
        except StoreTrouble as trouble:
            caught.append(trouble)

    callers = [Thread(target=call) for _ in range(3)]  # one more than there are readers
    for caller in callers:
        caller.start()
    assert began.wait(LONG)
    while any(caller.is_alive() for caller in callers):
        store.interrupt_reads()
        callers[0].join(0.01)
        callers[-1].join(0.01)
    assert [type(error) for error in caught] == [ReadCancelled] * 3
    assert store.read(lambda unit: unit.setting("key")) is None


def test_close_ends_threads_files_and_later_calls(opened: Open, path: Path) -> None:
    before = threading.active_count()
    store = opened()
    used(store)
    store.close()
    store.close()
    assert threading.active_count() == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["hipadmin.db", "hipadmin.db.lock"]
    for call in (store.write, store.read):
        with pytest.raises(StoreTrouble, match="closed"):
            call(lambda _unit: None)
    with pytest.raises(StoreTrouble, match="closed"):
        store.revisions()
    gc.collect()


def test_close_frees_a_caller_whose_query_never_ends(store: Database) -> None:
    began = Event()
    caught: list[StoreTrouble] = []

    def work(unit: Unit) -> object:
        began.set()
        return sql_of(unit).execute(ENDLESS).fetchone()

    def call() -> None:
        try:
            store.write(work)
        except StoreTrouble as trouble:
            caught.append(trouble)

    caller = Thread(target=call)
    caller.start()
    assert began.wait(LONG)
    store.close()
    caller.join(LONG)
    assert "closed" in caught[0].text


def test_integrity_names_what_is_wrong(store: Database, path: Path) -> None:
    used(store)
    assert store.integrity() == []
    with raw(path) as stranger:
        stranger.execute("INSERT INTO token_info VALUES ('lost', 'user', '', '[]', '', 1, 1, '')")
    assert store.integrity() == ["A row of token_info refers to one of token_ref that is gone."]


def test_times_are_kept_in_utc_milliseconds(store: Database, path: Path) -> None:
    used(store)
    store.write(lambda unit: unit.integrations.update(integration(), 1, LATER))
    with raw(path) as stranger:
        row = stranger.execute("SELECT created_at, updated_at FROM integration").fetchone()
    assert row == (1772366400250, 1772370000250)
