"""Canaries at every way into a relay, and their traces wherever it speaks or writes."""

import contextlib
import itertools
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from hipadmin.domain.delivery import DeliveryState
from hipadmin.domain.intake_key import KeyPurpose
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.token import Secret
from hipadmin.services.configuration.journal import Journal
from hipadmin.services.configuration.records import Acts
from hipadmin.services.intake.intake_keys import IntakeKeys
from hipadmin.services.intake.reception import SIGNATURE, TIMESTAMP
from hipadmin.services.relay.child import RelayChild
from hipadmin.services.relay.handover import Gatherer
from hipadmin.services.relay.sealing import Sealing
from hipadmin.services.tokens import TokenKeeper
from hipadmin.store import Database, open_store
from hipadmin.vault.sealed_file import SealedFile
from hipadmin.vault.session_vault import SessionVault
from tests.canary.echo import echo_server
from tests.canary.traces import canaries, canary, traces_in, traces_under
from tests.relay.children import COMMAND, LIMIT_S, until
from tests.services.relaying import relay
from tests.services.sandboxed import set_up

ON_PURPOSE = "in the event itself"
PLACES = (
    *("account token", "room token", "intake key", "signing secret", "wrong bearer", "wrong basic"),
    *("in the query", "as a signature", "in the path", "to healthz", "to metrics", "of notify"),
    "handed over",
)
TOKENS = canaries([*PLACES, ON_PURPOSE])
pytestmark = [
    pytest.mark.shares("hosting.py"),
    pytest.mark.may_log("^hipadmin.services.relay.child: relay: "),
]


def now() -> datetime:
    return datetime.now(UTC)


def prepared(store: Database, endpoint: str) -> Gatherer:
    """An integration, a subscription and its keys, all with canaries."""
    ids = itertools.count()
    tokens = TokenKeeper(store, SessionVault("for this test"), now, lambda: f"id{next(ids)}")
    account, room = tokens.keep([Secret(canary("account token")), Secret(canary("room token"))])
    rooms = (Room("r1", "Ops", room), Room("r2", "17"))
    set_up(store, tokens, Integration("i1", "Chat", endpoint, account, rooms))
    acts = Acts(store, "ann", now, lambda: f"id{next(ids)}", Journal())
    keys = IntakeKeys(store, tokens, acts, now)
    keys.add("s1", KeyPurpose.INTAKE, Secret(canary("intake key")))
    keys.add("s1", KeyPurpose.SIGNING, Secret(canary("signing secret")))
    return Gatherer(store, tokens)


def spoken(url: str) -> str:
    """Every way in with its canary; give all that was answered."""
    door, event = f"{url}/v1/subscriptions/s1/events", {"title": "it broke", "state": "failure"}
    bearer = {"Authorization": f"Bearer {canary('intake key')}"}
    tries = (
        (door, {"headers": bearer, "json": event}),
        (door, {"headers": bearer, "json": {"title": canary(ON_PURPOSE)}}),
        (door, {"headers": {"Authorization": f"Bearer {canary('wrong bearer')}"}, "json": event}),
        (door, {"auth": ("x", canary("wrong basic")), "json": event}),
        (door, {"params": {"key": canary("in the query")}, "json": event}),
        (door, {"headers": {SIGNATURE: canary("as a signature"), TIMESTAMP: "0"}, "json": event}),
        (f"{url}/v1/subscriptions/{canary('in the path')}/events", {"json": event}),
        (f"{url}/v1/subscriptions/s1/{canary('in the path')}", {"headers": bearer, "json": event}),
    )
    answers = [requests.post(where, timeout=LIMIT_S, **given) for where, given in tries]  # type: ignore[arg-type]
    for path in ("healthz", "metrics", "openapi.json"):
        headers = {"Authorization": f"Bearer {canary(f'to {path}')}"}
        answers.append(requests.get(f"{url}/{path}", headers=headers, timeout=LIMIT_S))
    return "\n".join(f"{each.status_code} {each.headers} {each.text}" for each in answers)


def garble(child: RelayChild) -> None:
    """Hand over what is no handover, with a canary in it."""
    assert child._process.stdin
    child._process.stdin.write(f'{{"secrets": {{"ref": "{canary("handed over")}"\n')
    child._process.stdin.flush()


def notified(url: str) -> bytes:
    """What `hipadmin notify` says with a wrong key."""
    env = {**os.environ, "HIPADMIN_KEY": canary("of notify")}
    command = [sys.executable, "-m", "hipadmin", "notify", "s1", "--url", url, "--title", "x"]
    done = subprocess.run(command, env=env, capture_output=True, timeout=60)
    assert done.returncode == 1
    return done.stdout + done.stderr


def test_no_token_leaves_the_relay(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = open_store(tmp_path / "hipadmin.db", clock=now)
    with contextlib.closing(store), echo_server() as echo:
        gather = prepared(store, echo)
        command = [*COMMAND, "--data-dir", str(tmp_path), "--port", "0", "--log-level", "debug"]
        child = RelayChild.start(command)
        try:
            child.hand_over(gather())
            until(lambda: requests.get(f"{child.url}/healthz", timeout=LIMIT_S).ok)
            garble(child)
            told = spoken(child.url).encode() + notified(child.url)
            hub = relay(store, now)  # type: ignore[arg-type] # a real clock is one
            until(lambda: hub.states().count(DeliveryState.FAILED) == 4)
            # figures that tell of the attempts, and what Activity tells of them
            told += requests.get(f"{child.url}/metrics", timeout=LIMIT_S).content
            shown = repr([hub.activity.delivery(row.id) for row in hub.rows()])
            process = Path(f"/proc/{child.pid}")
            seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        finally:
            child.stop()
        Sealing(gather, SealedFile(tmp_path, store.id, {})).seal()
    log = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("hipadmin"))
    assert "was not understood" in log
    assert b'hipadmin_attempts_total{outcome="rejected"} 4.0' in told
    assert shown.count("\\nAuthorization: Bearer ••••") == 4  # the requests
    assert "\\'Authorization\\': \\'Bearer ••••" in shown  # the answers, which repeated them
    found = {
        *traces_in(shown.encode(), TOKENS, "what Activity shows"),
        *traces_in(told, TOKENS, "what it answered"),
        *traces_in(seen, TOKENS, "what everybody sees of its process"),
        *traces_in(log.encode(), TOKENS, "its log"),
        *traces_under(tmp_path, TOKENS),
    }
    assert {str(each) for each in found if each.label != ON_PURPOSE} == set()
    # the search finds what is there: an event's own words are kept as they came
    assert {each.where for each in found} >= {"hipadmin.db, table event"}
