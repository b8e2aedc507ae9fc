import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hipadmin.domain.errors import StoreTrouble
from hipadmin.store.locks import FileLock
from hipadmin.store.schema import STEPS
from tests.store.builders import Open

LONG = 30.0
HOLDER = """
import sys, pathlib
from hipadmin.store.locks import FileLock
lock = FileLock(pathlib.Path(sys.argv[1]))
getattr(lock, sys.argv[2])(0)
print("held", flush=True)
sys.stdin.read()
"""
NEXT = (*STEPS, ("CREATE TABLE later (a INTEGER) STRICT",))


@pytest.mark.parametrize("kind", ["share", "exclude"])
def test_another_process_is_in_the_way_until_it_ends(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path), kind]
    lock = FileLock(path)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(StoreTrouble, match="Close every other hipadmin"):
            lock.exclude(0.05)
        if kind == "share":
            lock.share(0)
        else:
            with pytest.raises(StoreTrouble, match="Wait until it has finished"):
                lock.share(0.05)
        child.kill()
        child.wait(LONG)
        lock.exclude(LONG)
    lock.share(0)
    lock.close()
    lock.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_is_migrated_while_somebody_has_it_open(opened: Open, path: Path) -> None:
    store = opened()
    before = path.read_bytes()
    with pytest.raises(StoreTrouble, match="Close every other hipadmin"):
        opened(steps=NEXT, busy_ms=20)
    assert path.read_bytes() == before
    assert not (path.parent / "backups").exists()
    store.close()
    opened(steps=NEXT)


def test_nothing_is_opened_while_somebody_migrates(opened: Open, path: Path) -> None:
    opened().close()
    lock = FileLock(path.with_name("hipadmin.db.lock"))
    lock.exclude(0)
    with pytest.raises(StoreTrouble, match="brought up to date"):
        opened(busy_ms=20)
    lock.close()
    opened()


def test_an_open_store_goes_together_with_others(opened: Open) -> None:
    assert opened().id == opened().id
