import pytest
from jeepney import HeaderFields, new_error, new_method_call
from jeepney.low_level import Message
from jeepney.wrappers import DBusAddress, DBusErrorResponse
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordSetError
from secretstorage.exceptions import LockedException, PromptDismissedException

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.vault.failures import translate

TOKEN = "TheTokenThatNobodyMaySee"


def _dbus_error(name: str) -> DBusErrorResponse:
    call: Message = new_method_call(DBusAddress("/", "a.b", "c.d"), "E")
    call.header.serial = 1
    call.header.fields[HeaderFields.sender] = ":1.1"
    return DBusErrorResponse(new_error(call, name, "s", (TOKEN,)))


def _wrapped(inner: Exception) -> Exception:
    outer = InitError(f"Failed to create the collection: {TOKEN}")
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (KeyringLocked(TOKEN), VaultFailure.LOCKED),
        (LockedException(TOKEN), VaultFailure.LOCKED),
        (_dbus_error("org.freedesktop.Secret.Error.IsLocked"), VaultFailure.LOCKED),
        (PromptDismissedException(TOKEN), VaultFailure.DISMISSED),
        (_wrapped(PromptDismissedException(TOKEN)), VaultFailure.DISMISSED),
        (_wrapped(ConnectionRefusedError(TOKEN)), VaultFailure.GONE),
        (FileNotFoundError(TOKEN), VaultFailure.GONE),
        (TimeoutError(), VaultFailure.GONE),
        (NoKeyringError(TOKEN), VaultFailure.GONE),
        (_dbus_error("org.freedesktop.DBus.Error.NoReply"), VaultFailure.GONE),
        (_dbus_error("org.freedesktop.DBus.Error.AccessDenied"), VaultFailure.REFUSED),
        (PasswordSetError(TOKEN), VaultFailure.REFUSED),
        (UnicodeEncodeError("utf-8", TOKEN, 0, 1, "surrogates"), VaultFailure.REFUSED),
        (RuntimeError(TOKEN), VaultFailure.REFUSED),
    ],
)
def test_each_error_becomes_words_without_the_token(
    error: Exception, failure: VaultFailure
) -> None:
    trouble = translate(error)
    assert trouble.failure is failure
    assert trouble.text.startswith("The keyring ")
    assert TOKEN not in repr(trouble)
    assert trouble.__cause__ is None
    assert trouble.__context__ is None


def test_a_refusal_carries_its_technical_name() -> None:
    assert "PasswordSetError" in translate(PasswordSetError(TOKEN)).text
    name = "org.freedesktop.DBus.Error.AccessDenied"
    assert name in translate(_dbus_error(name)).text


def test_our_own_trouble_passes_through() -> None:
    ours = VaultTrouble(VaultFailure.REFUSED, "x")
    assert translate(ours) is ours


def test_the_log_tells_which_failure_it_was_and_no_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")

    translate(_wrapped(_dbus_error("org.freedesktop.DBus.Error.NoReply")))

    said = "the keyring failed: InitError, org.freedesktop.DBus.Error.NoReply"
    assert caplog.messages == [said]
