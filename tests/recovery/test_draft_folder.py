"""Drafts as files: private, bounded, without secrets."""

import os
import stat
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hipadmin.recovery.draft_folder import BYTES_MOST, DRAFTS_MOST, Draft, DraftFolder

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd"


@pytest.fixture
def folder(tmp_path: Path) -> DraftFolder:
    return DraftFolder.of(tmp_path)


def draft(
    number: int = 1, content: Mapping[str, object] | None = None, title: str = "Ops"
) -> Draft:
    plain = {"name": "Ops"} if content is None else content
    return Draft(f"{number:032x}", "integration", title, plain, NOW + timedelta(minutes=number))


def test_a_draft_is_kept_privately_until_it_is_dropped(folder: DraftFolder, tmp_path: Path) -> None:
    assert folder.all() == []
    folder.put(draft())
    folder.put(draft(content={"name": "Ops 2"}))
    [kept] = folder.all()
    assert kept == draft(content={"name": "Ops 2"})
    [file] = (tmp_path / "drafts").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    folder.drop(kept.key)
    folder.drop(kept.key)
    assert folder.all() == []


@pytest.mark.parametrize(
    "text",
    [
        f"https://h.example.com/v2/room/1/notification?auth_token={TOKEN}",
        "https://h.example.com/v2/room/1/notification?auth_token=short",
        TOKEN,
        f"my token {TOKEN}",
        "http://ann:password@proxy:3128",
        "Bearer abc",
    ],
)
def test_a_text_in_which_a_token_may_stand_is_left_out(folder: DraftFolder, text: str) -> None:
    folder.put(draft(content={"a": text, "b": [text, {"c": text}], "d": "kept"}, title=text))
    [kept] = folder.all()
    assert kept.content == {"a": "", "b": ["", {"c": ""}], "d": "kept"}
    assert kept.title == ""
    data = b"".join(path.read_bytes() for path in folder.folder.iterdir())
    assert TOKEN.encode() not in data
    assert b"password" not in data


def test_they_come_oldest_first_and_the_oldest_go(folder: DraftFolder) -> None:
    for number in range(DRAFTS_MOST + 3):
        folder.put(draft(number))
        age = 1_000_000 + number
        os.utime(folder.folder / f"{number:032x}.json", (age, age))
    kept = [int(found.key, 16) for found in folder.all()]
    assert kept == list(range(3, DRAFTS_MOST + 3))


def test_one_that_is_too_large_is_not_kept(folder: DraftFolder) -> None:
    folder.put(draft(content={"name": "small"}))
    folder.put(draft(content={"name": "ä" * BYTES_MOST}))
    assert folder.all()[0].content == {"name": "small"}


def test_after_the_end_nothing_late_is_written(folder: DraftFolder) -> None:
    folder.put(draft(content={"name": "last"}))
    folder.close()
    folder.put(draft(content={"name": "late"}))
    assert folder.all()[0].content == {"name": "last"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        '{"version": 9, "kind": "integration", "title": "", "at": "2026-03-01", "content": {}}',
        '{"version": 1, "kind": "poem", "title": "", "at": "2026-03-01T12:00:00", "content": {}}',
        '{"version": 1, "kind": "integration", "title": 7, "at": "2026-03-01", "content": {}}',
        '{"version": 1, "kind": "integration", "title": "", "at": "2026-03-01", "content": 7}',
        '{"version": 1, "kind": "integration", "title": "", "at": "noon", "content": {}}',
        "\udcff",
    ],
)
def test_what_is_no_draft_is_passed_over(folder: DraftFolder, text: str) -> None:
    folder.put(draft(2))
    (folder.folder / f"{1:032x}.json").write_bytes(text.encode(errors="surrogateescape"))
    (folder.folder / "notes.json").write_text("{}")
    assert [found.key for found in folder.all()] == [draft(2).key]
