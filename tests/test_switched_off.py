"""Features are switched off where they are, and their tests are there."""

import ast
from pathlib import Path

import pytest

from tests.switched_off import OFF, ROOT, Off, passes, without


def test_each_can_be_switched_off() -> None:
    assert not [off.feature for off in OFF if not _changes(off)]


def test_the_tests_of_each_are_there() -> None:
    named = {ROOT / "tests" / test for off in OFF for test in off.tests.split()}
    assert not [test for test in named if not test.exists()]


def _changes(off: Off) -> bool:
    source = (ROOT / "hipadmin" / off.file).read_text(encoding="utf-8")
    other = without(source, off.function, off.instead)
    return ast.dump(ast.parse(other)) != ast.dump(ast.parse(source))


@pytest.mark.slow
@pytest.mark.parametrize(("instead", "unseen"), [("return 3", True), ("return 4", False)])
def test_tests_that_pass_all_the_same_are_told(tmp_path: Path, instead: str, unseen: bool) -> None:
    (tmp_path / "hipadmin").mkdir()
    (tmp_path / "hipadmin" / "__init__.py").touch()
    (tmp_path / "tests").mkdir()
    file = tmp_path / "hipadmin" / "three.py"
    file.write_text("def three():\n    return 3\n", encoding="utf-8")
    test = "from hipadmin.three import three\ndef test():\n    assert three() == 3\n"
    (tmp_path / "tests" / "test_three.py").write_text(test, encoding="utf-8")
    assert passes(Off("three", "three.py", "three", instead, "test_three.py"), tmp_path) is unseen
    assert file.read_text(encoding="utf-8") == "def three():\n    return 3\n"
