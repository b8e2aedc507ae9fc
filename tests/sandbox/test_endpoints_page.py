"""The list of endpoints beside the code names tests that exist."""

import re
from pathlib import Path

import hipadmin.sandbox

PAGE = Path(hipadmin.sandbox.__file__).parent / "ENDPOINTS.md"
HERE = Path(__file__).parent
ROWS = 22
"""Rows of the reference's summary table."""


def test_every_test_it_names_is_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"`(?:(test_\w+\.py))?(?:::(\w+))?`", page)
    file = ""
    seen = 0
    for name, test in named:
        file = name or file
        if not (name or test):
            continue
        text = (HERE / file).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in text, (file, test)
        seen += 1
    assert seen > 40


def test_no_row_of_the_summary_is_missing() -> None:
    page = PAGE.read_text(encoding="utf-8")
    table = page.partition("## The summary table")[2].partition("##")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")]

    assert len(rows) - 2 == ROWS
    assert all("| yes" in row for row in rows[2:])
