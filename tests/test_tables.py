"""The tables of promises name tests that exist."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
NAMED = re.compile(r"`((?:[\w./]*test_\w+\.py)?(?:::(?:\w+::)?test_\w+)?)`")


def named_in(table: Path) -> list[tuple[Path, str]]:
    """Each file and test that is named; a bare name stands in the folder or file before it."""
    found, last = [], TESTS / "README.md"
    for match in NAMED.findall(table.read_text(encoding="utf-8")):
        file, _, test = match.partition("::")
        if file:
            beside = last.parent / file
            last = beside if "/" not in file and beside.exists() else TESTS / file
        found.append((last, test.rpartition("::")[2]))
    return [pair for pair in found if pair != (TESTS / "README.md", "")]


@pytest.mark.parametrize("table", ["README.md", "EXPECTATIONS.md", "ASKED.md"])
def test_what_is_named_exists(table: str) -> None:
    missing = [
        f"{file.relative_to(TESTS)}::{test}"
        for file, test in named_in(TESTS / table)
        if not file.is_file() or f"def {test}" not in file.read_text(encoding="utf-8")
    ]

    assert missing == []


@pytest.mark.parametrize(("table", "count"), [("EXPECTATIONS.md", 54), ("ASKED.md", 25)])
def test_every_one_has_its_line(table: str, count: int) -> None:
    lines = (TESTS / table).read_text(encoding="utf-8").splitlines()
    numbers = [int(m[1]) for line in lines if (m := re.match(r"\| (\d+) \|", line))]

    assert numbers == list(range(1, count + 1))
