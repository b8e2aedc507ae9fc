"""The command line: the window's options, and the commands. Imports nothing heavy."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from hipadmin import __version__

_ALONE = frozenset({"--sandbox", "--safe-mode"})
_WITH_VALUE = frozenset({"--data-dir", "--ready-file"})


class Parser(argparse.ArgumentParser):
    """A parser whose complaints, which logs may keep, quote no token typed in the wrong place."""

    def error(self, message: str) -> NoReturn:
        """End the program with exit code 2 and a word about what is wrong."""
        from hipadmin.domain.redaction import mask_everything  # seldom

        super().error(mask_everything(message))


def read(given: Sequence[str]) -> argparse.Namespace:
    """Read what was given; ends the program with a word about what is wrong.

    The words of the commands take longer than the rest: what only opens the window does without.
    """
    return (_window() if opens_window(given) else parser()).parse_args(given)


def opens_window(given: Sequence[str]) -> bool:
    """Say whether there is nothing but well-formed options of the window, the usual ones."""
    words = iter(given)
    for word in words:
        if word in _WITH_VALUE:
            if next(words, "-").startswith("-"):
                return False
        elif word not in _ALONE:
            return False
    return True


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    from hipadmin import command_arguments  # what only opens the window does without

    top = _window()
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    common = _common()

    def add(name: str, text: str, *, shared: bool = True) -> argparse.ArgumentParser:
        parents = [common] if shared else []
        made = commands.add_parser(name, help=text, description=text, parents=parents)
        made.register("type", None, command_arguments.text)
        return made

    command_arguments.add_all(add)
    return top


def _window() -> argparse.ArgumentParser:
    top = Parser(
        prog="hipadmin",
        description="Configure HipChat integrations. Without a command the window opens.",
        epilog="Exit codes: 0 done, 1 failure, 2 usage, 3 database refused, 130 interrupted.",
        # of its own: the defaults set below would else undo what stands before a command
        parents=[_common()],
    )
    top.set_defaults(data_dir=None, sandbox=False, command=None)
    top.add_argument("--version", action="version", version=f"hipadmin {__version__}")
    top.add_argument(
        "--ready-file",
        metavar="PATH",
        type=Path,
        help="write one JSON line to PATH when the first list has been painted",
    )
    top.add_argument(
        "--safe-mode",
        action="store_true",
        help="open the window without the sizes and choices it remembered",
    )
    top.add_argument(
        "--reset-window",
        action="store_true",
        help="open the window without the sizes, columns and filters it remembered",
    )
    top.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        default="info",
        help="what the window's log holds (info)",
    )
    return top


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data-dir",
        metavar="DIR",
        type=str,
        default=argparse.SUPPRESS,
        help="keep everything the program writes under DIR (HIPADMIN_DATA_DIR does the same)",
    )
    common.add_argument(
        "--sandbox",
        action="store_true",
        default=argparse.SUPPRESS,
        help="use the sandbox profile, which touches nothing of the real data",
    )
    return common
