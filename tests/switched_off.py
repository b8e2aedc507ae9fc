"""`python -m tests.switched_off [WORD …]` shows that the tests of bad luck see what they promise.

In a copy of the program each feature is switched off, one after the other, and the tests that the
table of `README.md` names for it are run: they must fail. ``WORD`` chooses features by their
names. Exit code 1 if tests pass that should not, or cannot be run.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

ROOT = Path(__file__).parents[1]
COPIED = ("hipadmin", "tests", "resources", "packaging", ".ci")
FAILED = 1
"""pytest's exit code for tests that were run and did not pass."""


@dataclass(frozen=True, slots=True)
class Off:
    """A feature, the function that brings it about, what is done instead, and its tests."""

    feature: str
    file: str
    function: str
    instead: str
    tests: str


UNDO, FILES, FAULTS = "services/configuration", "services/files", "gui/faults"
OFF = (
    Off("undo takes back", f"{UNDO}/reversal.py", "_back", "return", f"{UNDO}/test_undo.py"),
    Off(
        "undo sees others", f"{UNDO}/reversal.py", "_moved", "yield from ()", f"{UNDO}/test_undo.py"
    ),
    Off(
        "undo refuses in words", f"{UNDO}/reversal.py", "_refusing", "yield", f"{UNDO}/test_undo.py"
    ),
    Off(
        "undo tells lost tokens",
        f"{UNDO}/undo.py",
        "_tokenless",
        "return ()",
        f"{UNDO}/test_undo_tokens.py",
    ),
    Off(
        "the menu names the act",
        "gui/acts/undoing.py",
        "_show",
        "action.setText(text)",
        "gui/acts/test_undoing.py",
    ),
    Off(
        "a delete is asked about anew",
        "gui/acts/deleting.py",
        "_on_read_again",
        "return",
        "gui/acts/test_deleting_races.py",
    ),
    Off("others are seen", "gui/watch.py", "start", "return", "gui/test_two_at_once.py"),
    Off(
        "an edit shows both",
        "gui/drafts/editing.py",
        "rebase",
        "return ()",
        "gui/dialogs/test_integration_dialog_meanwhile.py",
    ),
    Off(
        "one save is enough",
        "gui/dialogs/overtaking.py",
        "_on_read_after",
        "self._say(error)",
        "gui/dialogs/test_room_notification_meanwhile.py",
    ),
    Off(
        "early keys reach their dialog",
        "gui/widgets/early_keys.py",
        "give",
        "self.stop()",
        "gui/widgets/test_built_dialog.py",
    ),
    Off(
        "no key acts below a dialog",
        "gui/keyboard/shortcuts.py",
        "_is_covered",
        "return False",
        "gui/keyboard/test_shortcuts.py",
    ),
    Off(
        "a start can be interrupted",
        "early_end.py",
        "ending_at_once",
        "yield",
        "test_cli.py",
    ),
    Off(
        "one window on one folder",
        "gui/instance/single.py",
        "_take",
        "return os.open(path, os.O_RDWR | os.O_CREAT)",
        "gui/instance/test_single.py",
    ),
    Off(
        "faults are reported",
        f"{FAULTS}/fault_hooks.py",
        "__enter__",
        "return self",
        f"{FAULTS}/test_fault_hooks.py",
    ),
    Off(
        "a report is offered",
        f"{FAULTS}/aftermath.py",
        "_on_read",
        "return",
        f"{FAULTS}/test_aftermath.py",
    ),
    Off(
        "a command's fault is one line",
        "fault_report.py",
        "tell",
        "raise error",
        "test_fault_report.py",
    ),
    Off("drafts are kept", "gui/drafts/keeper.py", "write", "return", "gui/drafts/test_keeper.py"),
    Off("quitting asks", "gui/quitting.py", "allows", "return True", "gui/test_quitting.py"),
    Off(
        "reports hold no secrets",
        "domain/redaction.py",
        "mask_tokens",
        "return text",
        "domain/test_redaction.py",
    ),
    Off(
        "the log is redacted",
        "recovery/log_writer.py",
        "format",
        "return super().format(record)",
        "recovery/test_log.py",
    ),
    Off(
        "backups are made",
        "services/upkeep.py",
        "back_up",
        "return None",
        "services/test_upkeep.py",
    ),
    Off("backups are thinned", "store/backup.py", "thin_out", "return", "store/test_backup.py"),
    Off("the old file is kept", "store/rescue.py", "_keep", "return", "store/test_rescue.py"),
    Off(
        "a restore names lost tokens",
        f"{FILES}/restore.py",
        "_tokenless",
        "return ()",
        f"{FILES}/test_restore.py",
    ),
    Off(
        "no cell is a formula",
        f"{FILES}/csv_files.py",
        "safe_cell",
        "return text",
        "services/history/test_audit_csv.py",
    ),
    Off(
        "a file is replaced whole",
        f"{FILES}/replacing.py",
        "replacing",
        'with path.open("wb") as file:\n    yield file',
        f"{FILES}/test_replacing.py",
    ),
    Off(
        "names are checked", "domain/names.py", "name_problems", "return ()", "domain/test_names.py"
    ),
    Off(
        "a field takes no megabyte",
        "gui/widgets/fields.py",
        "insertFromMimeData",
        "super().insertFromMimeData(source)",
        "gui/widgets/test_fields.py",
    ),
    Off(
        "long messages are refused",
        "services/rooms/composing.py",
        "_own_problems",
        "yield from ()",
        "services/rooms/test_composing.py",
    ),
    Off(
        "long messages are cut",
        "domain/shortening.py",
        "shorten",
        "return text",
        "domain/test_shortening.py",
    ),
    Off(
        "odd characters are refused",
        f"{FILES}/file_text.py",
        "_refuse_controls",
        "return",
        f"{FILES}/test_file_text.py",
    ),
    Off(
        "keys stand once",
        f"{FILES}/file_text.py",
        "_once",
        "return dict(members)",
        f"{FILES}/test_file_text.py",
    ),
    Off(
        "depth has an end",
        f"{FILES}/file_text.py",
        "_check_json",
        "return",
        f"{FILES}/test_file_text.py",
    ),
    Off(
        "an export lists tokens",
        f"{FILES}/export.py",
        "name",
        'return "X"',
        f"{FILES}/test_export.py",
    ),
    Off(
        "failures have sentences",
        "hipchat/failures.py",
        "_dns_words",
        'return "It failed."',
        "hipchat/test_failure_words.py",
    ),
    Off(
        "proxies have sentences",
        "hipchat/failures.py",
        "_proxy_words",
        'return "It failed."',
        "hipchat/test_failure_words.py",
    ),
    Off(
        "a call can be cancelled",
        "hipchat/transport.py",
        "cancel",
        "return",
        "hipchat/test_cancel.py",
    ),
    Off(
        "the store's trouble is said",
        "store/trouble.py",
        "trouble",
        "return None",
        "drills/test_database.py",
    ),
    Off(
        "copied tokens go",
        "gui/acts/secret_copy.py",
        "_on_timeout",
        "return",
        "gui/acts/test_secret_copy.py",
    ),
    Off("deleted rows go", "store/purge.py", "purge_rows", "return 0", "store/test_purge.py"),
    Off(
        "old changes go",
        "store/purge.py",
        "purge_changes",
        "return 0",
        "store/test_purge.py services/test_upkeep.py",
    ),
    Off(
        "the place is remembered", "gui/whereabouts.py", "note", "return", "gui/test_whereabouts.py"
    ),
    Off(
        "letters are given",
        "gui/keyboard/letters.py",
        "give_letters",
        "return",
        "gui/keyboard/test_letters.py",
    ),
    Off(
        "Tab follows the eye",
        "gui/keyboard/tab_order.py",
        "put_tab_in_order",
        "return []",
        "gui/keyboard/test_tab_order.py",
    ),
    Off("problems are read out", "gui/announce.py", "announce", "return", "gui/test_announce.py"),
)


