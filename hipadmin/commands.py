"""The subcommands that need no window: which there are, and how each is run and ends."""

import argparse
import os
import sys
from io import TextIOWrapper

from hipadmin.app import open_profile
from hipadmin.command_audit import audit
from hipadmin.command_list import listed
from hipadmin.command_restore import rescue, restore
from hipadmin.command_transfer import apply, export
from hipadmin.command_vault import vault
from hipadmin.command_verbs import Command, switch, test
from hipadmin.domain.errors import HipadminError, StoreDamaged, StoreRefused
from hipadmin.domain.system import why
from hipadmin.exits import DONE, FAILURE, REFUSED, complain
from hipadmin.profiles import command_profile
from hipadmin.services.bundle import Services

_CHANGE_TOKENS = ("apply", "restore")
"""Commands after which what was sealed for a service may be out of date."""


def run(arguments: argparse.Namespace) -> int:
    """Run the subcommand; give the exit code."""
    profile = command_profile(arguments.data_dir, arguments.sandbox, os.environ)
    try:
        session = open_profile(profile)
    except StoreDamaged as error:
        if arguments.command == "restore":
            return rescue(profile.database, error, arguments)
        return complain(f"{error.text} “hipadmin restore” lists the backups.", REFUSED)
    except StoreRefused as error:
        return complain(error.text, REFUSED)
    except HipadminError as error:
        return complain(error.text, FAILURE)
    _prepare_output(arguments.command)
    try:
        code = COMMANDS[arguments.command](session.services, arguments)
        sys.stdout.flush()
        if arguments.command in _CHANGE_TOKENS and not arguments.dry_run:
            _reseal(session.services)
    except HipadminError as error:
        return complain(error.text, FAILURE)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _unwritten(error)
    else:
        return code
    finally:
        session.close()


def _reseal(services: Services) -> None:
    """Let a relay that runs as a service know what changed; what was done stands either way."""
    try:
        sealed = services.sealing.renew()
    except HipadminError as error:
        complain(error.text, FAILURE)
    else:
        if sealed is not None:
            print(f"Sealed for the service: {sealed.secrets} tokens and keys.")


def _prepare_output(command: str) -> None:
    """A name that the terminal cannot show must not end a command; an export is always UTF-8."""
    if isinstance(sys.stdout, TextIOWrapper):
        if command == "export":
            sys.stdout.reconfigure(encoding="utf-8")
        else:
            sys.stdout.reconfigure(errors="backslashreplace")


def _unwritten(error: OSError) -> int:
    # What could not be written would be tried again at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return complain(f"The output could not be written: {why(error)}", FAILURE)


def _doctor(services: Services, _arguments: argparse.Namespace) -> int:
    code = DONE
    marks = {True: "ok", False: "FAILED", None: "-"}
    for finding in services.doctor.run():
        print(f"{marks[finding.good]:<7} {finding.subject}: {finding.text}")
        if finding.good is False:
            code = FAILURE
    return code


COMMANDS: dict[str, Command] = {
    "apply": apply,
    "audit": audit,
    "export": export,
    "list": listed,
    "restore": restore,
    "test": test,
    "on": switch(True),
    "off": switch(False),
    "doctor": _doctor,
    "vault": vault,
}
