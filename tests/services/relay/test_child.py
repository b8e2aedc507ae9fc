"""A relay as a child: real processes, most of them a few lines long."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from hipadmin.domain.errors import StoreTrouble, VaultFailure, VaultTrouble
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
    means,
)
from hipadmin.services.tokens import TokenKeeper
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.services.relaying import CHAT, START, Clock, configure

REAL = [sys.executable, "-m", "hipadmin", "relay", "--port", "0", "--data-dir"]
ECHO = """
import json, sys
print(json.dumps({"url": "http://echo"}), flush=True)
for line in sys.stdin:
    print("INFO x:", line.strip(), file=sys.stderr, flush=True)
"""
BAD = "^hipadmin.services.relay.host: the relay was given up"


def script(text: str) -> list[str]:
    return [sys.executable, "-S", "-c", text]


def test_a_real_one_says_where_it_is_and_ends_with_us(tmp_path: Path) -> None:
    child = RelayChild.start([*REAL, str(tmp_path)])
    try:
        facts = requests.get(f"{child.url}/healthz", timeout=10).json()
        assert (facts["secrets"], facts["relays"]) == ("awaited", 1)
        child.hand_over(Handover({"ref": Secret("canary-secret"), "gone": None}))
        until(lambda: requests.get(f"{child.url}/healthz", timeout=10).status_code == 200)
        assert child.alive()
    finally:
        child.stop()
    assert not child.alive()
    assert "canary" not in "".join(child._said)


def test_lines_go_there_and_its_log_comes_here() -> None:
    child = RelayChild.start(script(ECHO))
    child.hand_over(Handover({"ref": Secret("tok"), "gone": None}, "locked"))
    child.stop()
    line = child.last_words.removeprefix("x: ")
    assert Handover.parse(line) == Handover({"ref": Secret("tok"), "gone": None}, "locked")
    child.hand_over(Handover())  # to one that has ended: nothing happens
    child.stop()


def test_lines_that_say_nothing_are_no_words() -> None:
    child = RelayChild.start(script(ECHO + "print('INFO bye\\n\\nWARNING', file=sys.stderr)"))
    pid = child.pid
    child.stop()
    assert list(child._said) == ["bye"]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_what_is_handed_over_may_be_large() -> None:
    child = RelayChild.start(script(ECHO))
    child.hand_over(Handover({f"ref{n}": Secret("x" * 500) for n in range(1000)}))
    child.stop()
    assert len(child.last_words) > 500_000


@pytest.mark.parametrize("line", ["", "nonsense", "[]", "{}", '{"secrets": 1, "trouble": ""}'])
def test_a_line_that_is_no_handover(line: str) -> None:
    with pytest.raises(ValueError, match=r"^this is no handover$"):
        Handover.parse(line)


def test_a_handover_shows_no_secret() -> None:
    assert "tok-in-plain" not in repr(Handover({"ref": Secret("tok-in-plain")}))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (script("import sys; sys.exit('no port for me')"), "no port for me"),
        (script(""), "it ended without a word"),
        (script("print('nonsense')"), "did not say where"),
        (script("print('{}')"), "did not say where"),
        ([os.devnull], "did not start"),
    ],
)
def test_one_that_does_not_start(command: list[str], said: str) -> None:
    with pytest.raises(RelayFailed, match=said):
        RelayChild.start(command)


# the secrets


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[TokenKeeper]:
    store = open_store(tmp_path / "hipadmin.db", clock=Clock())
    vault = Vault("for this test")
    configure(store)
    vault.put("ref-one", Secret("one"))
    yield TokenKeeper(store, vault, Clock(), lambda: "new")
    store.close()


class Vault(SessionVault):
    """A vault that can be locked, and says how often it was asked."""

    locked = False
    asked = 0

    def get(self, ref_id: str) -> Secret | None:
        self.asked += 1
        if self.locked:
            raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")
        return super().get(ref_id)


def test_what_integrations_post_with_is_gathered_once(keeper: TokenKeeper) -> None:
    gather, vault = Gatherer(keeper._store, keeper), keeper._vault
    assert isinstance(vault, Vault)
    assert CHAT.token_refs == {"ref-one", "ref-room"}
    assert gather() == Handover({"ref-one": Secret("one"), "ref-room": None})
    asked = vault.asked
    vault.put("ref-room", Secret("two"))
    vault.locked = True
    assert gather() == Handover({"ref-one": Secret("one")}, "The keyring is locked.")
    vault.locked = False
    assert gather() == Handover({"ref-one": Secret("one"), "ref-room": Secret("two")})
    gather()
    assert vault.asked == asked + 2  # one refused, one given; what was known is not asked again


# hosted


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


def until(condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            return
        threading.Event().wait(0.025)
    raise AssertionError("it did not happen")


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
    host.silence()
    host.stop()
    assert host.standing.running is Running.STOPPED
    assert [each.running for each in heard.told] == ["starting", "running"]


def test_one_that_is_stopped_while_it_starts_never_ran() -> None:
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
