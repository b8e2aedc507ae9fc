"""`hipadmin relay` as a process: events in over HTTP, messages in the sandbox's rooms."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import requests

from hipadmin.domain.delivery import LEASE_S
from hipadmin.domain.notification import MessageSettings
from hipadmin.services.relay.child import RelayChild, RelayFailed
from hipadmin.services.relay.handover import Handover
from hipadmin.services.relay.relays import Relays
from hipadmin.services.relay.sealing import Sealing
from hipadmin.services.relay.settings import Place, RelaySettings
from hipadmin.store.signs import Signs
from hipadmin.vault.sealed_file import SealedFile
from tests.canary.traces import canary, traces_in, traces_under
from tests.relay.children import COMMAND, LIMIT_S, Field, field, now, until
from tests.services.relaying import report

CANARY = "CanaryTokenAbcdefghij0123456789KLMNOPQRS"


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    with field(tmp_path_factory.mktemp("relay")) as found:
        yield found


def test_an_event_becomes_a_message(ground: Field) -> None:
    [room, *_] = ground.chat.room_ids()
    with ground.relay() as child:
        taken = ground.post(child.url, {"title": "it works"})
        assert taken.status_code == 202, taken.text
        until(lambda: "it works" in ground.told(room))
        figures = requests.get(f"{child.url}/metrics", timeout=LIMIT_S).text
        assert 'hipadmin_attempts_total{outcome="delivered"}' in figures
        assert ground.key.reveal() not in figures


def test_a_template_words_it(ground: Field) -> None:
    [room, *_] = ground.chat.room_ids()
    ground.hub.change(message=MessageSettings(template="<i>{{ title }}</i> at {{ facts.host }}"))
    try:
        with ground.relay() as child:
            ground.post(child.url, {"title": "a < b", "facts": {"host": "db1"}})
            until(lambda: "<i>a &lt; b</i> at db1" in ground.told(room))
    finally:
        ground.hub.change(message=MessageSettings())


def test_several_share_the_work(ground: Field) -> None:
    """The second finds the port of Preferences taken by the first, and takes another."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    RelaySettings(ground.store).keep(Place(port))
    with ground.relay(port=-1) as first, ground.relay(port=-1) as second:
        assert first.url.endswith(f":{port}")
        assert second.url != first.url
        known = requests.get(f"{first.url}/healthz", timeout=LIMIT_S).json()
        assert known["relays"] == 2
        for child, number in ((first, 1), (second, 2), (first, 2)):
            ground.post(child.url, {"title": f"shared {number}", "id": f"shared-{number}"})
        [room, *_] = ground.chat.room_ids()
        until(lambda: {"shared 1", "shared 2"} <= set(ground.told(room)))
        assert ground.told(room).count("shared 2") == 1


@pytest.mark.may_log("^hipadmin", "^urllib3")
@pytest.mark.slow
def test_who_is_killed_is_succeeded_at_once(tmp_path: Path) -> None:
    """The other does not wait for its lease to run out."""
    with field(tmp_path) as ground:
        ground.chat.fault("hang", LIMIT_S, times=1)
        ground.hub.take(report(1, title="held"))
        with ground.relay() as first:
            until(lambda: "sending" in ground.hub.states())
            until(lambda: ground.hub.states().count("delivered") == 2)
            with ground.relay():
                os.kill(first.pid, signal.SIGKILL)
                began = time.monotonic()
                until(lambda: ground.hub.states() == ["delivered"] * 3)
                assert time.monotonic() - began < LEASE_S / 4
        assert not list((tmp_path / "relays").iterdir())
        [row] = [row for row in ground.hub.rows() if row.tried == 2]
        assert row.duplicate


@pytest.mark.may_log("^hipadmin", "^urllib3")
@pytest.mark.slow
def test_one_that_is_killed_alone_runs_no_more(tmp_path: Path) -> None:
    with field(tmp_path) as ground, ground.relay() as child:
        relays = Relays(ground.store, now, Signs(tmp_path / "relays"))
        assert [each.pid for each in relays.running()] == [child.pid]
        os.kill(child.pid, signal.SIGKILL)
        child.stop()
        assert relays.running() == ()


