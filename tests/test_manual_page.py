"""The manual page: it tells every command, option, exit code and file, and troff takes it."""

import argparse
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin import exits
from hipadmin.command_line import parser
from hipadmin.gui.instance import single, wire
from hipadmin.profiles import Profile
from hipadmin.recovery.draft_folder import DraftFolder
from hipadmin.recovery.places import Recovery
from hipadmin.services.relay import service_unit
from hipadmin.store import backup
from hipadmin.vault import sealed_file, sealing_key
from tests.needs import needs

PAGE = Path(__file__).parents[1] / "packaging" / "linux" / "hipadmin.1"
TEXT = re.sub(r"\\f[BIRP]", "", PAGE.read_text(encoding="utf-8")).replace("\\-", "-")


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = parser()._actions
    (found,) = (a for a in actions if isinstance(a, argparse._SubParsersAction))
    return dict(found.choices)


def options(of: argparse.ArgumentParser) -> Iterator[str]:
    for action in of._actions:
        yield from (text for text in action.option_strings if text.startswith("--"))


def section(title: str) -> str:
    return re.split(r"^\.SH ", TEXT.split(f".SH {title}\n")[1], flags=re.MULTILINE)[0]


def missing(words: set[str], text: str) -> set[str]:
    return {word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)}


def test_it_tells_every_command_and_option() -> None:
    top, told = parser(), set(commands())
    told |= {option for made in commands().values() for option in options(made)}

    assert not missing(told, section("COMMANDS") + section("OPTIONS"))
    assert not missing(set(options(top)), section("OPTIONS"))


def test_it_tells_every_exit_code() -> None:
    codes = {str(code) for name, code in vars(exits).items() if name.isupper()}

    assert set(re.findall(r"^\.B (\d+)$", section("EXIT STATUS"), re.MULTILINE)) == codes


def test_it_tells_every_file(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    recovery = Recovery(tmp_path, 1)
    paths = (
        profile.database, profile.settings, profile.sandbox_state, profile.sandbox_vault,
        recovery.reports.folder, recovery.logs, DraftFolder.of(tmp_path).folder,
    )  # fmt: skip
    names = {path.name for path in paths}
    names |= {single.LOCK, wire.SOCKET, backup.FOLDER, sealed_file.NAME, sealing_key.NAME}

    assert not missing(names | {service_unit.NAME}, section("FILES"))


def test_troff_takes_it() -> None:
    needs("groff")
    ran = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", str(PAGE)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("word", ["--no-such-option", "--dry"])
def test_what_is_not_told_is_found(word: str) -> None:
    assert missing({word}, TEXT) == {word}
