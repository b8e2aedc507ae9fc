import subprocess
import sys

import pytest

from hipadmin.preflight import PACKAGES, library_text, trouble


@pytest.mark.parametrize(("library", "package"), PACKAGES.items())
def test_a_missing_library_names_its_package(library: str, package: str) -> None:
    text = library_text(f"{library}: cannot open shared object file: No such file or directory")
    assert library in text
    assert package in text
    assert "apt-get install" in text


def test_an_unknown_reason_is_passed_on() -> None:
    assert library_text("wrong ELF class") == "Qt cannot be loaded: wrong ELF class"


def test_without_a_display_the_tour_is_pointed_to() -> None:
    text = trouble({}, needs_display=True)
    assert "no display" in text
    assert "hipadmin tour" in text


def test_a_display_that_does_not_answer() -> None:
    code = """
from hipadmin.preflight import trouble
print(trouble({"DISPLAY": ":987"}, needs_display=True))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"DISPLAY": ":987", "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "does not answer" in done.stdout or "is missing" in done.stdout


def test_drawing_into_memory_needs_no_display() -> None:
    assert trouble({}, needs_display=False) == ""
    assert trouble({"QT_QPA_PLATFORM": "offscreen"}, needs_display=True) == ""
