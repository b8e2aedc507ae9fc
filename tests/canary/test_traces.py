"""The search itself: a token that is there is found, however it is written."""

import base64
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from hipadmin.domain.token import TokenLook, token_look
from tests.canary.traces import LENGTH, Trace, canaries, canary, pieces, traces_in, traces_under

LABEL = "field"
TOKEN = canary(LABEL)
TOKENS = canaries([LABEL])

WRITERS: list[tuple[str, Callable[[str], bytes]]] = [
    ("plain", lambda t: f"token={t}\n".encode()),
    ("upper case", lambda t: t.upper().encode()),
    ("lower case", lambda t: t.lower().encode()),
    ("reversed", lambda t: t[::-1].encode()),
    ("UTF-16", lambda t: f"x{t}".encode("utf-16-le")),
    ("UTF-16", lambda t: f"x{t}".encode("utf-16-be")),
    ("UTF-32", lambda t: t.encode("utf-32-le")),
    ("hexadecimal", lambda t: t.encode().hex().encode()),
    ("percent-encoded", lambda t: "".join(f"%{ord(c):02X}" for c in t).encode()),
    ("JSON escapes", lambda t: "".join(f"\\u{ord(c):04x}" for c in t).encode()),
    ("HTML references", lambda t: "".join(f"&#{ord(c)};" for c in t).encode()),
    ("base64", lambda t: base64.b64encode(f"me:{t}".encode())),
    ("base64", lambda t: base64.b64encode(f"a:{t}\n".encode())),
    ("base64", lambda t: base64.urlsafe_b64encode(t.encode())),
    ("base64 of UTF-16", lambda t: base64.b64encode(f"?{t}?".encode("utf-16-le"))),
    ("plain", lambda t: quote(f"https://x/?auth_token={t}", safe="").encode()),
    ("plain", lambda t: json.dumps({"token": t}).encode()),
]


def test_a_canary_looks_like_a_token_and_is_one_of_its_kind() -> None:
    assert len(TOKEN) == LENGTH
    assert token_look(TOKEN) is TokenLook.OAUTH2
    assert canary("field") == TOKEN
    assert not set(pieces(canary("other"))) & set(pieces(TOKEN))


@pytest.mark.parametrize(("form", "write"), WRITERS)
def test_a_token_is_found_however_it_is_written(
    tmp_path: Path, form: str, write: Callable[[str], bytes]
) -> None:
    (tmp_path / "file").write_bytes(b"before" + write(TOKEN) + b"after")

    assert Trace(LABEL, "file", form) in traces_under(tmp_path, TOKENS)
    assert traces_under(tmp_path, canaries(["another"])) == []


@pytest.mark.parametrize("break_at", range(1, LENGTH))
def test_a_broken_token_is_found(break_at: int) -> None:
    data = f"{TOKEN[:break_at]}\n    {TOKEN[break_at:]}".encode()

    assert list(traces_in(data, TOKENS, "here")) != []


def test_a_token_in_a_file_name_is_found(tmp_path: Path) -> None:
    (tmp_path / f"draft-{TOKEN}.json").write_text("{}")

    [trace] = traces_under(tmp_path, TOKENS)
    assert trace.where.startswith("name of draft-")


def test_a_token_in_a_database_is_found_in_pages_log_and_free_space(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = OFF")  # some builds of SQLite have it on
        connection.execute("CREATE TABLE t (a, b)")
        connection.execute("INSERT INTO t VALUES (?, ?)", ("x", TOKEN))
        connection.commit()
        found = {str(trace) for trace in traces_under(tmp_path, TOKENS)}
        assert "field: x.db, table t (plain)" in found
        assert "field: x.db-wal (plain)" in found
        connection.execute("DELETE FROM t")
        connection.commit()
    assert "field: x.db (plain)" in {str(trace) for trace in traces_under(tmp_path, TOKENS)}


def test_a_file_that_may_hold_it_is_passed_over_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("may.json", "inner/may.json"):
        (tmp_path / name).write_text(TOKEN)

    [trace] = traces_under(tmp_path, TOKENS, but=("may.json",))
    assert trace.where == "inner/may.json"


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing to see here\n" * 1000)

    assert traces_under(tmp_path, canaries([LABEL, "other"])) == []
