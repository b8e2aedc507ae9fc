"""Composition root: the only place that builds the parts and hands them to each other."""

import argparse
import contextlib
import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from hipadmin.domain.token import Secret
from hipadmin.parts import Parts, clock, new_id, program
from hipadmin.profiles import Profile, window_profile
from hipadmin.recovery.places import Recovery
from hipadmin.services.session import Session
from hipadmin.store import Database, open_store
from hipadmin.store.schema import STEPS

if TYPE_CHECKING:
    from hipadmin.domain.ports import Store, Vault
    from hipadmin.services.bundle import Services
    from hipadmin.services.relay.user_service import UserService
    from hipadmin.services.sandbox_child import SandboxInfo
    from hipadmin.services.session import Rescue

    Choose = Callable[[Store], Vault]

__all__ = ["build", "clock", "new_id", "open_profile", "open_sandbox", "open_window_profile"]


def open_profile(
    profile: Profile, *, look_first: bool = False, vault: "Choose | None" = None
) -> Session:
    """Open ``profile`` over the real vault or the sandbox's, or the one ``vault`` makes of a store.

    ``look_first`` lets a child tell which vault there is, for a window that may never need it.
    Raises StoreRefused or StoreTrouble.
    """
    store = open_store(profile.database, clock=clock)
    if vault is not None:
        chosen = vault(store)
    elif profile.sandbox:
        chosen = _sandbox_vault(profile, _known_tokens(profile))
    else:
        chosen = _real_vault(store, look_first=look_first)
    return _session(profile, store, chosen, None, lambda: None)


def open_sandbox(profile: Profile) -> Session:
    """Start the sandbox and open its profile.

    Raises SandboxFailed, StoreRefused, StoreTrouble.
    """
    from hipadmin.services.sandbox_child import SandboxChild

    profile.make_folder()
    child = SandboxChild.start(
        [*program(), "sandbox", "--unlimited", "--state-file", str(profile.sandbox_state)]
    )
    try:
        store = open_store(profile.database, clock=clock)
    except BaseException:
        child.stop()
        raise
    vault = _sandbox_vault(profile, dict(child.info.named_tokens()))
    return _session(profile, store, vault, child.info, child.stop)


def _known_tokens(profile: Profile) -> dict[str, Secret]:
    """The tokens of the sandbox that last worked in this profile, without starting it."""
    from hipadmin.rehearsal import remembered

    known = remembered(profile)
    return dict(known.named_tokens()) if known else {}


def _sandbox_vault(profile: Profile, tokens: dict[str, Secret]) -> "Vault":
    from hipadmin.vault.sandbox_vault import SandboxVault

    return SandboxVault(tokens, None if profile.temporary else profile.sandbox_vault)


def _real_vault(store: "Store", *, look_first: bool) -> "Vault":
    from hipadmin.vault.deferred import DeferredVault, VaultFacts, look_in_child

    def choose() -> "Vault":
        from hipadmin.vault.choose import choose_vault  # keyring takes 70 ms to import

        return choose_vault(store.id)

    def look() -> VaultFacts | None:
        if not look_first or getattr(sys, "frozen", False):
            return None  # a frozen program has no interpreter to run a module with
        return look_in_child([sys.executable, "-m", "hipadmin.vault", store.id])

    return DeferredVault(choose, look)


def _session(
    profile: Profile,
    store: Database,
    vault: "Vault",
    sandbox: "SandboxInfo | None",
    stop_sandbox: Callable[[], None],
) -> Session:
    services = build(store, vault)

    def close() -> None:
        services.close()
        stop_sandbox()
        vault.close()
        store.close()
        if profile.temporary:
            import shutil

            shutil.rmtree(profile.folder, ignore_errors=True)

    relay = (*program(), "relay", "--data-dir", str(profile.folder))
    if profile.temporary:
        relay += ("--port", "0")  # the one of Preferences may be that of the real relay
    background = None if profile.sandbox else lambda: _background(profile, services)
    flags = partial(_flags, profile)
    return Session(services, profile.folder, sandbox, close, relay, background, flags)


def _flags(profile: Profile) -> tuple[str, ...]:
    return () if _is_usual(profile) else ("--data-dir", str(profile.folder))


def _is_usual(profile: Profile) -> bool:
    return window_profile(None, False, {}).folder == profile.folder


def _background(profile: Profile, services: "Services") -> "UserService":
    """The service that keeps delivering; a profile of its own folder gets a unit of its own."""
    import platformdirs  # once in a while

    from hipadmin.services.relay.service_unit import NAME
    from hipadmin.services.relay.user_service import Means, UserService
    from hipadmin.vault.sealing_key import named_key_file

    name = NAME if _is_usual(profile) else NAME.replace(".", f"-{services.store.id[:8]}.")
    command = (*program(), "relay", "--sealed", "--data-dir", str(profile.folder))
    folder = platformdirs.user_config_path() / "systemd" / "user"
    key_file = named_key_file(os.environ)
    return UserService(Means(services.sealing, command, folder, name, key_file))


def build(store: Database, vault: "Vault") -> "Services":
    """The use cases over a store and a vault."""
    return Parts(store, vault)


def window(arguments: argparse.Namespace) -> int:
    """Open the window; give the exit code."""
    started = clock()
    profile = window_profile(arguments.data_dir, arguments.sandbox, os.environ)
    with contextlib.suppress(OSError):  # opening the profile says what is wrong
        profile.make_folder()
    from hipadmin.gui.application import WindowOptions, run

    options = WindowOptions(
        recovery=recovery(profile),
        settings=profile.settings,
        sandbox=profile.sandbox,
        named_profile=str(profile.folder) if arguments.data_dir else "",
        ready_file=arguments.ready_file,
        started=started,
        rescue=lambda: _rescue(profile),
        safe_mode=arguments.safe_mode,
        reset_window=arguments.reset_window,
        log_level=logging.getLevelNamesMapping()[arguments.log_level.upper()],
    )
    return run(options, lambda: open_window_profile(profile))


def _rescue(profile: Profile) -> "Rescue":
    from hipadmin.store.rescue import Rescue  # only when something is damaged

    return Rescue(profile.database, clock)


def recovery(profile: Profile) -> Recovery:
    """Where a profile keeps crash reports, drafts and the log."""
    return Recovery(profile.folder, len(STEPS))


def open_window_profile(profile: Profile) -> Session:
    """What the window opens: the real profile, or the sandbox with its server."""
    return open_sandbox(profile) if profile.sandbox else open_profile(profile, look_first=True)


def tour(arguments: argparse.Namespace) -> int:
    """Do the main job in the real window over the sandbox; give the exit code."""
    from hipadmin.gui.application import WindowOptions
    from hipadmin.gui.tour import run_tour

    profile = window_profile(None, True, {})
    options = WindowOptions(recovery(profile), profile.settings, True, "", None, clock())
    return run_tour(arguments.out, arguments.theme, options, lambda: open_sandbox(profile))
