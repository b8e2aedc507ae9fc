"""Signs of life: seen while their process lives, however it ends."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hipadmin.store.signs import Signs

_HOLD = """
import sys
from pathlib import Path
from hipadmin.store.signs import Signs
with Signs(Path(sys.argv[1])).held(sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "relays"


def test_who_lives_is_not_dead_and_who_ends_leaves_nothing(folder: Path) -> None:
    signs = Signs(folder)
    assert signs.dead() == frozenset()
    with signs.held("one"), Signs(folder).held("two"):
        assert (signs.dead(), signs.alive()) == (frozenset(), {"one", "two"})
        assert sorted(path.name for path in folder.iterdir()) == ["one", "two"]
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert list(folder.iterdir()) == []
    (folder / ".three").touch()
    assert signs.dead() == frozenset()  # it only begins


def test_a_killed_process_is_dead_at_once(folder: Path) -> None:
    command = [sys.executable, "-c", _HOLD, str(folder), "one"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        assert Signs(folder).dead() == frozenset()
        process.kill()
        process.wait()
    signs = Signs(folder)
    assert (signs.dead(), signs.alive()) == ({"one"}, frozenset())
    assert signs.dead() == {"one"}  # until somebody has what was its
    signs.clear("one")
    assert signs.dead() == frozenset()
    signs.clear("one")


def test_those_who_look_do_not_take_the_living_for_dead(folder: Path) -> None:
    """Nor does one that begins lose its sign to them."""
    found: set[str] = set()
    over = threading.Event()

    def look() -> None:
        signs = Signs(folder)
        while not over.is_set():
            for owner in signs.dead():
                signs.clear(owner)
                found.add(owner)

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for thread in lookers:
        thread.start()
    signs = Signs(folder)
    try:
        for number in range(100):
            with signs.held(f"r{number}"):
                found.clear()
                assert (folder / f"r{number}").exists()
                assert signs.dead() == frozenset()
                assert f"r{number}" not in found
    finally:
        over.set()
        for thread in lookers:
            thread.join()


@pytest.mark.logs("^hipadmin.store.signs: others will notice late")
def test_where_there_can_be_no_signs_nobody_is_dead(tmp_path: Path) -> None:
    (tmp_path / "relays").write_text("in the way")
    signs = Signs(tmp_path / "relays")
    with signs.held("one"):
        assert signs.dead() == frozenset()
