"""A relay that is looked after: fed, started again, given up, left."""

import threading
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.ports import Topic, Unit
from hipadmin.domain.token import Secret
from hipadmin.services.relay.child import RelayChild, RelayFailed
from hipadmin.services.relay.handover import Gatherer, Handover
from hipadmin.services.relay.host import (
    RESTARTS_MAX,
    Means,
    RelayHost,
    Running,
    Standing,
    _Feed,
    _Hosting,
    means,
)
from hipadmin.services.tokens import TokenKeeper
from tests.services.relaying import CHAT, START
from tests.services.scripted import ECHO, script, until

BAD = "^hipadmin.services.relay.host: the relay was given up"


class Heard:
    """What a host told, as it told it."""

    def __init__(self) -> None:
        self.told: list[Standing] = []
        self._changed = threading.Condition()

    def __call__(self, standing: Standing) -> None:
        with self._changed:
            self.told.append(standing)
            self._changed.notify_all()

    def wait_for(self, running: Running, times: int = 1) -> Standing:
        def there() -> bool:
            return sum(each.running is running for each in self.told) >= times

        with self._changed:
            assert self._changed.wait_for(there, 20), self.told
            return [each for each in self.told if each.running is running][-1]


def hosted(
    command: list[str], heard: Heard, gather: Callable[[], Handover] = Handover
) -> RelayHost:
    def start() -> RelayChild:
        return RelayChild.start(command)

    return RelayHost(Means(start, gather, dict, lambda _number: 0.01, 0.05), heard)


def test_start_and_stop() -> None:
    heard = Heard()
    host = hosted(script(ECHO), heard)
    host.start()
    host.start()
    assert heard.wait_for(Running.RUNNING).url == "http://echo"
    host.stop()
    host.stop()
    assert [each.running for each in heard.told] == ["starting", "running", "stopped"]
    host.start()
    heard.wait_for(Running.RUNNING, 2)
    host.stop()


@pytest.mark.logs(BAD)
def test_one_that_ends_is_started_again_so_often_and_no_more() -> None:
    dies = ECHO.replace("in sys.stdin", "in ()")
    dies += "print('INFO bad luck', file=sys.stderr)"
    heard = Heard()
    host = hosted(script(dies), heard)
    host.start()
    given_up = heard.wait_for(Running.FAILED)
    assert given_up.text == "bad luck"
    assert sum(each.running is Running.RUNNING for each in heard.told) == 6
    again = [each.restarts for each in heard.told if each.running is Running.RESTARTING]
    assert again == [1, 2, 3, 4, 5]
    host.start()  # a person may try again
    heard.wait_for(Running.FAILED, 2)
    host.stop()


@pytest.mark.logs(BAD)
def test_a_first_start_that_fails_is_not_tried_again() -> None:
    heard = Heard()
    host = hosted(script("import sys; sys.exit('the port is taken')"), heard)
    host.start()
    assert "the port is taken" in heard.wait_for(Running.FAILED).text
    assert [each.running for each in heard.told] == ["starting", "failed"]
    host.stop()


def test_secrets_follow_what_is_stored(keeper: TokenKeeper) -> None:
    """A new token reaches the child although only the database tells of it."""
    store, vault, children = keeper._store, keeper._vault, list[RelayChild]()

    def start() -> RelayChild:
        children.append(RelayChild.start(script(ECHO)))
        return children[-1]

    def change(unit: Unit) -> None:
        unit.tokens.add_pending("ref-new", "memory", START)
        unit.integrations.update(replace(CHAT, token_ref="ref-new"), 1, START)

    heard = Heard()
    host = RelayHost(Means(start, Gatherer(store, keeper), store.revisions), heard)
    host.start()
    try:
        heard.wait_for(Running.RUNNING)
        until(lambda: len(children[0]._said) == 1)
        vault.put("ref-new", Secret("new"))
        store.write(change)
        until(lambda: len(children[0]._said) == 2)
    finally:
        host.stop()
    first, second = (Handover.parse(line.removeprefix("x: ")) for line in children[0]._said)
    assert first.secrets == {"ref-one": Secret("one"), "ref-room": None}
    assert second.secrets == {"ref-new": Secret("new"), "ref-room": None}


