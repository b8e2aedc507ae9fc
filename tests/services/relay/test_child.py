"""A relay as a child: real processes, most of them a few lines long."""

import os
import signal
import sys
from pathlib import Path

import pytest
import requests

from hipadmin.domain.token import Secret
from hipadmin.services.relay.child import RelayChild, RelayFailed
from hipadmin.services.relay.handover import Gatherer, Handover
from hipadmin.services.tokens import TokenKeeper
from tests.services.relaying import CHAT
from tests.services.scripted import ECHO, Vault, script, until

REAL = [sys.executable, "-m", "hipadmin", "relay", "--port", "0", "--data-dir"]


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


def test_of_one_that_was_killed_its_last_line_is_not_the_reason() -> None:
    code = ECHO.replace("for line", "print('INFO x: late', file=sys.stderr)\nfor line")
    child = RelayChild.start(script(code))
    until(lambda: child.last_words == "x: late")
    os.kill(child.pid, signal.SIGKILL)
    until(lambda: not child.alive())
    child.stop()
    assert child.ending == "A signal ended it (Killed)."


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
