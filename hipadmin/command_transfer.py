"""The subcommands `apply` and `export`: the configuration from a file and as one."""

import argparse
import sys
from pathlib import Path

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.system import why
from hipadmin.exits import DONE, FAILURE, complain
from hipadmin.services.bundle import Services
from hipadmin.services.files.config_file import SIZE_MAX, read_config


def apply(services: Services, arguments: argparse.Namespace) -> int:
    """Bring the configuration to what the file says, or say what that would change."""
    try:
        data = _read(arguments.file)
    except OSError as error:
        return complain(f"{arguments.file} cannot be read: {why(error)}", FAILURE)
    config = read_config(data)
    if not arguments.dry_run:
        _back_up(services)
    applied = services.apply.apply(config, dry_run=arguments.dry_run)
    for step in applied.changes:
        print(f"{step.verb}: {step.thing}")
    same = len(applied.steps) - len(applied.changes)
    if not applied.changes:
        print(f"Nothing to change ({same} as they should be).")
    for warning in applied.warnings:
        print(warning, file=sys.stderr)
    return DONE


def _back_up(services: Services) -> None:
    """Make the day's backup; where no window runs, nothing else does."""
    try:
        services.upkeep.run()
    except HipadminError as error:
        print(error.text, file=sys.stderr)


def _read(file: str) -> bytes:
    # more than can be taken is not read: a pipe may never end
    if file == "-":
        return sys.stdin.buffer.read(SIZE_MAX + 1)
    with Path(file).open("rb") as opened:
        return opened.read(SIZE_MAX + 1)


def export(services: Services, arguments: argparse.Namespace) -> int:
    """Print the configuration as such a file."""
    sys.stdout.write(services.export.text("json" if arguments.json else "yaml"))
    return DONE