def test_a_port_that_another_program_has(ground: Field) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(RelayFailed, match=f"port {port} at 127.0.0.1: another program"):
            ground.start(port=port)


@pytest.mark.may_log("could not be taken in: The (keyring|window)")
def test_secrets_come_late_and_change(ground: Field) -> None:
    command = (*COMMAND, "--data-dir", str(ground.folder), "--port", "0")
    child = RelayChild.start(command)
    try:
        early = ground.post(child.url, {"title": "x"})
        assert (early.status_code, early.json()["code"]) == (503, "closed")
        child.hand_over(Handover(trouble="The keyring is locked."))
        until(lambda: ground.post(child.url, {"title": "x"}).json().get("code") == "unavailable")
        child.hand_over(ground.gather())
        until(lambda: ground.post(child.url, {"title": "late"}).status_code == 202)
        ground.keys.rotate("s1")
        old = ground.post(child.url, {"title": "old key"})
        assert old.status_code in (202, 503)  # the new one may be on its way
        child.hand_over(ground.gather())
        until(lambda: ground.post(child.url, {"title": "old key"}).status_code == 202)
    finally:
        child.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_though_clients_are_idle(ground: Field, number: signal.Signals) -> None:
    with ground.relay() as child:
        host, _, port = child.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as idle:
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert idle.recv(12) == b"HTTP/1.1 200"
            began = time.monotonic()
            os.kill(child.pid, number)
            assert child.wait(LIMIT_S)
            assert time.monotonic() - began < LIMIT_S / 2
        assert child._process.returncode == 0


def test_alone_it_says_what_it_lacks(tmp_path: Path) -> None:
    """Without a window and a keyring it runs, warns, and is not ready."""
    env = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    command = [*COMMAND, "--data-dir", str(tmp_path), "--port", "0"]
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        url = json.loads(process.stdout.readline())["url"]
        answer = requests.get(f"{url}/healthz", timeout=LIMIT_S)
        assert (answer.status_code, answer.json()["secrets"]) == (503, "trouble")
        process.terminate()
        assert "No keyring" in process.stderr.read()
    assert process.returncode == 0


