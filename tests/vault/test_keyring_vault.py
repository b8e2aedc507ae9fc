"""KeyringVault over a real Secret Service, and over backends no real one stands in for."""

import gc
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread, current_thread
from time import monotonic

import pytest
from jeepney.io.blocking import DBusConnection
from keyring.backends import SecretService, null
from keyring.errors import KeyringLocked, PasswordSetError

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.ports import Vault
from hipadmin.domain.token import Secret
from hipadmin.vault.keyring_vault import Backend, KeyringVault
from hipadmin.vault.secret_service import SecretServiceKeyring
from tests import secret_service
from tests.prompter import prompter

TOKEN = Secret("ARoomToken0123456789")
LONG = 30.0

MakeVault = Callable[[str], KeyringVault]


@pytest.fixture
def service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[secret_service.SecretService]:
    with secret_service.running_service(tmp_path / "session") as service:
        for key, value in service.env.items():
            monkeypatch.setenv(key, value)
        yield service
    gc.collect()  # a socket left open would be a ResourceWarning here, so an error


@pytest.fixture
def make(service: secret_service.SecretService) -> Iterator[MakeVault]:
    vaults: list[KeyringVault] = []

    def make(store_id: str) -> KeyringVault:
        backend = SecretServiceKeyring(SecretService.Keyring())
        vaults.append(KeyringVault(f"hipadmin/{store_id}", backend, patience=LONG))
        return vaults[-1]

    yield make
    for vault in vaults:
        vault.close()


def _failure(call: Callable[[], object]) -> VaultFailure:
    with pytest.raises(VaultTrouble) as caught:
        call()
    assert TOKEN.reveal() not in repr(caught.value)
    return caught.value.failure


def test_writes_reads_and_forgets(make: MakeVault) -> None:
    vault: Vault = make("store")
    assert (vault.name, vault.durable, vault.reason) == ("keyring", True, "")
    vault.put("a", TOKEN)
    assert vault.get("a") == TOKEN
    vault.put("a", Secret("another"))
    assert vault.get("a") == Secret("another")
    vault.remove("a")
    vault.remove("a")
    assert vault.get("a") is None


def test_the_next_run_finds_it(make: MakeVault) -> None:
    make("store").put("a", TOKEN)
    assert make("store").get("a") == TOKEN


def test_two_stores_never_touch_each_others_tokens(make: MakeVault) -> None:
    one, two = make("one"), make("two")
    one.put("a", TOKEN)
    assert two.get("a") is None
    two.put("a", Secret("of two"))
    two.remove("a")
    assert one.get("a") == TOKEN


@pytest.mark.parametrize("text", ["Tökén – 令牌 🔑", "x" * 10_000, "é" * 10_000, "a b\tc\nd", " "])
def test_any_text_comes_back_as_it_was(make: MakeVault, text: str) -> None:
    vault = make("store")
    vault.put("a", Secret(text))
    assert vault.get("a") == Secret(text)


def test_a_locked_keyring_is_said_and_works_once_unlocked(
    make: MakeVault, service: secret_service.SecretService
) -> None:
    vault = make("store")
    vault.put("a", TOKEN)
    service.lock()
    for call in (lambda: vault.get("a"), lambda: vault.put("b", TOKEN), lambda: vault.remove("a")):
        assert _failure(call) in {VaultFailure.LOCKED, VaultFailure.DISMISSED}
    assert "locked" in vault.reason
    service.end_daemon()
    service.start_daemon()
    assert vault.get("a") == TOKEN
    assert vault.get("b") is None
    assert vault.reason == ""


def test_a_daemon_that_was_never_unlocked_is_said(
    make: MakeVault, service: secret_service.SecretService
) -> None:
    service.end_daemon()
    service.start_daemon(password=None)
    vault = make("store")
    assert _failure(lambda: vault.put("a", TOKEN)) is VaultFailure.DISMISSED


def test_a_daemon_that_dies_is_gone_until_it_is_back(
    make: MakeVault, service: secret_service.SecretService
) -> None:
    vault = make("store")
    vault.put("a", TOKEN)
    service.end_daemon()
    for _ in range(2):
        assert _failure(lambda: vault.get("a")) is VaultFailure.GONE
    assert _failure(lambda: vault.put("b", TOKEN)) is VaultFailure.GONE
    service.start_daemon()
    assert vault.get("a") == TOKEN
    vault.put("b", TOKEN)


def test_a_daemon_that_dies_with_its_question_open_is_gone_at_once(
    make: MakeVault, service: secret_service.SecretService
) -> None:
    vault = make("store")
    vault.put("a", TOKEN)
    service.lock()
    with prompter(service) as person:
        ended: list[VaultFailure] = []
        asking = Thread(target=lambda: ended.append(_failure(lambda: vault.get("a"))))
        asking.start()
        assert person.asked.wait(LONG)
        began = monotonic()
        service.end_daemon()
        asking.join(LONG)
        assert ended == [VaultFailure.GONE]
        assert monotonic() - began < 5
    service.start_daemon()
    assert vault.get("a") == TOKEN


