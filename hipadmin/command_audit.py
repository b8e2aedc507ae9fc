"""The subcommand `audit`: who changed what, in lines or as CSV."""

import argparse
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path

from hipadmin.domain.change import ChangeFilter
from hipadmin.exits import DONE
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.change_words import ChangeWords
from hipadmin.services.history.audit import Entry


def audit(services: Services, arguments: argparse.Namespace) -> int:
    """Print the changes asked for, or write them to a file."""
    words = ChangeWords()
    wanted = ChangeFilter(
        words=words.search(arguments.text), actor=arguments.who, since=arguments.since
    )
    if arguments.csv is None:
        page = services.audit.page(words, wanted, limit=arguments.limit)
        _print(page.rows, words)
        if page.more:
            print("Older changes follow: ask for more with --limit.", file=sys.stderr)
    elif arguments.csv == "-":
        _print_csv(services, words, wanted)
    else:
        _save_csv(services, words, wanted, Path(arguments.csv))
    return DONE


def _print(entries: Iterable[Entry], words: ChangeWords) -> None:
    for entry in entries:
        change = entry.change
        at = f"{change.at.astimezone():%Y-%m-%d %H:%M:%S}"
        facts = words.summary(change, entry.differences)
        line = f"{at}  {change.actor}  {words.act(change)} “{change.name}”"
        print(f"{line}: {facts}" if facts else line)


def _print_csv(services: Services, words: ChangeWords, wanted: ChangeFilter) -> None:
    from hipadmin.services.history.audit_csv import write_csv

    if isinstance(sys.stdout, TextIOWrapper):
        # always UTF-8, and its lines end as CSV's do on every system
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    # no byte order mark here: what reads a pipe is a program
    write_csv(sys.stdout, services.audit.every(words, wanted), words)


def _save_csv(services: Services, words: ChangeWords, wanted: ChangeFilter, path: Path) -> None:
    from hipadmin.services.history.audit_csv import save_csv

    count = save_csv(path, services.audit, words, wanted)
    # what is no file may be where lines go, and they are no CSV
    print(f"{count} changes written to {path}.", file=None if path.is_file() else sys.stderr)
