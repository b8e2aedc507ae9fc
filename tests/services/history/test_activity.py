"""Activity: pages, details, facts for the list, files."""

import csv
from pathlib import Path

import pytest

from hipadmin.domain.activity import NOWHERE, DeliveryFilter, EventFilter
from hipadmin.domain.delivery import DeliveryState, Result, ResultKind
from hipadmin.domain.errors import NotFound, StoreTrouble
from hipadmin.domain.subscription import RoomChoice
from hipadmin.domain.verdict import Held
from hipadmin.services.history import activity as module
from hipadmin.services.history.activity_csv import save_deliveries, save_events
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import Clock, Relay, report
from tests.services.relaying import Limits as Nothing

__all__ = ["box", "hub", "path", "time"]

BAD = Result(ResultKind.REJECTED, 400, "message_rejected", "=cmd()")


def test_pages(hub: Relay) -> None:
    hub.take(*(report(n) for n in range(1, 6)))
    first = hub.activity.events(EventFilter(), limit=2)
    assert ([line.id for line in first.rows], first.more) == ([5, 4], True)
    last = hub.activity.events(EventFilter(), limit=2, before=2)
    assert ([line.id for line in last.rows], last.more) == ([1], False)
    newer = hub.activity.deliveries(DeliveryFilter(), limit=9, after=3)
    assert ([row.id for row in newer.rows], newer.more) == ([5, 4], False)
    some = hub.activity.deliveries(DeliveryFilter(), limit=2, before=5)
    assert ([row.id for row in some.rows], some.more) == ([4, 3], True)


def test_the_last_refusal_is_the_one_that_came_last(hub: Relay, time: Clock) -> None:
    assert hub.activity.last_refusal("s1") is None

    def refuse(of: str, text: str) -> str:
        time.step(seconds=1)
        hub.store.write(lambda unit: unit.events.refuse(of, "code", text, time()))
        last = hub.activity.last_refusal("s1")
        assert last is not None
        return last.text

    assert refuse("s1", "a") == "a"
    assert refuse("s1", "b") == "b"
    assert refuse("s1", "a") == "a"  # in the row that it has had for a minute
    assert refuse(NOWHERE, "c") == "c"
    assert refuse("s2", "d") == "c"


def test_one_event(hub: Relay) -> None:
    hub.change(rooms=RoomChoice(False, ("r1", "r2")))
    hub.switch("room", on=False)
    hub.take(report(1, details="all of it"))
    details = hub.activity.event(1)
    assert details.event.details == "all of it"
    told = {named.room: named.verdict.held for named in details.verdicts}
    assert told == {"Ops": Held.ROOM_OFF, "17": None}
    assert [row.room for row in details.deliveries] == ["17"]
    with pytest.raises(NotFound):
        hub.activity.event(2)


def test_one_delivery(hub: Relay) -> None:
    hub.take(report(1))
    hub.deliver(BAD)
    details = hub.activity.delivery(1)
    assert details.row.state is DeliveryState.FAILED
    assert details.message.text.startswith("event 1")
    assert [a.result.text for a in details.attempts] == ["=cmd()"]
    assert details.parts == ()
    assert (details.block, details.waiting) == (None, 0)
    with pytest.raises(NotFound):
        hub.activity.delivery(2)


def test_one_delivery_to_a_room_that_needs_a_person(hub: Relay) -> None:
    hub.take(report(1), report(2), report(3))
    hub.deliver(Result(ResultKind.BLOCKED, 401, "bad_token", "The token is not valid."))
    details = hub.activity.delivery(1)
    assert details.block is not None
    assert (details.block.code, details.waiting) == ("bad_token", 2)


def test_a_digest_lists_its_parts(hub: Relay) -> None:
    hub.take(*(report(n) for n in range(1, 201)))
    [lease] = hub.deliver(limits=Nothing())
    details = hub.activity.delivery(lease.delivery_id)
    assert [part.id for part in details.parts] == list(range(1, 81))
    assert details.row.parts == 80
    assert hub.activity.delivery(1).row.merged_into == lease.delivery_id


def test_a_cancelled_question_is_broken_off(hub: Relay) -> None:
    hub.take(report(1))

    class Pressed:
        def on_cancel(self, callback) -> None:
            callback()

    with pytest.raises(StoreTrouble):
        hub.activity.events(EventFilter(text="x"), limit=1, cancel=Pressed())
    assert hub.activity.events(EventFilter(), limit=1).rows


def test_facts_are_there_for_every_integration(hub: Relay) -> None:
    facts = hub.activity.facts()["i1"]
    assert (facts.last_delivery, facts.failing_since) == (None, None)
    assert {(h.delivered, h.failed) for h in facts.hours} == {(0, 0)}
    hub.take(report(1))
    hub.deliver_all()
    hub.clock.step(hours=5)
    facts = hub.activity.facts()["i1"]
    assert [h.delivered for h in facts.hours][-6:] == [1, 0, 0, 0, 0, 0]
    hub.clock.step(hours=30)
    assert sum(h.delivered for h in hub.activity.facts()["i1"].hours) == 0


def test_quiet_hours_are_the_same_in_the_next_reading(hub: Relay) -> None:
    before, after = hub.activity.facts()["i1"], hub.activity.facts()["i1"]
    assert before.hours is after.hours, "thousands are compared without a look at each hour"


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_events_as_a_file(hub: Relay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    hub.take(report(1, title="=1+1", actor="@ann", project="shop"))
    hub.switch("notification", on=False)
    hub.take(*(report(n) for n in range(2, 6)))
    target = tmp_path / "events.csv"
    assert save_events(target, hub.activity, EventFilter()) == 5
    heads, *rows = read(target)
    assert heads[:5] == ["Number", "Received (UTC)", "Time (UTC)", "State", "Title"]
    assert [row[0] for row in rows] == ["5", "4", "3", "2", "1"]
    first = dict(zip(heads, rows[-1], strict=True))
    assert (first["Title"], first["By"], first["Verdicts"]) == ("'=1+1", "'@ann", "all: Sent.")
    assert rows[0][-1] == "all: The room notification is off."
    assert save_events(target, hub.activity, EventFilter(text="shop")) == 1


def test_deliveries_as_a_file(hub: Relay, tmp_path: Path) -> None:
    hub.take(report(1), report(2))
    hub.deliver(BAD)
    hub.deliver()
    target = tmp_path / "deliveries.csv"
    told: list[tuple[int, int]] = []
    count = save_deliveries(
        target, hub.activity, DeliveryFilter(), progress=lambda *done: told.append(done)
    )
    assert (count, told) == (2, [(0, 0)])
    heads, newest, oldest = read(target)
    assert dict(zip(heads, oldest, strict=True))["Cause"] == "rejected"
    assert (newest[2], newest[5], newest[6]) == ("delivered", "Ops", "all")


def test_a_cancelled_file_leaves_the_old_one(hub: Relay, tmp_path: Path) -> None:
    target = tmp_path / "events.csv"
    target.write_text("old")
    hub.take(report(1))

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_events(target, hub.activity, EventFilter(), progress=stop)
    assert target.read_text() == "old"
