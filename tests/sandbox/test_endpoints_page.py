"""The list of endpoints beside the code names calls and tests that exist, on both sides."""

import inspect
import re
from pathlib import Path

import hipadmin.sandbox
from hipadmin.hipchat.client import HipChatClient

PAGE = Path(hipadmin.sandbox.__file__).parent / "ENDPOINTS.md"
TESTS = Path(__file__).parents[1]
ROWS = 22
"""Rows of the reference's summary table."""
NO_CALLS = {"cancel", "close", "flood"}
"""What a client does without asking the server."""


def rows(text: str) -> list[list[str]]:
    """Give the cells of every row, the tables' heads left out."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] != "Method and path"]


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def named_in(cell: str) -> list[tuple[str, str]]:
    """Give the tests a cell names as (file, function); a name without file is of the one before."""
    found, file = [], ""
    for path, test in re.findall(r"`((?:\w+/)?test_\w+\.py)?(?:::(\w+))?`", cell):
        file = path or file
        if file:
            found.append((file if "/" in file else f"sandbox/{file}", test))
    return found


def test_every_test_it_names_is_there() -> None:
    named = [test for row in rows(page()) for cell in (row[2], row[4]) for test in named_in(cell)]
    for file, test in named:
        text = (TESTS / file).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in text, (file, test)
    assert len(named) > 80


def test_no_row_of_the_summary_is_missing_on_either_side() -> None:
    table = rows(page().partition("## The summary table")[2].partition("\n## ")[0])

    assert len(table) == ROWS
    for _path, sandbox, sandbox_tests, client, client_tests in table:
        assert sandbox.startswith("yes")
        assert named_in(sandbox_tests) or sandbox_tests == "the same"
        assert client.startswith("`")
        assert named_in(client_tests)


def test_the_rest_is_tested_or_has_a_reason() -> None:
    table = rows(page().partition("## The rest of the surface")[2].partition("\n## ")[0])

    assert len(table) > 15
    for row in table:
        for what, why in ((row[1], row[2]), (row[3], row[4])):
            assert what, row
            assert why, row


def test_every_call_of_the_client_is_named_and_no_other() -> None:
    named = {call for row in rows(page()) for call in re.findall(r"`([a-z_]+)`", row[3])}
    methods = inspect.getmembers(HipChatClient, inspect.isfunction)

    assert named == {name for name, _ in methods if not name.startswith("_")} - NO_CALLS