def test_a_sealed_one_needs_no_keyring(ground: Field) -> None:
    """What was sealed is read anew when it is sealed again; the command line holds no secret."""
    sealing = Sealing(ground.gather, SealedFile(ground.folder, ground.store.id, {}))
    command = [*COMMAND, "--data-dir", str(ground.folder), "--port", "0", "--sealed"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = json.loads(process.stdout.readline())["url"]
        assert requests.get(f"{url}/healthz", timeout=LIMIT_S).json()["secrets"] == "trouble"
        sealing.seal()
        [room, *_] = ground.chat.room_ids()
        assert ground.post(url, {"title": "from a service"}).status_code == 202
        until(lambda: "from a service" in ground.told(room))
        visible = Path(f"/proc/{process.pid}/cmdline").read_bytes()
        visible += Path(f"/proc/{process.pid}/environ").read_bytes()
        assert ground.key.reveal().encode() not in visible
        process.terminate()
    assert process.returncode == 0


def test_the_first_event_waits_for_nothing_to_be_loaded(tmp_path: Path) -> None:
    """What it and its message need is loaded after the start, while nobody waits for it."""
    log = tmp_path / "loaded"

    def loaded() -> set[str]:
        """The modules that Python has told of; each in a line that ends with its name."""
        lines = log.read_text().splitlines(keepends=True)
        return {line.rpartition("|")[2].strip() for line in lines if line.endswith("\n")}

    with field(tmp_path / "data") as ground, log.open("w") as told:
        Sealing(ground.gather, SealedFile(ground.folder, ground.store.id, {})).seal()
        command = [*COMMAND, "--data-dir", str(ground.folder), "--port", "0", "--sealed"]
        env = {**os.environ, "PYTHONPROFILEIMPORTTIME": "1"}
        with subprocess.Popen(
            command, env=env, stdout=subprocess.PIPE, stderr=told, text=True
        ) as process:
            assert process.stdout
            url = json.loads(process.stdout.readline())["url"]
            try:
                until(lambda: {"hipadmin.hipchat.client", "hipadmin.store.memory"} <= loaded())
                before = loaded()
                until(lambda: ground.post(url, {"title": "the first"}).status_code == 202)
                until(lambda: "the first" in ground.told(ground.chat.room_ids()[0]))
            finally:
                process.terminate()
    assert not {name for name in loaded() - before if name.startswith("hipadmin")}


def test_the_unit_it_prints_starts_it(tmp_path: Path) -> None:
    folder = tmp_path / "a b"
    command = [sys.executable, "-m", "hipadmin", "relay", "--print-unit", "--data-dir", str(folder)]
    text = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    words = shlex.split(text.partition("\nExecStart=")[2].partition("\n")[0])
    assert words == [sys.executable, *command[1:4], "--sealed", "--data-dir", str(folder)]
    assert "LoadCredential" not in text
    assert not folder.exists()

    env = {**os.environ, "HIPADMIN_DATA_DIR": str(folder), "HIPADMIN_VAULT_KEY_FILE": "key"}
    done = subprocess.run(command[:5], env=env, cwd=tmp_path, capture_output=True, timeout=60)
    credential = f"\nLoadCredential=vault.key:{tmp_path / 'key'}\n"
    assert done.stdout.decode().replace(credential, "\n") == text


def test_a_database_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hipadmin.db").write_bytes(b"not a database" * 100)
    command = [sys.executable, "-m", "hipadmin", "relay", "--data-dir", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


@pytest.mark.logs("what the window handed over was not understood$")
def test_what_is_not_understood_is_logged_without_a_word_of_it(ground: Field) -> None:
    with ground.relay() as child:
        assert child._process.stdin
        child._process.stdin.write(f'{{"secrets": {{"a": "{CANARY}"}}\n')
        child._process.stdin.flush()
        until(lambda: "not understood" in child.last_words)
        assert CANARY not in "".join(child._said)


@pytest.mark.may_log("")
def test_no_secret_is_left_of_what_it_did(tmp_path: Path) -> None:
    """Not the tokens and keys it was handed, nor wrong ones it was shown: in no file, no word."""
    wrong = {label: canary(label) for label in ("key", "query", "path", "body")}
    (tmp_path / "data").mkdir()
    with field(tmp_path / "data") as ground:
        secrets = ground.gather().secrets
        tokens = {ref: secret.reveal() for ref, secret in secrets.items() if secret is not None}
        assert ground.key.reveal() in tokens.values()
        with ground.relay("--log-level", "debug") as child:
            show_wrong_ones(ground, f"{child.url}/v1/subscriptions", wrong)
            [room, *_] = ground.chat.room_ids()
            ground.post(child.url, {"title": "nothing left"})
            until(lambda: "nothing left" in ground.told(room))
        Sealing(ground.gather, SealedFile(tmp_path / "data", ground.store.id, {})).seal()
    said = "\n".join(child._said).encode()
    every = {**tokens, **wrong}
    found = [*traces_under(tmp_path, every), *traces_in(said, every, "what it said")]
    assert [str(trace) for trace in found] == []


def show_wrong_ones(ground: Field, door: str, wrong: Mapping[str, str]) -> None:
    asked = f"{door}/s1/events?key={wrong['query']}"
    bearer = {"Authorization": f"Bearer {wrong['key']}"}
    for answer in (
        requests.post(asked, json={"title": "x"}, headers=bearer, timeout=LIMIT_S),
        requests.post(f"{door}/{wrong['path']}/events", json={}, timeout=LIMIT_S),
        ground.post(door.partition("/v1/")[0], {wrong["body"]: 1}),
    ):
        assert answer.status_code >= 400, answer.text
