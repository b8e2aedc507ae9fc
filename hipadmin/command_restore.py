"""The subcommand `restore`: backups listed, rehearsed and restored, also when nothing opens."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from hipadmin.domain.backup import Backup
from hipadmin.domain.errors import HipadminError, NotFound, StoreRefused
from hipadmin.exits import DONE, FAILURE, REFUSED
from hipadmin.parts import clock
from hipadmin.services.bundle import Services

NEWEST = "newest"


def restore(services: Services, arguments: argparse.Namespace) -> int:
    """List the backups, or bring the configuration back to one."""
    found = services.backups.all()
    if arguments.backup is None:
        return _list(found)
    name = _named(found, arguments.backup)
    verbs = services.restore
    done = verbs.rehearse(name) if arguments.dry_run else verbs.restore(name)
    for step in done.changes:
        print(f"{step.verb}: {step.thing}")
    if not done.changes:
        print(f"Nothing to change (everything is as {name} has it).")
    if done.backup is not None:
        print(f"What was there before is in {done.backup.name}.")
    for integration in done.tokenless:
        print(f"{integration}: enter its tokens again, the vault has them no more", file=sys.stderr)
    return DONE


def rescue(database: Path, refusal: StoreRefused, arguments: argparse.Namespace) -> int:
    """The same for a database that cannot be opened: the backup takes its place."""
    from hipadmin.store.rescue import Rescue

    files = Rescue(database, clock)
    try:
        found = files.all()
        if arguments.backup is None or arguments.dry_run:
            print(refusal.text, file=sys.stderr)
            _list(found)
            return REFUSED
        name = _named(found, arguments.backup)
        aside = files.restore(name)
    except HipadminError as error:
        print(error.text, file=sys.stderr)
        return FAILURE
    print(f"Restored {name}. The file that could not be opened is kept as {aside}.")
    return DONE


def _named(found: Sequence[Backup], wanted: str) -> str:
    usable = [backup.name for backup in found if not backup.trouble]
    if wanted == NEWEST and usable:
        return usable[0]
    if wanted not in [backup.name for backup in found]:
        raise NotFound("backup", wanted)
    return wanted


def _list(found: Sequence[Backup]) -> int:
    width = max((len(_contents(backup)) for backup in found), default=0)
    for backup in found:
        at = f"{backup.at.astimezone():%Y-%m-%d %H:%M}"
        print(f"{at}  {_contents(backup):<{width}}  {backup.name}")
    if not found:
        print("There is no backup yet; one is made on each day on which something changed.")
    return DONE


def _contents(backup: Backup) -> str:
    contents = backup.contents
    if contents is None:
        return backup.trouble
    counts = (
        (contents.integrations, "integration"),
        (contents.subscriptions, "subscription"),
        (contents.notifications, "room notification"),
    )
    return ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in counts)
