"""The tables of tests name tests that exist."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
NAME = re.compile(r"`((?:\w+/)*test_\w+\.py)?(?:::(\w+))?`")


def found(name: str, before: Path) -> Path:
    """Find a file by its path here, or by its bare name beside the one named before it."""
    here = TESTS / name
    return here if "/" in name or here.exists() else before.with_name(name)


def test_every_test_they_name_is_there() -> None:
    file, count = TESTS / "README.md", 0
    for name, test in NAME.findall(file.read_text(encoding="utf-8")):
        if not name and not test:
            continue
        file = found(name, file) if name else file
        text = file.read_text(encoding="utf-8")
        assert not test or f"def {test}(" in text, (file, test)
        count += 1
    assert count > 100
