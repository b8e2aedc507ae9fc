"""Faults of threads, of tidying up and at exit, which no caller can catch: each one report.

The window has hooks of its own while it is open, before and after which these count.
"""

import argparse
import sys
import threading


class StrayFaults:
    """Reports them on behalf of one start of the program, each once."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        self._told: set[str] = set()

    def listen(self) -> None:
        """Hear of them until the process has ended."""
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable

    def _on_thread(self, told: threading.ExceptHookArgs) -> None:
        name = told.thread.name if told.thread else "a thread"
        self._tell(told.exc_value, f"thread {name}")

    def _on_unraisable(self, told: "sys.UnraisableHookArgs") -> None:
        what = getattr(told.object, "__qualname__", type(told.object).__name__)
        self._tell(told.exc_value, f"tidying up {what}")

    def _tell(self, error: BaseException | None, where: str) -> None:
        if not isinstance(error, Exception):
            return  # the end that somebody asked for
        from hipadmin.fault_report import tell  # only a mistake of ours comes this far
        from hipadmin.recovery.fault import fingerprint

        known = fingerprint(error)
        if known not in self._told:
            self._told.add(known)
            tell(error, self._arguments, where)
