"""The real window over a folder in which somebody works; told what to do line by line.

`python -m tests.gui.entering_window FOLDER` reads "add" (opens Add integration), "enter NAME"
(types a name and a token into it), "bars", "resume", "name" and "logout", and answers each with a
line: with null if it is too early for it, and with what went wrong if something did.
"""

import json
import sys
import threading
import traceback
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from hipadmin.app import clock, open_window_profile, recovery
from hipadmin.domain.token import Secret
from hipadmin.gui.application import WindowOptions
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.instance.single import Instance, claim
from hipadmin.gui.instance.wire import Wish
from hipadmin.gui.process import Process
from hipadmin.gui.running import Running
from hipadmin.profiles import Profile
from hipadmin.recovery.log_file import LogFile

FAILED = "failed"
TOKEN = "CanaryAbCdEfGhIjKlMnOpQrStUvWxYz01234567"


def say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


class Ear(QObject):
    """Hears lines on a thread of its own and does what they say on the GUI thread."""

    told = Signal(str)

    def __init__(self, running: Running) -> None:
        super().__init__()
        self._running = running
        self.told.connect(self._do)
        running.window.first_list_shown.connect(self._begin)

    @Slot(int)
    def _begin(self, _rows: int) -> None:
        say("ready")
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.told.emit(line.strip())

    @Slot(str)
    def _do(self, line: str) -> None:
        verb, _, name = line.partition(" ")
        try:
            say(getattr(self, verb)(name))
        except Exception:
            say({FAILED: traceback.format_exc()})

    def add(self, _nothing: str) -> str:
        self._running.window.actions_.adds["integrations"].trigger()
        return "asked for"

    def enter(self, name: str) -> str | None:
        dialog = self._dialog()
        if dialog is None:
            return None
        dialog.form.name_edit.setText(name)
        token = dialog.editing.token
        dialog.editing.type_token(type(token)(typed=Secret(TOKEN)))
        return "entered"

    def bars(self, _nothing: str) -> list[str]:
        return [bar.text for bar in self._running.window.messages.bars]

    def resume(self, _nothing: str) -> str:
        bars = self._running.window.messages.bars
        next(bar for bar in bars if "recovered" in bar.text).buttons["Continue"].click()
        return "resumed"

    def name(self, _nothing: str) -> str | None:
        dialog = self._dialog()
        return None if dialog is None else dialog.form.name_edit.text()

    def logout(self, _nothing: str) -> str:
        self._running.session_ends(None)
        return "kept"

    def _dialog(self) -> IntegrationDialog | None:
        found = QApplication.activeModalWidget()
        return found if isinstance(found, IntegrationDialog) else None


def main(folder: Path) -> int:
    profile = Profile(folder)
    profile.make_folder()
    places = recovery(profile)
    instance = claim(profile.folder, Wish())
    assert isinstance(instance, Instance)
    process = Process(instance, places.native_watch(), LogFile(places.logs))
    process.begin()
    options = WindowOptions(places, profile.settings, False, "", None, clock())
    running = Running(options, lambda: open_window_profile(profile), process)
    ear = Ear(running)
    code = running.run()
    process.end()
    del ear
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
