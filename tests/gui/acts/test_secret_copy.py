import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hipadmin.domain.token import Secret
from hipadmin.gui.acts.secret_copy import SecretCopy
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.status_bar import StatusBar
from hipadmin.gui.theme import Look
from tests.gui import find

TOKEN = "Canary0token0for0tests"


def copied() -> str:
    return QGuiApplication.clipboard().text()


@pytest.fixture
def status(look: Look, jobs: Jobs, qtbot: QtBot) -> StatusBar:
    bar = StatusBar(look, jobs)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def test_a_secret_stays_twenty_seconds(look: Look) -> None:
    copy = SecretCopy.put(Secret(TOKEN), "Token")

    assert copied() == TOKEN
    assert copy.seconds_left == 20
    assert SecretCopy.current() is copy


def test_it_leaves_by_itself(look: Look, qtbot: QtBot) -> None:
    with qtbot.waitSignal(SecretCopy.put(Secret(TOKEN), "Token", stays_s=0.05).ended):
        pass

    assert copied() == ""
    assert SecretCopy.current() is None


@pytest.mark.parametrize(
    "kind",
    [
        "x-kde-passwordManagerHint",
        'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"',
        "application/x-nspasteboard-concealed-type",
    ],
)
def test_histories_are_told_not_to_record(look: Look, kind: str) -> None:
    SecretCopy.put(Secret(TOKEN), "Token")

    data = QGuiApplication.clipboard().mimeData()
    assert data.hasFormat(kind)
    assert TOKEN not in bytes(data.data(kind).data()).decode()
    assert bytes(data.data("x-kde-passwordManagerHint").data()) == b"secret"


def test_what_somebody_copied_since_is_left_alone(look: Look, qtbot: QtBot) -> None:
    copy = SecretCopy.put(Secret(TOKEN), "Token", stays_s=0.05)
    with qtbot.waitSignal(copy.ended):
        QGuiApplication.clipboard().setText("a poem")
    copy.take_away()

    assert copied() == "a poem"
    assert SecretCopy.current() is None


def test_another_secret_begins_anew(look: Look) -> None:
    first = SecretCopy.put(Secret(TOKEN), "Token")
    second = SecretCopy.put(Secret(TOKEN), "Token")
    first.take_away()

    assert copied() == TOKEN
    assert SecretCopy.current() is second


def test_the_end_of_the_program_takes_it_away(look: Look) -> None:
    SecretCopy.put(Secret(TOKEN), "Token")

    QGuiApplication.instance().aboutToQuit.emit()

    assert copied() == ""


def test_the_status_bar_counts_down(status: StatusBar, qtbot: QtBot) -> None:
    copy = SecretCopy.put(Secret(TOKEN), "Room URL of Builds")

    assert find.button(status, "Room URL of Builds on the clipboard: 20 s").isVisible()
    copy.ticked.emit(7)
    assert find.button(status, "Room URL of Builds on the clipboard: 7 s").isVisible()
    find.click(qtbot, status, "Room URL of Builds on the clipboard: 7 s")

    assert copied() == ""
    assert status.copied.isHidden()


def test_the_countdown_goes_with_what_it_counts(status: StatusBar, qtbot: QtBot) -> None:
    SecretCopy.put(Secret(TOKEN), "Token")
    SecretCopy.put(Secret(TOKEN), "Other")
    assert find.button(status, "Other on the clipboard: 20 s").isVisible()

    QGuiApplication.clipboard().setText("a poem")

    assert status.copied.isHidden()


def shown(status: StatusBar) -> list[str]:
    items = (status.vault, status.relay, status.sandbox, status.copied)
    return [item.text() for item in items if item.isVisible()]


@pytest.mark.parametrize(
    ("width", "vault", "copied_words"),
    [
        (1400, "Vault: this run’s memory", "Room URL of Builds on the clipboard: 20 s"),
        (1000, "Memory only", "Room URL of Builds on the clipboard: 20 s"),
        (640, "Memory only", "Copied: 20 s"),
    ],
)
def test_where_room_is_short_items_say_less_and_nothing_is_cut(
    status: StatusBar, width: int, vault: str, copied_words: str
) -> None:
    status.resize(status.look.px(width), status.height())
    status.show_vault("memory", durable=False, reason="")
    status.show_relay("Relay: running, nothing waiting", "text2")
    SecretCopy.put(Secret(TOKEN), "Room URL of Builds")
    status.note("Deleted Continuous integration")
    QApplication.processEvents()

    assert shown(status) == [vault, "Relay: running, nothing waiting", "Sandbox: off", copied_words]
    for item in (status.vault, status.relay, status.sandbox, status.copied):
        assert item.width() == item.sizeHint().width(), item.text()
    assert status.copied.accessibleName() == "Room URL of Builds on the clipboard: 20 s"
