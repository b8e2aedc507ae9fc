"""A fault that nobody caught ends a start: one line for the terminal, the report in a file."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from hipadmin.exits import FAILURE
from hipadmin.profiles import command_profile, window_profile
from hipadmin.recovery.facts import redactor
from hipadmin.recovery.fault import describe, secrets_near
from hipadmin.recovery.places import Recovery
from hipadmin.recovery.report import Trouble, compose
from hipadmin.store.schema import STEPS


def tell(error: Exception, arguments: argparse.Namespace, where: str = "") -> int:
    """Write the report of ``error`` and say where it is; give the exit code.

    ``where`` it came up, if that ended nothing. The window offers it at its next start if it was a
    window that failed; a command has said it.
    """
    at, window = datetime.now(UTC), arguments.command is None
    ended = not where
    where = where or _where(arguments)
    text = describe(error, redactor(secrets_near(error)))
    recovery = Recovery(_folder(arguments), len(STEPS))
    report = compose(Trouble(at, where, text, ended=ended), recovery.facts())
    said = f"{'hipadmin' if window else f'hipadmin {arguments.command}'} made a mistake"
    try:
        filed = recovery.reports.add(report, at, ended=ended, new=window)
    except OSError as trouble:
        sys.stderr.write(f"{said}. No report could be written ({trouble.strerror}):\n{report}")
        return FAILURE
    sys.stderr.write(f"{said}. The report is in {filed.path}\n")
    return FAILURE


def _where(arguments: argparse.Namespace) -> str:
    if arguments.command is None:
        return "the start of the window"
    return f"the command {arguments.command}"


def _folder(arguments: argparse.Namespace) -> Path:
    if arguments.command is None:
        return window_profile(arguments.data_dir, arguments.sandbox, os.environ).folder
    if arguments.command == "sandbox":
        if arguments.state_file is not None:
            return Path(arguments.state_file).absolute().parent
        return command_profile(None, True, os.environ).folder
    return command_profile(arguments.data_dir, arguments.sandbox, os.environ).folder
