"""Programs written for the real HipChat, unchanged, against the sandbox over real HTTP."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hipadmin.sandbox.server import Sandbox, running
from tests.needs import needs

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

HERE = Path(__file__).parent
INSTALL_S = 300
RUN_S = 120
V1_REFUSED = '"Invalid OAuth session"'
Run = Callable[..., Any]


def install(command: list[str], folder: Path) -> None:
    """Run a package manager; without it or its registry the tests skip, under CI they fail."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_S, check=False
    )
    if done.returncode:
        reason = f"{' '.join(command[:3])} failed: {done.stderr[-500:]}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter of its own that has the Python clients."""
    folder = tmp_path_factory.mktemp("python-clients")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=INSTALL_S)
    found = str(folder / "bin" / "python")
    wanted = str(HERE / "requirements.txt")
    install([found, "-m", "pip", "install", "-q", "--no-deps", "-r", wanted], folder)
    return found


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has the JavaScript clients."""
    needs("node", "npm")
    folder = tmp_path_factory.mktemp("javascript-clients")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    install(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
    return folder


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[tuple[Sandbox, Mapping[str, str]]]:
    """A sandbox over https with the documented limits, and what makes clients trust it."""
    with running(tls=True) as box:
        file = tmp_path / "sandbox.pem"
        file.write_text(box.certificate or "", encoding="ascii")
        trust = ("REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
        yield box, {name: str(file) for name in trust}


def told(command: list[str], cwd: Path, more: Mapping[str, str] = {}) -> Any:
    """Run a client's script and read its one line."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "NO_PROXY": "127.0.0.1", **more},
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def server(box: Sandbox) -> str:
    return box.url.removesuffix("/v2")


def said(box: Sandbox, room: int) -> list[tuple[str, str | None, str]]:
    return [(m.label or "", m.color, m.text) for m in box.state.history(room)]


def test_hypchat_sees_what_it_expects(
    python: str, secured: tuple[Sandbox, Mapping[str, str]], tmp_path: Path
) -> None:
    box, trust = secured
    script = str(HERE / "with_hypchat.py")
    tokens = (box.tokens.admin, box.tokens.rooms[1])

    seen = told([python, script, server(box), *tokens], tmp_path, trust)

    people = ["Ada Admin", "Robin Reed", "Sam Shore"]
    assert seen["rooms"] == {
        "page kind": True,
        "all rooms": ["Builds", "Ops", "Releases"],
        "room kind": True,
        "topic": "Alerts and who looks after them",
        "created": True,
        "owner": "AdaAdmin",
        "statistics": ["last_active", "links", "messages_sent"],
        "participants": people,
    }
    assert seen["talk"] == {
        "recent": ["<b>plain</b>", "hello @SamShore look", "typed", "answered", "on call: Jo"],
        "recent kind": True,
        "dated": 5,
        "since": ["typed", "answered", "on call: Jo"],
        "topic": "on call: Jo",
    }
    assert seen["people"]["everybody"] == people
    assert seen["people"]["kind"]
    assert seen["people"]["said"] == ["between us"]
    assert seen["administration"] == {
        "members": ["AdaAdmin", "SamShore"],
        "saved": 204,
        "archived": True,
        "gone": ["HttpNotFound", 404, "Room 4 not found"],
    }
    assert seen["webhooks"] == {"listed": ["https://example.test/hook"], "left": 0}
    assert (seen["capabilities"], seen["emoticons"]) == ("HipChat", 8)
    assert 0 < seen["left of the limit"] < 100
    # a mention in a message made HypChat choose text
    formats = [m.message_format for m in box.state.history(2)]
    assert formats[:2] == ["html", "text"]


def test_hypchat_names_each_refusal(
    python: str, secured: tuple[Sandbox, Mapping[str, str]], tmp_path: Path
) -> None:
    box, trust = secured
    script = str(HERE / "with_hypchat.py")
    tokens = (box.tokens.admin, box.tokens.rooms[1])

    seen = told([python, script, server(box), *tokens], tmp_path, trust)["refusals"]

    assert {name: refusal[:2] for name, refusal in seen.items()} == {
        "bad token": ["HttpUnauthorized", 401],
        "missing scope": ["HttpForbidden", 403],
        "no such room": ["HttpNotFound", 404],
        "bad colour": ["HttpBadRequest", 400],
        "empty": ["HttpBadRequest", 400],
    }
    assert seen["bad token"][2] == "Invalid OAuth session"
    assert seen["missing scope"][2].endswith("scopes: [u'view_group', u'view_room']")
    assert seen["bad colour"][2].startswith("Value u'Gray' for field 'color' is not in the enumera")