def without(source: str, function: str, instead: str) -> str:
    """Give ``source`` with the body of its first ``function`` replaced. Raises StopIteration."""
    defined = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    found = next(node for node in defined if node.name == function)
    lines, first = source.splitlines(), found.body[0]
    body = indent(instead, " " * first.col_offset)
    return "\n".join([*lines[: first.lineno - 1], body, *lines[found.end_lineno :], ""])


def passes(off: Off, copy: Path) -> bool:
    """Whether its tests pass in ``copy`` although it is off; False when they fail, as they must."""
    file = copy / "hipadmin" / off.file
    source = file.read_text(encoding="utf-8")
    file.write_text(without(source, off.function, off.instead), encoding="utf-8")
    tests = [f"tests/{test}" for test in off.tests.split()]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    finally:
        file.write_text(source, encoding="utf-8")
    return done.returncode != FAILED


def main(words: Sequence[str]) -> int:
    """Try them all, or those with one of ``words`` in their names."""
    chosen = [off for off in OFF if not words or any(word in off.feature for word in words)]
    unseen = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            shutil.copytree(ROOT / name, Path(folder, name))
        for file in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / file, folder)
        for off in chosen:
            wrong = passes(off, Path(folder))
            unseen += wrong
            sys.stdout.write(f"{'NOT SEEN' if wrong else 'seen':9} {off.feature}: {off.tests}\n")
            sys.stdout.flush()
    return 1 if unseen or not chosen else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.switched_off", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD", help="which features (default: all)")
    sys.exit(main(parser.parse_args().words))
