"""Reports as files: bounded, private, told once."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hipadmin.recovery.facts import facts, redactor
from hipadmin.recovery.native import NativeWatch
from hipadmin.recovery.native_traces import collect
from hipadmin.recovery.places import Recovery
from hipadmin.recovery.private_file import write
from hipadmin.recovery.report import BYTES_MOST, Trouble, compose
from hipadmin.recovery.report_folder import REPORTS_MOST, Filed, ReportFolder

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DUMP = 'Fatal Python error: Aborted\n\nCurrent thread:\n  File "/x/y.py", line 1 in z\n'


@pytest.fixture
def reports(tmp_path: Path) -> ReportFolder:
    return ReportFolder(tmp_path / "crashes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_report_says_when_where_what_and_on_what() -> None:
    trouble = Trouble(NOW, "a job", "ValueError: x", ended=False)
    text = compose(trouble, (("Python", "3.11"), ("System", "Linux")))
    assert text.splitlines() == [
        "hipadmin crash report",
        "",
        "When: 2026-03-01 12:00:00 UTC",
        "Where: a job; the program went on",
        "Python: 3.11",
        "System: Linux",
        "",
        "ValueError: x",
    ]


def test_a_long_report_keeps_both_ends() -> None:
    trouble = Trouble(NOW, "a job", "ä" * BYTES_MOST + "the end", ended=True)
    text = compose(trouble, ())
    assert len(text.encode()) <= BYTES_MOST
    assert text.startswith("hipadmin crash report")
    assert "cut here" in text
    assert text.endswith("the end\n")


def test_lone_surrogates_do_not_stop_a_report(reports: ReportFolder) -> None:
    text = compose(Trouble(NOW, "a job", "bad \udcff name", ended=False), ())
    assert "bad ? name" in reports.read(reports.add(text, NOW, ended=False))


def test_a_report_is_private_and_new_until_it_was_told(reports: ReportFolder) -> None:
    before = os.umask(0)
    try:
        filed = reports.add("text", NOW, ended=True)
    finally:
        os.umask(before)
    assert mode(filed.path) == 0o600
    assert mode(reports.folder) == 0o700
    assert reports.new() == [filed]
    told = reports.told(filed)
    assert reports.new() == []
    assert reports.all() == [told]
    assert reports.read(told) == "text"
    assert reports.told(filed) == told  # twice is once


def test_several_in_one_second_are_all_kept(reports: ReportFolder) -> None:
    first = reports.add("a", NOW, ended=False)
    reports.told(first)
    reports.add("b", NOW, ended=True)
    reports.add("c", NOW, ended=False)
    for filed in reports.new():
        reports.told(filed)
    assert sorted(map(reports.read, reports.all())) == ["a", "b", "c"]


def test_the_oldest_go_when_there_are_too_many(reports: ReportFolder) -> None:
    for minute in range(REPORTS_MOST + 3):
        reports.add(str(minute), NOW + timedelta(minutes=minute), ended=False)
    kept = [reports.read(filed) for filed in reports.all()]
    assert kept == [str(n) for n in range(REPORTS_MOST + 2, 2, -1)]


def test_other_files_are_left_alone(reports: ReportFolder) -> None:
    assert reports.all() == []
    reports.folder.mkdir()
    for name in ("notes.txt", "20269999T999999Z-1-1.txt", "x.new.txt"):
        (reports.folder / name).write_text("mine")
    assert reports.all() == []
    assert Filed.known(reports.folder / "notes.txt") is None


def test_two_bad_ends_in_five_minutes_are_often(reports: ReportFolder) -> None:
    def end(minutes: float, pid: int, *, ended: bool = True) -> None:
        at = NOW - timedelta(minutes=minutes)
        name = f"{at:%Y%m%dT%H%M%SZ}-{pid}-1{'-ended' * ended}.txt"
        write(reports.folder / name, "")

    end(1, 7)
    assert not reports.ended_often(NOW)
    end(0.5, 7)  # two reports of one end
    end(2, 8, ended=False)
    end(6, 9)
    end(-3, 10)  # the clock was set back
    assert not reports.ended_often(NOW)
    end(4, 11)
    assert reports.ended_often(NOW)


def test_versions_and_system_are_told_without_names() -> None:
    told = dict(facts(7, (("Display", "xcb"),)))
    assert told["Schema"] == "7"
    assert told["Display"] == "xcb"
    assert all(told[name] for name in ("hipadmin", "Python", "Qt", "SQLite", "OpenSSL", "System"))
    assert os.uname().nodename not in told["System"].split()
    assert redactor()(str(Path.home() / "x")) == "~/x"


# what faults below Python leave


def left(reports: ReportFolder, text: str, pid: int = 4242) -> Path:
    path = reports.folder / f"run-{pid}.txt"
    write(path, text)
    return path


def test_stacks_become_a_report_with_the_versions_of_that_run(reports: ReportFolder) -> None:
    path = left(reports, f"-- Python: 3.10\n-- Qt: 6.5\n{DUMP}")
    collect(reports, lambda: (("Python", "3.11"),))
    [filed] = reports.new()
    text = reports.read(filed)
    assert (filed.pid, filed.ended) == (4242, True)
    assert "Python: 3.10\nQt: 6.5\n" in text
    assert 'File "y.py", line 1 in z' in text
    assert not path.exists()


def test_a_run_that_noted_nothing_gets_the_versions_of_this_one(reports: ReportFolder) -> None:
    left(reports, DUMP)
    collect(reports, lambda: (("Python", "3.11"),))
    assert "Python: 3.11" in reports.read(reports.new()[0])


def test_a_run_that_was_killed_leaves_no_report(reports: ReportFolder) -> None:
    path = left(reports, "-- Python: 3.10\n")
    collect(reports, tuple)
    assert reports.all() == []
    assert not path.exists()


def test_stacks_join_the_last_words_of_the_same_run(reports: ReportFolder) -> None:
    said = reports.add("Qt said so\n", datetime.now(UTC), ended=True)
    left(reports, DUMP, os.getpid())
    collect(reports, tuple)
    assert reports.all() == [said]
    assert reports.read(said) == f"Qt said so\n\n{DUMP.replace('/x/', '')}"


def test_a_number_that_came_again_is_another_run(reports: ReportFolder) -> None:
    reports.add("old", NOW, ended=True)
    left(reports, DUMP, os.getpid())
    collect(reports, tuple)
    assert len(reports.all()) == 2


def test_a_run_that_goes_on_is_left_alone(reports: ReportFolder) -> None:
    import faulthandler
    import sys

    watch = NativeWatch(reports.folder)
    watch.open()
    try:
        watch.note((("Qt", "6"),))
        collect(reports, tuple)
        [run] = reports.folder.iterdir()
        assert run.read_text() == "-- Qt: 6\n"
        assert mode(run) == 0o600
    finally:
        watch.close()
        faulthandler.enable(sys.__stderr__)  # the runner's own
    watch.note((("Qt", "6"),))
    watch.close()
    assert list(reports.folder.iterdir()) == []


def test_places_lie_in_the_profile_s_folder(tmp_path: Path) -> None:
    places = Recovery(tmp_path, 3)
    assert places.reports.folder == tmp_path / "crashes"
    assert ("Schema", "3") in places.facts()


# the files themselves


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    write(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write(path, "new \udcff")
    assert path.read_text() == "old"
    assert [p.name for p in path.parent.iterdir()] == ["file"]
