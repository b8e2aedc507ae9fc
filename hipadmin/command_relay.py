"""`hipadmin relay`: events in, messages out, without a window."""

import argparse
import contextlib
import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hipadmin.app import open_profile
from hipadmin.domain.errors import HipadminError, StoreRefused
from hipadmin.domain.ports import Store, Vault
from hipadmin.exits import DONE, FAILURE, REFUSED
from hipadmin.parts import clock, connect, new_id, program
from hipadmin.profiles import Profile, command_profile
from hipadmin.recovery.log_stream import LogStream
from hipadmin.relay.control import Control
from hipadmin.relay.health import Secrets
from hipadmin.relay.manager import Manager
from hipadmin.relay.process import Setting, Working, working
from hipadmin.services.relay.handover import Handover
from hipadmin.services.relay.service_unit import unit_text
from hipadmin.services.session import Session
from hipadmin.vault.handed_vault import HandedVault
from hipadmin.vault.sealing_key import named_key_file

_LOG = logging.getLogger("hipadmin.relay")


def relay(arguments: argparse.Namespace) -> int:
    """Run a relay until it is told to end; give the exit code. For the main thread."""
    profile = command_profile(arguments.data_dir, arguments.sandbox, os.environ)
    manager = Manager(os.environ)
    with LogStream(logging.getLevelNamesMapping()[arguments.log_level.upper()]):
        try:
            if arguments.print_unit:
                return _print_unit(arguments)
            return (_hosted if arguments.hosted else _alone)(profile, arguments, manager)
        except HipadminError as error:
            manager.status(error.text)
            sys.stderr.write(f"{error.text}\n")
            return REFUSED if isinstance(error, StoreRefused) else FAILURE


def _print_unit(arguments: argparse.Namespace) -> int:
    command = [*program(), "relay", "--sealed"]
    folder = arguments.data_dir or os.environ.get("HIPADMIN_DATA_DIR")
    if folder:
        command += ["--data-dir", str(Path(folder).expanduser().absolute())]
    sys.stdout.write(unit_text(command, named_key_file(os.environ)))
    return DONE


def _hosted(profile: Profile, arguments: argparse.Namespace, manager: Manager) -> int:
    """A window hands the secrets over on standard input, and its end is ours."""
    vault = HandedVault()
    state = [Secrets.AWAITED]
    with contextlib.closing(open_profile(profile, vault=lambda _store: vault)) as session:

        def listener(at_work: Working) -> Callable[[str], None]:
            def take(line: str) -> None:
                try:
                    given = Handover.parse(line)
                except ValueError:
                    _LOG.warning("what the window handed over was not understood")
                    return
                vault.take(given.secrets, given.trouble)
                state[0] = Secrets.TROUBLE if given.trouble else Secrets.OK
                at_work.news()

            return take

        return _work(session, arguments, manager, lambda: state[0], listener)


def _alone(profile: Profile, arguments: argparse.Namespace, manager: Manager) -> int:
    """The secrets come from where the window keeps them, or from the sealed file."""
    sealed = _sealed(profile) if arguments.sealed else None
    with contextlib.closing(open_profile(profile, vault=sealed)) as session:
        vault = session.services.vault
        # the sandbox's vault says that it keeps nothing, which is no trouble
        rehearsal = profile.sandbox and not arguments.sealed

        def secrets() -> Secrets:
            return Secrets.OK if rehearsal or not vault.reason else Secrets.TROUBLE

        if secrets() is Secrets.TROUBLE:
            _LOG.warning("%s", vault.reason)
        return _work(session, arguments, manager, secrets, None)


def _sealed(profile: Profile) -> Callable[[Store], Vault]:
    from hipadmin.vault.sealed_file import sealed_file  # only a service needs a cipher
    from hipadmin.vault.sealed_vault import SealedVault

    return lambda store: SealedVault(sealed_file(profile.folder, store.id))


def _work(
    session: Session,
    arguments: argparse.Namespace,
    manager: Manager,
    secrets: Callable[[], Secrets],
    listener: Callable[[Working], Callable[[str], None]] | None,
) -> int:
    setting = _setting(session, arguments, secrets)
    with (
        Control() as control,
        working(session.services, connect, clock, setting, control.fail) as at_work,
    ):
        sys.stdout.write(json.dumps({"url": at_work.url}) + "\n")
        sys.stdout.flush()
        manager.ready(f"Events are taken in at {at_work.url}.")
        ordinary = control.wait(listener(at_work) if listener else None)
    return DONE if ordinary else FAILURE


def _setting(
    session: Session, arguments: argparse.Namespace, secrets: Callable[[], Secrets]
) -> Setting:
    place = session.services.relay_settings.place()
    port = place.port if arguments.port is None else arguments.port
    place = replace(place, port=port, address=arguments.host or place.address)
    exact = arguments.port is not None
    return Setting(new_id(), place, exact, arguments.hosted, secrets)
