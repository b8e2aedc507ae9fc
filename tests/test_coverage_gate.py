"""The gate says what is reached too little, and its list of whole files never shrinks."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import coverage_gate
from tests.coverage_gate import ROOMS, Reach, confirmed
from tests.needs import needs

WHOLE = Reach(20, 20, 10, 10)
ALL = {f"hipadmin/{room}/a.py": WHOLE for room in ROOMS}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose list, and its history, names every file of ALL."""
    needs("git")
    (tmp_path / "tests").mkdir()
    for file in ALL:
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).touch()
    (tmp_path / coverage_gate.LIST).write_text("# what this is\n", encoding="utf-8")
    coverage_gate.add(tmp_path, ALL)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "Begin")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, timeout=60)


def test_all_is_well(root: Path) -> None:
    assert coverage_gate.judge(root, ALL) == []


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (Reach(18, 20, 10, 10), ["hipadmin/vault: 90.00 % of the lines are reached"]),
        (Reach(20, 20, 9, 10), ["hipadmin/vault: 90.00 % of the branches are reached"]),
        (Reach(94, 100, 94, 100), ["94.00 % of the lines", "94.00 % of the branches"]),
        (Reach(95, 100, 95, 100), []),
        (Reach(100, 100, 0, 0), []),
        (Reach(0, 0, 0, 0), ["hipadmin/vault: 100.00 % of the lines", "of the branches"]),
    ],
)
def test_each_room_needs_both(reach: Reach, said: list[str]) -> None:
    rooms = coverage_gate.by_room({**ALL, "hipadmin/vault/a.py": reach})

    told = coverage_gate.too_little(rooms)

    assert len(told) == len(said)
    assert all(part in line for part, line in zip(said, told, strict=True))


def test_a_room_nobody_measured_is_told() -> None:
    files = {file: reach for file, reach in ALL.items() if "store" not in file}

    told = coverage_gate.too_little(coverage_gate.by_room(files))

    assert [line.partition(":")[0] for line in told] == ["hipadmin/store"] * 2


def test_a_listed_file_stays_whole(root: Path) -> None:
    files = {**ALL, "hipadmin/vault/a.py": Reach(20, 20, 99, 100)}

    said = coverage_gate.judge(root, files)

    assert said == ["hipadmin/vault/a.py: is listed and not reached whole"]


def test_a_listed_file_that_is_gone_leaves_the_list(root: Path) -> None:
    files = {**ALL, "hipadmin/vault/b.py": Reach(20, 20, 10, 10)}
    del files["hipadmin/vault/a.py"]
    (root / "hipadmin/vault/a.py").unlink()

    assert coverage_gate.judge(root, files)[0] == "hipadmin/vault/a.py: is not there"

    drop(root, "hipadmin/vault/a.py")
    coverage_gate.add(root, ["hipadmin/vault/b.py"])
    assert coverage_gate.judge(root, files) == []


def test_a_file_that_became_whole_has_to_be_added(root: Path) -> None:
    files = {**ALL, "hipadmin/hipchat/b.py": WHOLE, "hipadmin/hipchat/empty.py": Reach(0, 0, 0, 0)}

    said = coverage_gate.judge(root, files)

    assert said == ["hipadmin/hipchat/b.py: is reached whole; add it to tests/covered.txt"]
    coverage_gate.add(root, coverage_gate.risen(files, coverage_gate.listed_in(root)))
    assert coverage_gate.judge(root, files) == []
    lines = (root / coverage_gate.LIST).read_text(encoding="utf-8").splitlines()
    assert lines == ["# what this is", *sorted(lines[1:])]


def test_what_was_listed_once_cannot_be_taken_off(root: Path) -> None:
    drop(root, "hipadmin/vault/a.py")
    files = {**ALL, "hipadmin/vault/a.py": Reach(99, 100, 10, 10)}

    said = coverage_gate.judge(root, files)

    assert said == ["hipadmin/vault/a.py: was taken off tests/covered.txt"]


def test_without_a_history_the_list_stands_for_itself(root: Path) -> None:
    (root / ".git").rename(root / ".elsewhere")
    drop(root, "hipadmin/vault/a.py")

    assert coverage_gate.judge(root, {**ALL, "hipadmin/vault/a.py": Reach(99, 100, 10, 10)}) == []


def drop(root: Path, file: str) -> None:
    text = (root / coverage_gate.LIST).read_text(encoding="utf-8")
    (root / coverage_gate.LIST).write_text(text.replace(f"{file}\n", ""), encoding="utf-8")


def test_the_command_prints_the_figures_and_ends_with_1_when_something_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    needs("git")
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"files": {"hipadmin/store/a.py": told(19, 20)}}))

    code = coverage_gate.main(["--report", str(report)])

    printed = capsys.readouterr().out
    assert code == 1
    assert "store       95.00 % lines, 100.00 % branches\n" in printed
    assert "hipadmin/domain: " in printed
    assert "hipadmin/store: " not in printed


def told(lines: int, of: int) -> dict[str, Any]:
    """A file in a report of coverage.py."""
    sums = {"covered_lines": lines, "num_statements": of}
    return {"summary": {**sums, "covered_branches": 0, "num_branches": 0}}


def test_the_list_is_in_order() -> None:
    listed = coverage_gate.listed_in(coverage_gate.ROOT)

    assert listed == sorted(set(listed))
    assert len(listed) > 150


def test_what_does_not_hold_has_to_fail_twice() -> None:
    first = ["hipadmin/a.py: is listed and not reached whole", "hipadmin/store: 94.10 % of lines"]
    second = ["hipadmin/b.py: is listed and not reached whole", "hipadmin/store: 94.20 % of lines"]
    assert confirmed(first, second) == second[1:]
    assert confirmed(first, []) == confirmed([], second) == []