def test_a_question_that_was_dismissed_is_told_and_asked_again(
    make: MakeVault, service: secret_service.SecretService
) -> None:
    vault = make("store")
    vault.put("a", TOKEN)
    service.lock()
    with prompter(service) as person:
        person.dismiss()
        for _ in range(2):
            person.asked.clear()
            assert _failure(lambda: vault.get("a")) is VaultFailure.DISMISSED
            assert person.asked.wait(LONG)


@dataclass
class Seen:
    """The open keyring as a program sees it that looked a moment too early."""

    connection: DBusConnection
    locked: list[bool]
    collection_path: str = "/org/freedesktop/secrets/collection/login"

    def is_locked(self) -> bool:
        return self.locked.pop(0)


def test_unlocked_by_somebody_else_meanwhile(service: secret_service.SecretService) -> None:
    keyring = SecretServiceKeyring(SecretService.Keyring())
    with closing(service.connection()) as bus:
        keyring.unlock(Seen(bus, [False]))
        keyring.unlock(Seen(bus, [True, False]))
        with pytest.raises(KeyringLocked, match="still locked"):
            keyring.unlock(Seen(bus, [True, True]))


@pytest.mark.slow
def test_a_bus_with_much_else_to_do_is_waited_for(
    make: MakeVault, service: secret_service.SecretService
) -> None:
    vault = make("store")
    with service.busy_bus(1.5):
        vault.put("a", TOKEN)
    with service.busy_bus(1.5):
        assert vault.get("a") == TOKEN


def test_a_bus_that_dies_is_gone(make: MakeVault, service: secret_service.SecretService) -> None:
    vault = make("store")
    service.end_bus()
    assert _failure(lambda: vault.get("a")) is VaultFailure.GONE
    (service.sockets / "bus").unlink()
    assert _failure(lambda: vault.put("a", TOKEN)) is VaultFailure.GONE


def test_no_session_at_all_is_gone(make: MakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = make("store")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    assert _failure(lambda: vault.get("a")) is VaultFailure.GONE


def test_settings_of_keyrings_own_backend_hold(
    make: MakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/org/freedesktop/secrets/collection/session"
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", path)
    elsewhere = make("store")
    elsewhere.put("a", TOKEN)
    assert elsewhere.get("a") == TOKEN
    monkeypatch.delenv("KEYRING_PROPERTY_PREFERRED_COLLECTION")
    assert make("store").get("a") is None


def test_what_it_wrote_keyrings_own_backend_reads(make: MakeVault) -> None:
    make("store").put("a", TOKEN)
    own = SecretService.Keyring()
    assert own.get_password("hipadmin/store", "a") == TOKEN.reveal()


class Scripted:
    """A backend that does what a test wants; keyring has no real one for these cases."""

    def __init__(self, on_set: Callable[[str], object]) -> None:
        self._on_set = on_set
        self.threads: set[Thread] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self.threads.add(current_thread())
        return "something else"

    def set_password(self, service: str, username: str, password: str) -> None:
        self.threads.add(current_thread())
        self._on_set(password)

    def delete_password(self, service: str, username: str) -> None:
        self.threads.add(current_thread())


@pytest.fixture
def scripted() -> Iterator[Callable[..., KeyringVault]]:
    vaults: list[KeyringVault] = []

    def make(backend: Backend, patience: float = LONG) -> KeyringVault:
        vaults.append(KeyringVault("hipadmin/store", backend, patience=patience))
        return vaults[-1]

    yield make
    for vault in vaults:
        vault.close()


def test_a_backend_that_swallows_is_refused(scripted: Callable[..., KeyringVault]) -> None:
    assert _failure(lambda: scripted(null.Keyring()).put("a", TOKEN)) is VaultFailure.REFUSED


def test_a_backend_that_changes_the_token_is_refused(
    scripted: Callable[..., KeyringVault],
) -> None:
    vault = scripted(Scripted(on_set=lambda _password: None))
    assert _failure(lambda: vault.put("a", TOKEN)) is VaultFailure.REFUSED


def test_an_error_that_quotes_the_token_does_not_pass_it_on(
    scripted: Callable[..., KeyringVault],
) -> None:
    def refuse(password: str) -> None:
        raise PasswordSetError(f"cannot store {password}")

    vault = scripted(Scripted(on_set=refuse))
    assert _failure(lambda: vault.put("a", TOKEN)) is VaultFailure.REFUSED
    assert TOKEN.reveal() not in vault.reason


def test_only_one_thread_touches_the_keyring(scripted: Callable[..., KeyringVault]) -> None:
    backend = Scripted(on_set=lambda _password: None)
    vault = scripted(backend)
    callers = [Thread(target=vault.get, args=("a",)) for _ in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(LONG)
    vault.remove("a")
    assert len(backend.threads) == 1
    assert not backend.threads & {*callers, current_thread()}


def test_a_question_that_stays_open_ends_in_words(scripted: Callable[..., KeyringVault]) -> None:
    answered = Event()
    vault = scripted(Scripted(on_set=lambda _password: answered.wait(LONG)), patience=0.01)
    assert _failure(lambda: vault.put("a", TOKEN)) is VaultFailure.GONE
    assert "question" in vault.reason
    answered.set()


def test_it_holds_what_was_written_to_a_keyring(scripted: Callable[..., KeyringVault]) -> None:
    vault = scripted(null.Keyring())
    assert vault.holds("any", "keyring")
    assert not vault.holds("any", "memory")
