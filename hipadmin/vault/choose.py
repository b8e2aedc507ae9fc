"""Chooses the vault: the keyring if it can be trusted with tokens, else this run's memory.

A keyring must be recommended by its maker (priority 1 or more), must not be one that throws away,
fails or keeps plain text, and must give a random value back. A *locked* keyring is chosen without
that proof and without a question at start: falling back would make every stored token look lost
and new ones short-lived. The first token asks for the password, and every write is read back
anyway. The same holds for one that takes long to answer, most likely because it is asking.
"""

import secrets
from enum import Enum, auto

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.vault.keyring_vault import Backend, KeyringVault, erase, read
from hipadmin.vault.session_vault import SessionVault
from hipadmin.vault.vault_thread import Task, VaultThread

PATIENCE = 10.0
"""Seconds for each of the two steps: finding the keyring, trying it."""

THIS_RUN = "so tokens are kept for this run only."
NO_KEYRING = (
    f"No keyring is running on this system, {THIS_RUN} Install and unlock a Secret Service such as"
    " gnome-keyring, then start hipadmin again to keep them."
)
SWITCHED_OFF = (
    f"The keyring is switched off in its settings, {THIS_RUN} Remove the null backend from"
    " PYTHON_KEYRING_BACKEND or keyringrc.cfg to keep them."
)
PLAIN_TEXT = (
    f"The keyring chosen in its settings writes plain text to a file, {THIS_RUN} Choose another in"
    " PYTHON_KEYRING_BACKEND or keyringrc.cfg to keep them."
)
NOT_RECOMMENDED = (
    f"The keyring chosen in its settings is not recommended for secrets, {THIS_RUN} Choose another"
    " in PYTHON_KEYRING_BACKEND or keyringrc.cfg to keep them."
)
NOT_LOADED = (
    f"The keyring chosen in its settings cannot be loaded, {THIS_RUN} Correct or remove"
    " PYTHON_KEYRING_BACKEND or keyringrc.cfg to keep them."
)
SWALLOWS = (
    f"The keyring did not give a trial value back, {THIS_RUN} Choose another in"
    " PYTHON_KEYRING_BACKEND to keep them."
)
NO_ANSWER = (
    f"The keyring did not answer, {THIS_RUN} Start it again, then start hipadmin again to keep"
    " them."
)
LOCKED = "The keyring is locked; you will be asked to unlock it when a token is needed."
SLOW = "The keyring has not answered yet; look for its question on this screen."


class Trial(Enum):
    """How a keyring took the trial value."""

    KEPT = auto()
    SWALLOWED = auto()
    WOULD_ASK = auto()


def choose_vault(store_id: str, *, patience: float = PATIENCE) -> KeyringVault | SessionVault:
    """The vault for the store with this id; blocks for at most twice ``patience`` seconds.

    Never raises: what stands against the keyring is the SessionVault's ``reason``. A KeyringVault
    has a ``reason`` when a person will have to unlock it first.
    """
    thread = VaultThread()
    found = _find(thread, patience)
    if isinstance(found, str):
        thread.close(grace=0)
        return SessionVault(found)
    service = f"hipadmin/{store_id}"
    trial = thread.submit(lambda: _try(found, service))
    against, reason = _judge(trial, patience)
    if against:
        thread.close(grace=0)
        return SessionVault(against)
    return KeyringVault(service, found, thread=thread, reason=reason)


def _find(thread: VaultThread, patience: float) -> Backend | str:
    """The backend to use, or what stands against every one."""
    task = thread.submit(_configured)
    if not task.wait(patience):
        return NO_ANSWER
    try:
        return task.result()
    except VaultTrouble:
        return NOT_LOADED


def _judge(trial: Task[Trial], patience: float) -> tuple[str, str]:
    """What stands against the keyring, and what the person should know if nothing does."""
    if not trial.wait(patience):
        return "", SLOW
    try:
        outcome = trial.result()
    except VaultTrouble as trouble:
        if trouble.failure in {VaultFailure.LOCKED, VaultFailure.DISMISSED}:
            return "", LOCKED
        return (NO_ANSWER if trouble.failure is VaultFailure.GONE else SWALLOWS), ""
    against = SWALLOWS if outcome is Trial.SWALLOWED else ""
    return against, LOCKED if outcome is Trial.WOULD_ASK else ""


def _configured() -> Backend | str:
    """On the vault's thread: what keyring offers, or what stands against it."""
    import keyring  # costs 70 ms: here, off the path to the first paint

    try:
        backend = keyring.get_keyring()
    except TimeoutError:  # the bus took longer than keyring waits
        return _secret_service()
    if type(backend).__module__ == "keyring.backends.chainer":
        # One certain place for each token, not the first of several that takes it.
        backend = next(iter(getattr(backend, "backends", ())), backend)
    module = type(backend).__module__
    if module == "keyring.backends.SecretService":
        from hipadmin.vault.secret_service import SecretServiceKeyring

        return SecretServiceKeyring(backend)
    if module in {"keyring.backends.fail", "keyring.backends.chainer"}:
        return NO_KEYRING if _wished() else _secret_service()
    return _against(module, type(backend).__name__, backend.priority) or backend


def _against(module: str, name: str, priority: float) -> str:
    if module == "keyring.backends.null":
        return SWITCHED_OFF
    if "plaintext" in name.lower():
        return PLAIN_TEXT
    return NOT_RECOMMENDED if priority < 1 else ""


def _wished() -> bool:
    """Whether settings name the backend."""
    from keyring.core import load_config, load_env

    return (load_env() or load_config()) is not None


def _secret_service() -> Backend | str:
    """The Secret Service, asked with more patience than keyring's own second."""
    try:
        from hipadmin.vault.secret_service import running
    except ImportError:  # another system
        return NO_KEYRING
    return running() or NO_KEYRING


def _try(backend: Backend, service: str) -> Trial:
    """On the vault's thread: write, read and delete a random value, unless that would ask."""
    would_ask = getattr(backend, "would_ask", None)
    if would_ask is not None and would_ask():
        return Trial.WOULD_ASK
    name = f"trial-{secrets.token_hex(8)}"
    value = Secret(secrets.token_urlsafe(30))
    backend.set_password(service, name, value.reveal())
    kept = read(backend, service, name) == value
    erase(backend, service, name)
    return Trial.KEPT if kept else Trial.SWALLOWED
