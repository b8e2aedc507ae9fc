"""A copied token on a real X server: what other programs see of it, and for how long."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desktop import child, x_server
from tests.needs import needs

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

TOKEN = "Canary0token0for0tests"
ROOT = Path(__file__).parent.parent.parent
HOLDER = f"""
import sys
import threading
from PySide6.QtCore import QTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from hipadmin.domain.token import Secret
from hipadmin.gui.acts.secret_copy import SecretCopy
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.token_field import TokenField

app, look = QApplication([]), Look()
look.apply(app, "light")
field = TokenField(look)
field.show()
QTest.qWaitForWindowActive(field)
field.set_secret(Secret({TOKEN!r}))
field.show_button.setChecked(True)
field.edit.setFocus()
control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

def select():
    QTest.keyClick(field.edit, Qt.Key.Key_End)
    QTest.keyClick(field.edit, Qt.Key.Key_Home, shift)
    assert field.edit.hasSelectedText()
    print("selected", flush=True)

def copy():
    QTest.keyClick(field.edit, Qt.Key.Key_C, control)
    print("copied", flush=True)

def take_away():
    SecretCopy.current().take_away()
    print("taken", flush=True)

steps = {{"select": select, "copy": copy, "take away": take_away}}

def follow():
    for line in sys.stdin:
        asked.append(line.strip())
    asked.append("end")

asked = []

def work():
    while asked:
        step = asked.pop(0)
        app.quit() if step == "end" else steps[step]()

threading.Thread(target=follow, daemon=True).start()
timer = QTimer(interval=20)
timer.timeout.connect(work)
timer.start()
print("ready", flush=True)
app.exec()
"""
READER = """
import json
from PySide6.QtCore import QTimer
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication
app = QApplication([])
def read():
    found = {}
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        data = app.clipboard().mimeData(mode)
        formats = data.formats() if data else []
        hint = "x-kde-passwordManagerHint"
        found[mode.name] = {
            "text": data.text() if data else "",
            "hint": bytes(data.data(hint).data()).decode() if hint in formats else "",
        }
    print(json.dumps(found), flush=True)
    app.quit()
QTimer.singleShot(0, read)
app.exec()
"""


@pytest.fixture
def env() -> Iterator[Mapping[str, str]]:
    needs("Xvfb", "openbox")
    with x_server() as display:
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        yield {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": path}


def other_program_sees(env: Mapping[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", READER], env=env, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def tell(holder: "subprocess.Popen[bytes]", order: str, answer: str) -> None:
    assert holder.stdin
    holder.stdin.write(f"{order}\n".encode())
    holder.stdin.flush()
    hears(holder, answer)


def hears(holder: "subprocess.Popen[bytes]", answer: str) -> None:
    assert holder.stdout
    ready, _, _ = select.select([holder.stdout], [], [], 20)
    assert ready, f"no “{answer}”"
    assert holder.stdout.readline().decode().strip() == answer


def test_other_programs_get_a_copied_token_with_its_hint_and_never_a_selected_one(
    env: Mapping[str, str],
) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with child([sys.executable, "-c", HOLDER], env=env, **pipes) as holder:
        hears(holder, "ready")
        tell(holder, "select", "selected")
        assert other_program_sees(env)["Selection"]["text"] == ""

        tell(holder, "copy", "copied")
        assert other_program_sees(env)["Clipboard"] == {"text": TOKEN, "hint": "secret"}

        tell(holder, "take away", "taken")
        assert other_program_sees(env)["Clipboard"]["text"] == ""
