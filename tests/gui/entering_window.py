"""The real window over a folder in which somebody works; told what to do line by line.

`python -m tests.gui.entering_window FOLDER` reads "enter NAME" (opens Add integration and types a
name and a token), "bars" and "continue NAME", and answers each with a line.
"""

import json
import sys
import threading
from pathlib import Path

from hipadmin.app import clock, open_window_profile, recovery
from hipadmin.gui.application import WindowOptions, load_qt
from hipadmin.gui.instance_wire import Wish
from hipadmin.gui.process import Process
from hipadmin.gui.single_instance import Instance, claim
from hipadmin.profiles import Profile
from hipadmin.recovery.log_file import LogFile

TOKEN = "CanaryAbCdEfGhIjKlMnOpQrStUvWxYz01234567"


def say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main(folder: Path) -> int:
    load_qt()
    from PySide6.QtCore import QObject, Signal, Slot
    from PySide6.QtWidgets import QApplication, QLineEdit

    from hipadmin.domain.token import Secret
    from hipadmin.gui.dialogs.integration import IntegrationDialog
    from hipadmin.gui.running import Running

    profile = Profile(folder)
    profile.make_folder()
    places = recovery(profile)
    instance = claim(profile.folder, Wish())
    assert isinstance(instance, Instance)
    process = Process(instance, places.native_watch(), LogFile(places.logs))
    process.begin()
    options = WindowOptions(places, profile.settings, False, "", None, clock())
    running = Running(options, lambda: open_window_profile(profile), process)
    window = running.window

    class Ear(QObject):
        told = Signal(str)

        @Slot(str)
        def do(self, line: str) -> None:
            verb, _, name = line.partition(" ")
            answer = getattr(self, verb)(name)
            say(answer)

        def enter(self, name: str) -> str:
            window.actions_.add.trigger()
            dialog = self._dialog()
            dialog.form.name_edit.setText(name)
            token = dialog.editing.token
            dialog.editing.type_token(type(token)(typed=Secret(TOKEN)))
            return "entered"

        def bars(self, _nothing: str) -> list[str]:
            return [bar.text for bar in window.messages.bars]

        def resume(self, _nothing: str) -> str:
            bar = next(bar for bar in window.messages.bars if "recovered" in bar.text)
            bar.buttons["Continue"].click()
            return "resumed"

        def name(self, _nothing: str) -> str:
            return str(self._dialog().findChild(QLineEdit).text())

        def _dialog(self) -> IntegrationDialog:
            found = QApplication.activeModalWidget()
            assert isinstance(found, IntegrationDialog)
            return found

    ear = Ear()
    ear.told.connect(ear.do)

    def listen() -> None:
        for line in sys.stdin:
            ear.told.emit(line.strip())

    def begin(_rows: int) -> None:
        say("ready")
        threading.Thread(target=listen, daemon=True).start()

    window.first_list_shown.connect(begin)
    code = running.run()
    process.end()
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
