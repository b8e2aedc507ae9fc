"""The command `hipadmin`: opens the window; subcommands do the same things without one."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hipadmin import __version__
from hipadmin.exits import DONE, FAILURE, INTERRUPTED

if TYPE_CHECKING:
    import argparse


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit code (0, 1, 2, 3 store refused, 130 interrupted)."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given == ["--version"]:  # scripts ask again and again: not worth the whole command line
        sys.stdout.write(f"hipadmin {__version__}\n")
        return DONE
    try:
        return _answer(given)
    except KeyboardInterrupt:
        return INTERRUPTED


def _answer(given: list[str]) -> int:
    from hipadmin.standard_streams import open_missing_streams

    open_missing_streams()
    if given == ["render-templates"]:  # for ourselves only
        from hipadmin.services.delivery.template_child import serve

        return serve(sys.stdin, sys.stdout)
    from hipadmin.command_line import read

    arguments = read(given)
    from hipadmin.stray_faults import StrayFaults

    StrayFaults(arguments).listen()
    try:
        return _run(arguments)
    except BrokenPipeError:
        # Whoever read our output has left; flushing it at exit would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    except Exception as error:
        from hipadmin.fault_report import tell  # only a mistake of ours comes this far

        return tell(error, arguments)


def _run(arguments: "argparse.Namespace") -> int:
    if arguments.command == "sandbox":
        return _sandbox(arguments)
    if arguments.command == "relay":
        from hipadmin.command_relay import relay

        return relay(arguments)
    if arguments.command == "notify":
        from hipadmin import command_notify

        return command_notify.run(arguments)
    if arguments.command in (None, "tour"):
        return _window(arguments)
    from hipadmin import commands

    return commands.run(arguments)


def _window(arguments: "argparse.Namespace") -> int:
    from hipadmin.early_end import ending_at_once

    with ending_at_once():
        from hipadmin import app

        return app.window(arguments) if arguments.command is None else app.tour(arguments)


def _sandbox(arguments: "argparse.Namespace") -> int:
    from hipadmin.sandbox.server import serve

    return serve(
        arguments.port,
        unlimited=arguments.unlimited,
        state_file=arguments.state_file,
        stop_on_stdin_eof=arguments.stop_with_parent,
        seed=arguments.seed,
        faults=dict(arguments.fault),
        tls=arguments.tls,
    )
