"""The program is killed at every write of every verb; the fast suite tries a few of two verbs."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.secret_service import secret_service

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"^([\w-]+): killed at (\d+) of (\d+) points, 0 broken", re.MULTILINE)
SHARE = 8
WRITES_TOKENS = ("add", "edit", "move", "apply", "undo-edit", "sweep")

BROKEN = """
import tempfile
from pathlib import Path
from hipadmin.domain.token import Secret
from tests.drills import catalogue, kill, verbs, world

def in_two_halves(w):
    verbs.switch(w)
    verbs.delete(w)

def unannounced(w):
    w.vault.put("nobody-knows", world.TOKENS["first"])
    verbs.switch(w)

def torn_away(w):
    [ref] = [i.token_ref for i in w.store.read(lambda u: u.integrations.all()) if i.name == "Alone"]
    w.vault.remove(ref)
    verbs.delete(w)

def mistaken(w):
    raise LookupError("no such thing")

catalogue.load("file")
for act in (in_two_halves, unannounced, torn_away, mistaken):
    drill = catalogue.OnProfile(verbs.Verb(act, verbs.ready), "file")
    with tempfile.TemporaryDirectory(dir=kill.ground()) as ground:
        run = kill.Run(drill, Path(ground))
        try:
            broken = run.at_every(4).broken
        except RuntimeError as error:
            broken = (str(error),)
    print(act.__name__, *broken, sep=" | ")
"""


def drill(*arguments: str, env: Mapping[str, str] | None = None, limit: float = 100) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tried(said: str) -> dict[str, tuple[int, int]]:
    return {name: (int(some), int(every)) for name, some, every in LINE.findall(said)}


def test_killed_at_some_writes_of_adding_and_deleting_nothing_is_between() -> None:
    told = tried(drill("tests.drills.kill", "--every", str(SHARE), "add", "delete"))
    assert set(told) == {"add", "delete"}
    for name, (some, every) in told.items():
        assert some == every // SHARE > 0, name


@pytest.mark.slow
def test_a_thousand_random_changes_survive_being_killed_again_and_again() -> None:
    found = re.match(
        r"(\d+) changes, (\d+) kills, (\d+) in the middle", drill("tests.drills.writes")
    )
    assert found is not None
    assert int(found[1]) >= 1000
    assert int(found[3]) > 0


def test_the_drill_finds_what_breaks_a_promise() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BROKEN],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    said = dict(line.split(" | ", 1) for line in done.stdout.splitlines())
    assert "between old and new" in said["in_two_halves"]
    assert "nobody-knows is in no table" in said["unannounced"]
    assert "claimed, but not there" in said["torn_away"]
    assert said["mistaken"].endswith("LookupError 'no such thing'")


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_killed_at_every_write_nothing_is_between() -> None:
    told = tried(drill("tests.drills.kill", limit=1700))
    assert {"create", "migrate-1", "migrate-next", "add", "edit", "delete", "apply"} <= set(told)
    assert len(told) >= 12
    assert all(some == every for some, every in told.values())
    assert sum(every for _, every in told.values()) > 600


@pytest.mark.slow
@pytest.mark.timeout(1000)
@pytest.mark.parametrize("verb", WRITES_TOKENS)
def test_killed_at_its_writes_a_keyring_and_the_database_agree(tmp_path: Path, verb: str) -> None:
    # a point takes seconds here; all of them: python -m tests.drills.kill --vault keyring
    command = ("tests.drills.kill", "--vault", "keyring", "--every", str(SHARE))
    with secret_service(tmp_path) as env:
        told = tried(drill(*command, verb, env=env, limit=900))
    [(name, (some, every))] = told.items()
    assert name == verb
    assert some == every // SHARE > 0
