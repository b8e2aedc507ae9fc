"""Another program that does something to the same database, in a process of its own."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
connection.execute("ROLLBACK")
"""


@contextlib.contextmanager
def writing_to(database: Path) -> Iterator[None]:
    """Another process has begun to write to ``database`` and does not come to an end."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        try:
            yield
        finally:
            assert child.stdin is not None
            child.stdin.close()
            assert child.wait(20) == 0


def damage(database: Path, table: str) -> None:
    """Overwrite the page of ``table`` under everybody's feet."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(database)) as stranger:
        stranger.execute("PRAGMA wal_checkpoint(PASSIVE)")
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        [page] = stranger.execute(sql, (table,)).fetchone()
        [size] = stranger.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xaa" * size)