def test_what_is_new_can_be_handed_over_at_once() -> None:
    gathered: list[int] = []

    def gather() -> Handover:
        gathered.append(threading.get_ident())
        return Handover()

    def revisions() -> dict[Topic, int]:
        return {Topic.TOKENS: threading.get_ident()}  # always others than another thread saw

    heard = Heard()
    child = script(ECHO)
    host = RelayHost(Means(lambda: RelayChild.start(child), gather, revisions), heard)
    host.feed()  # there is none
    _Hosting(Means(lambda: RelayChild.start(child), gather, revisions), heard).feed()  # nor here
    host.start()
    heard.wait_for(Running.RUNNING)
    until(lambda: bool(gathered))
    host.feed()
    assert threading.get_ident() in gathered
    host.stop()
    host.feed()


def test_a_vault_in_trouble_is_asked_again() -> None:
    answers = iter([Handover(trouble="locked"), Handover({"a": Secret("b")})])
    asked = threading.Event()

    def gather() -> Handover:
        answer = next(answers)
        if not answer.trouble:
            asked.set()
        return answer

    heard = Heard()
    host = hosted(script(ECHO), heard, gather)
    host.start()
    assert asked.wait(20)
    host.stop()


def test_who_ended_long_ago_is_not_counted() -> None:
    """It is given up for restarts in a row only, not for those of a whole year."""
    begun, many = list[int](), threading.Event()

    def start() -> RelayChild:
        begun.append(len(begun))
        if len(begun) > 2 * RESTARTS_MAX:
            many.set()
        raise RelayFailed("The port is taken.")

    heard = Heard()
    always = Means(start, Handover, dict, lambda _number: 0.0, span=-1.0)
    host = RelayHost(always, heard)
    host.start()
    assert many.wait(20)
    host.stop()
    assert Running.FAILED not in {each.running for each in heard.told}
    assert host.standing == Standing(Running.STOPPED)


def test_a_stop_between_two_starts_is_a_stop() -> None:
    begun = list[int]()

    def start() -> RelayChild:
        begun.append(len(begun))
        return RelayChild.start(script(ECHO.replace("in sys.stdin", "in ()")))

    heard = Heard()
    host = RelayHost(Means(start, Handover, dict, lambda _number: 3600.0), heard)
    host.start()
    heard.wait_for(Running.RESTARTING)
    host.stop()
    assert (begun, host.standing.running) == ([0], Running.STOPPED)


def test_who_is_about_to_go_is_told_nothing_more() -> None:
    heard = Heard()
    host = hosted(script(ECHO), heard)
    host.start()
    heard.wait_for(Running.RUNNING)
    host.leave()
    host.stop()
    assert host.standing.running is Running.STOPPED
    assert [each.running for each in heard.told] == ["starting", "running"]


def test_it_ends_by_itself_once_it_was_left() -> None:
    children = list[RelayChild]()

    def start() -> RelayChild:
        children.append(RelayChild.start(script(ECHO)))
        return children[0]

    heard = Heard()
    host = RelayHost(Means(start, Handover, dict), heard)
    host.start()
    heard.wait_for(Running.RUNNING)
    host.leave()
    assert children[0].wait(20)


def test_leaving_one_that_never_began_is_nothing() -> None:
    host = hosted(script(ECHO), Heard())
    host.leave()
    assert host.standing == Standing(Running.STOPPED)


def test_one_that_does_not_answer_is_killed_and_not_started_again() -> None:
    children = list[RelayChild]()
    hangs = "import threading" + ECHO.replace("in sys.stdin", "in iter(threading.Event().wait, 0)")

    def start() -> RelayChild:
        children.append(RelayChild.start(script(hangs)))
        return children[-1]

    heard = Heard()
    host = RelayHost(Means(start, Handover, dict, lambda _number: 0.01), heard)
    host.kill()  # none runs
    host.start()
    heard.wait_for(Running.RUNNING)
    host.kill()
    host.stop()
    assert [each.running for each in heard.told] == ["starting", "running", "stopped"]
    assert [child.ending for child in children] == ["A signal ended it (Killed)."]


