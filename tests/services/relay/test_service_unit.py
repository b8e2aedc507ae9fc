"""The unit that is shipped is the one that is printed, and systemd takes it."""

import os
import subprocess
from pathlib import Path

import pytest

from hipadmin.services.relay.service_unit import NAME, quoted, unit_text
from tests.needs import needs

SHIPPED = Path(__file__).parents[3] / "packaging" / "linux" / NAME


def test_the_packaged_unit_is_this_one() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == unit_text(["hipadmin", "relay", "--sealed"])


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("plain-word/1", "plain-word/1"),
        ("a b", '"a b"'),
        ('say "x"', '"say \\"x\\""'),
        ("100%", "100%%"),
        ("$HOME", "$$HOME"),
        ("back\\slash", '"back\\\\slash"'),
        ("", '""'),
        ("it's", '"it\'s"'),
    ],
)
def test_words_as_systemd_reads_them(word: str, text: str) -> None:
    assert quoted(word) == text


@pytest.mark.slow
def test_systemd_takes_it(tmp_path: Path) -> None:
    needs("systemd-analyze")
    unit = tmp_path / NAME
    text = unit_text(["/bin/true", "--data-dir", "/tmp/a b%c"], "/tmp/a b%c")
    unit.write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "--user", "verify", str(unit)]
    env = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
