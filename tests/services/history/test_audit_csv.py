import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.change import Action, Change, ChangeFilter, Entity, Word
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.change_words import ChangeWords, Difference
from hipadmin.services.files.csv_files import safe_cell
from hipadmin.services.history.audit import Entry
from hipadmin.services.history.audit_csv import save_csv, write_csv
from tests.gui.fill import add_integration, add_subscription

WORDS = ChangeWords()
AT = datetime(2026, 3, 12, 14, 26, 5, tzinfo=UTC)
CHANGE = Change(
    AT, "anna", Action.UPDATE_SUBSCRIPTION, Entity.SUBSCRIPTION, "s", "web", {}, {}, "b", 7
)
ENTRY = Entry(CHANGE, (Difference("Name", "old", "web"), Difference("Kind", "", "CI project")))


def written(*entries: Entry) -> str:
    out = io.StringIO(newline="")
    write_csv(out, entries, WORDS)
    return out.getvalue()


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_a_record_is_a_row_and_a_field_is_a_line() -> None:
    head, row = rows(written(ENTRY))

    assert head == ["Number", "Time (UTC)", "Who", "What", "Name", "Before", "After", "Act", "ID"]
    assert row == [
        "7",
        "2026-03-12 14:26:05",
        "anna",
        "Edited subscription",
        "web",
        "Name: old",
        "Name: web\nKind: CI project",
        "b",
        "s",
    ]


def test_it_is_rfc_4180() -> None:
    text = written(replace(ENTRY, change=replace(CHANGE, name='a "b", c')))

    assert text.endswith('"\r\n')
    assert '"a ""b"", c"' in text
    assert text.count("\r\n") == 2  # the line end inside a cell is a bare one
    assert rows(text)[1][4] == 'a "b", c'


@pytest.mark.parametrize("first", list("=+-@\t\r\n＝＋－＠"))
def test_no_cell_is_a_formula(first: str) -> None:
    evil = f'{first}HYPERLINK("http://example.com";"x")'

    [_, row] = rows(written(replace(ENTRY, change=replace(CHANGE, name=evil, actor=evil))))

    assert row[2] == row[4] == f"'{evil}"


@given(st.text())
def test_cells_come_back_with_at_most_an_apostrophe_before_them(text: str) -> None:
    [_, row] = rows(written(replace(ENTRY, change=replace(CHANGE, name=text))))

    assert row[4] == safe_cell(text)
    assert row[4].removeprefix("'") == text.removeprefix("'")


def test_a_file_is_utf_8_with_a_mark_and_holds_what_the_filter_shows(
    services: Services, tmp_path: Path
) -> None:
    for name in ("Straße", "web"):
        add_subscription(services, name)
    steps: list[tuple[int, int]] = []
    path = tmp_path / "audit.csv"

    count = save_csv(
        path,
        services.audit,
        WORDS,
        ChangeFilter(words=(Word("strasse"),)),
        progress=lambda done, total: steps.append((done, total)),
    )

    assert count == 1
    assert steps == [(0, 1)]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    found = rows(path.read_text(encoding="utf-8-sig"))
    assert [row[4] for row in found] == ["Name", "Straße"]


def test_no_token_and_no_reference_of_one_is_in_it(services: Services, tmp_path: Path) -> None:
    token = "SeCrEtSeCrEtSeCrEtSeCrEtSeCrEtSeCrEt1234"
    ci = add_integration(services, "CI", "Ops", token=token, room_tokens={"Ops": token})
    path = tmp_path / "audit.csv"

    save_csv(path, services.audit, WORDS)

    text = path.read_text(encoding="utf-8-sig")
    assert "Access token: set" in text
    refs = [ref for ref in (ci.token_ref, ci.rooms[0].token_ref) if ref]
    assert len(refs) == 2
    assert token not in text
    assert not any(ref[:8] in text for ref in refs)


def test_half_an_emoji_does_not_keep_the_rest_from_being_written(
    services: Services, tmp_path: Path
) -> None:
    services.store.write(lambda unit: unit.changes.add(replace(CHANGE, after={"name": "a\ud83d"})))
    path = tmp_path / "audit.csv"

    assert save_csv(path, services.audit, WORDS) == 1

    [_, row] = rows(path.read_text(encoding="utf-8-sig"))
    assert row[6] == "Name: a?"


class Stop(Exception):
    """What a Cancel raises inside the work."""


def test_a_cancelled_export_leaves_the_old_file(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hipadmin.services.files.csv_files.STEP", 2)
    for number in range(5):
        add_subscription(services, f"web {number}")
    path = tmp_path / "audit.csv"
    path.write_text("old")

    def progress(done: int, total: int) -> None:
        assert total == 5
        if done == 4:
            raise Stop

    with pytest.raises(Stop):
        save_csv(path, services.audit, WORDS, progress=progress)

    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.glob("*audit*")] == ["audit.csv"]