@pytest.mark.parametrize("end", [RelayHost.stop, RelayHost.kill])
def test_one_that_is_ended_while_it_starts_never_ran(end: Callable[[RelayHost], None]) -> None:
    """Nothing is told of it any more, and its child is not left behind."""
    children, begun = list[RelayChild](), threading.Event()

    def start() -> RelayChild:
        hosting = host._hosting
        assert hosting is not None
        begun.set()
        assert hosting._stopping.wait(20)
        children.append(RelayChild.start(script(ECHO)))
        return children[0]

    heard = Heard()
    host = RelayHost(Means(start, Handover, dict), heard)
    host.start()
    assert begun.wait(20)
    hosting = host._hosting
    assert hosting is not None
    end(host)
    host.stop()
    hosting._thread.join(20)
    assert [each.running for each in heard.told] == ["starting", "stopped"]
    assert not children[0].alive()


def test_a_store_in_trouble_ends_no_relay() -> None:
    asked = list[int]()
    given = threading.Event()

    def gather() -> Handover:
        asked.append(len(asked))
        if len(asked) == 1:
            raise StoreTrouble("The database is locked.")
        given.set()
        return Handover()

    heard = Heard()
    host = hosted(script(ECHO), heard, gather)
    host.start()
    assert given.wait(20)
    host.stop()
    assert [each.running for each in heard.told] == ["starting", "running", "stopped"]


@pytest.mark.logs("^hipadmin.services.relay.host: a relay could not be looked after$")
def test_a_relay_that_nobody_looks_after_is_ended_and_started_again() -> None:
    """An error that nobody foresaw does not leave a status that says it runs."""
    asked, given = list[int](), threading.Event()

    def gather() -> Handover:
        asked.append(len(asked))
        if len(asked) == 1:
            raise KeyError("a mistake")
        given.set()
        return Handover()

    heard, children = Heard(), list[RelayChild]()

    def start() -> RelayChild:
        children.append(RelayChild.start(script(ECHO)))
        return children[-1]

    host = RelayHost(Means(start, gather, dict, lambda _number: 0.0), heard)
    host.start()
    again = heard.wait_for(Running.RESTARTING)
    assert given.wait(20)
    assert not children[0].alive()
    host.stop()
    assert again.text == "It could not be looked after. The log tells why."
    states = ["starting", "running", "restarting", "running", "stopped"]
    assert [each.running for each in heard.told] == states


@pytest.mark.logs(BAD, "^hipadmin.services.relay.host: a relay could not be looked after$")
def test_a_start_that_breaks_again_and_again_is_given_up() -> None:
    def start() -> RelayChild:
        raise RuntimeError("can't start new thread")

    heard = Heard()
    host = RelayHost(Means(start, Handover, dict, lambda _number: 0.0), heard)
    host.start()
    assert heard.wait_for(Running.FAILED).restarts == RESTARTS_MAX + 1
    host.start()  # a person may try again
    heard.wait_for(Running.FAILED, 2)
    host.stop()


def test_what_is_no_news_is_neither_gathered_nor_handed_over() -> None:
    given = Handover({"a": Secret("b")}, "locked")
    asked, revisions = list[Handover](), {Topic.TOKENS: 1}

    def gather() -> Handover:
        asked.append(given)
        return given

    child = RelayChild.start(script(ECHO))
    feed = _Feed(Means(_never, gather, lambda: revisions, again=3600.0), child)
    feed.look()
    feed.look()
    assert len(asked) == 1  # nothing has changed, and it is not yet time to ask the vault again
    revisions[Topic.TOKENS] = 2
    feed.look()
    assert len(asked) == 2
    child.stop()
    assert len(child._said) == 1  # the same once more is not worth a line


def _never() -> RelayChild:
    raise AssertionError("nothing is started")


def test_a_window_starts_what_it_was_given_over_its_own_store(keeper: TokenKeeper) -> None:
    own = SimpleNamespace(store=keeper._store, tokens=keeper)
    made = means(own, script(ECHO))  # type: ignore[arg-type] # what it asks of the services
    child = made.start()
    child.stop()
    assert child.url == "http://echo"
    assert made.gather().secrets == {"ref-one": Secret("one"), "ref-room": None}
    assert made.revisions()[Topic.INTEGRATIONS] >= 1
    assert [made.pause(number) for number in (1, 2, 5)] == [1.0, 2.0, 16.0]