def test_handlers_and_channels_take_204_for_success(
    python: str, secured: tuple[Sandbox, Mapping[str, str]], tmp_path: Path
) -> None:
    box, trust = secured
    script = str(HERE / "with_logging.py")
    tokens = (box.tokens.admin, box.tokens.rooms[1])

    seen = told([python, script, server(box), *tokens], tmp_path, trust)

    taken = {name for name, outcome in seen.items() if outcome == "taken"}
    assert taken == {"hiplogging", "hippy-chat", "kawasemi"}
    assert seen["kawasemi, v1 token"].startswith("HttpError: (401, ")
    assert V1_REFUSED in seen["kawasemi, v1 token"]
    assert said(box, 2) == [("Ada Admin", "red", "disk <b>full</b>")]
    assert said(box, 1) == [
        ("Builds alerts", "red", "<b>CRITICAL</b> event occured in application"),
        ("Builds alerts", "purple", "deployed"),
    ]
    card = json.loads(box.state.history(1)[0].card or "")
    assert (card["style"], card["description"]) == ("application", "out of memory")


def test_hipchatter_goes_through_the_whole_surface(modules: Path) -> None:
    with running() as box:
        script = str(HERE / "with_hipchatter.js")
        seen = told(["node", script, f"{box.url}/", box.tokens.admin], modules)

    assert {name: seen[name] for name in seen if isinstance(seen[name], int)} == {
        "made": 201,
        "member": 204,
        "left": 204,
        "invited": 204,
        "topic": 204,
        "notified": 204,
        "private": 204,
        "hook": 201,
        "deleted": 204,
        "spoken": 201,
        "nowhere": False,
    }
    assert seen["rooms"] == ["Builds", "Ops", "Releases"]
    assert seen["room"] == "Alerts and who looks after them"
    assert seen["again"] == "Another room exists with that name."
    assert seen["history"] == [["by hipchatter", None], ["<i>built</i>", "green"]]
    assert seen["users"] == ["AdaAdmin", "RobinReed", "SamShore"]
    assert (seen["hooks"], seen["removed"]) == (["^/x"], None)
    assert (seen["capabilities"], seen["emoticon"]) == ("HipChat", "success")
    assert seen["empty"].startswith("Length of value u'' for field 'message' must be greater")


def test_cards_and_notices_from_javascript(
    modules: Path, secured: tuple[Sandbox, Mapping[str, str]]
) -> None:
    box, trust = secured
    script = str(HERE / "with_cards.js")

    seen = told(["node", script, server(box), box.tokens.rooms[1]], modules, trust)

    posted = "successfully posted to hipchat"
    assert (seen["card"], seen["plain"]) == (posted, posted)
    assert seen["refused"] == "null - 401"
    assert seen["notifier"] == [204, None]
    assert seen["elsewhere"][0] == 403
    assert seen["nowhere"] == [404, "Room Nowhere not found"]
    first, *rest = box.state.history(1)
    card = json.loads(first.card or "")
    assert (first.label, card["format"]) == ("Builds alerts - deploys", "medium")
    assert [a["value"]["style"] for a in card["attributes"]] == [
        "lozenge-success",
        "lozenge-current",
    ]
    assert [(m.message_format, m.text) for m in rest] == [
        ("text", "@all the build is broken"),
        ("html", "<b>web</b> failed"),
    ]


WINDOW_S = 300
SHOWN_S = 3


class Hurried:
    """A clock that stands until the first request, then runs a hundred times too fast.

    It does so from three seconds before the end of that request's window: what the header says of
    the end is then true by anybody's clock.
    """

    def __init__(self) -> None:
        self.armed = False
        self._base = 0.0

    def __call__(self) -> float:
        now = time.time()
        if not self.armed:
            return now - WINDOW_S
        self._base = self._base or now
        fast = WINDOW_S / SHOWN_S
        return self._base + (now - self._base) * fast - (WINDOW_S - SHOWN_S)


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox that takes three requests of a token, then none for three seconds."""
    seed, clock = tmp_path / "seed.json", Hurried()
    seed.write_text(json.dumps({"limits": {"people": 3}}), encoding="utf-8")
    with running(clock=clock, seed=seed) as box:
        clock.armed = True
        yield box


def test_hypchat_waits_for_the_limit_to_be_over(
    python: str, strict: Sandbox, tmp_path: Path
) -> None:
    script = str(HERE / "waiting.py")

    seen = told([python, script, server(strict), strict.tokens.admin, "4"], tmp_path)

    assert seen["names"] == ["Ops"] * 4
    assert seen["waits"] >= 1
    assert seen["seconds"] > 1


def test_hipchatter_waits_for_the_limit_to_be_over(modules: Path, strict: Sandbox) -> None:
    script = str(HERE / "with_hipchatter.js")

    seen = told(["node", script, f"{strict.url}/", strict.tokens.admin, "4"], modules)

    assert seen["found"] == ["Ops"] * 4
    assert seen["seconds"] > 1
