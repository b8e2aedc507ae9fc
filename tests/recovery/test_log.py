"""The log: taken early, written later, rotated, redacted, read back."""

import logging
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin.recovery.log_file import LogFile
from hipadmin.recovery.log_page import LEVELS, RECORDS_MOST, read
from hipadmin.recovery.log_writer import BYTES_MOST, FILES_MOST, NAME
from tests.places import small_disk

TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd"
ours = logging.getLogger("hipadmin.test")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogFile]:
    log = LogFile(tmp_path / "logs")
    log.start()
    yield log
    log.stop(5)
    assert not [thread for thread in threading.enumerate() if thread.name == "hipadmin-log"]


def text(log: LogFile) -> str:
    log.open()
    assert log.flush_within(5)
    return (log.folder / NAME).read_text(encoding="utf-8")


@pytest.mark.logs("hipadmin.test: late")
def test_what_was_said_before_it_was_opened_is_written_too(log: LogFile) -> None:
    ours.info("early %s", "bird")
    assert not log.folder.exists()
    assert text(log).endswith("INFO hipadmin.test: early bird\n")
    ours.warning("late")
    assert text(log).endswith("WARNING hipadmin.test: late\n")


@pytest.mark.logs("urllib3: this", "hipadmin.test: too late")
def test_others_are_heard_from_warnings_on_and_the_level_is_put_back(tmp_path: Path) -> None:
    before = logging.getLogger("hipadmin").level
    log = LogFile(tmp_path / "logs", logging.WARNING)
    log.start()
    logging.getLogger("urllib3").info("not this")
    ours.info("nor this")
    logging.getLogger("urllib3").warning("this")
    log.stop(5)
    ours.warning("too late")
    said = (log.folder / NAME).read_text(encoding="utf-8")
    assert "this" in said
    assert "not this" not in said
    assert "nor this" not in said
    assert "too late" not in said
    assert logging.getLogger("hipadmin").level == before
    assert log not in logging.getLogger().handlers


def test_no_token_is_written_not_in_a_trace_either(log: LogFile) -> None:
    ours.info("posting to %s", f"https://h.example.com/v2/room/1?auth_token={TOKEN[:10]}")
    try:
        raise ValueError(f"{TOKEN} in {Path.home()}/x")
    except ValueError as error:
        told = {"msg": "that failed", "exc_info": (ValueError, error, error.__traceback__)}
        log.emit(logging.makeLogRecord(told))
    said = text(log)
    assert TOKEN not in said
    assert TOKEN[:10] not in said
    assert str(Path.home()) not in said
    assert "\n\tTraceback" in said
    assert "ValueError: •" in said


def test_a_record_that_cannot_be_told_is_noted(log: LogFile) -> None:
    log.emit(logging.makeLogRecord({"msg": "%d", "args": ("no number",)}))
    assert "(a record that cannot be shown)" in text(log)


def test_files_are_private_and_stay_within_their_size(log: LogFile) -> None:
    log.open()
    for number in range(400):
        ours.info("%d %s", number, "ä" * 15_900)
        if number % 100 == 0:
            assert log.flush_within(20)
    assert log.flush_within(20)
    files = sorted(log.folder.iterdir())
    assert [file.name for file in files] == [NAME, *(f"{NAME}.{n}" for n in range(1, FILES_MOST))]
    assert all(file.stat().st_size <= BYTES_MOST for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert "399 " in (log.folder / NAME).read_text(encoding="utf-8")


def test_a_folder_that_takes_no_file_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    log = LogFile(tmp_path / "logs")
    log.start()
    log.open()
    ours.info("lost")
    assert log.flush_within(5)
    log.stop(5)


def test_a_disk_that_never_answers_costs_a_bounded_number_of_records(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "logs")
    log.start()
    for number in range(2500):
        ours.info("%d", number)
    log.stop(20)
    said = (log.folder / NAME).read_text(encoding="utf-8").splitlines()
    assert len(said) == 2000


# reading it back


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / f"{NAME}.1").write_text(
        "2026-03-01T10:00:00.000Z INFO hipadmin.app: opened Ops\n"
        "2026-03-01T10:00:01.000Z ERROR hipadmin.gui: a fault\n\tTraceback\n\t  line\n"
    )
    (tmp_path / NAME).write_text(
        "half a line\n2026-03-01T10:00:02.000Z WARNING hipadmin.qt: Ops is gone\n"
    )
    return tmp_path


def test_it_is_read_in_order_with_what_belongs_together(folder: Path) -> None:
    page = read(folder)
    assert (page.shown, page.found) == (4, 4)
    assert page.text.splitlines()[1:4] == [
        "2026-03-01T10:00:01.000Z ERROR hipadmin.gui: a fault",
        "    Traceback",
        "      line",
    ]
    assert page.text.endswith("Ops is gone")


@pytest.mark.parametrize(
    ("level", "words", "found"),
    [
        (LEVELS[0], "ops", 2),
        ("WARNING", "", 2),
        ("WARNING", "OPS gone", 1),
        ("ERROR", "line", 1),
        ("CRITICAL", "", 0),
    ],
)
def test_level_and_words_narrow_it(folder: Path, level: str, words: str, found: int) -> None:
    assert read(folder, level, words).found == found


def test_only_the_newest_are_shown(tmp_path: Path) -> None:
    line = "2026-03-01T10:00:00.000Z INFO hipadmin.app: {}\n"
    said = "".join(line.format(n) for n in range(RECORDS_MOST + 5))
    (tmp_path / NAME).write_text(said)
    page = read(tmp_path)
    assert (page.shown, page.found) == (RECORDS_MOST, RECORDS_MOST + 5)
    assert page.text.splitlines()[0].endswith(": 5")


def test_no_log_is_an_empty_page(tmp_path: Path) -> None:
    assert read(tmp_path / "nothing").found == 0


def test_a_disk_that_is_full_ends_neither_the_log_nor_its_thread_badly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended_badly: list[object] = []
    monkeypatch.setattr(threading, "excepthook", ended_badly.append)
    with small_disk(tmp_path / "disk", 1024 * 1024) as disk:
        log = LogFile(disk.folder / "logs")
        log.start()
        log.open()
        ours.info("early")
        assert log.flush_within(5)
        disk.fill()
        for _each in range(20):
            ours.info("x" * 1000)
        log.stop(5)
        disk.free()
    assert not [thread for thread in threading.enumerate() if thread.name == "hipadmin-log"]
    assert ended_badly == []
