"""The questions before quitting: what was entered, and work that still runs."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import Kind, standard
from hipadmin.gui.widgets.dialog_frame import Question
from hipadmin.services.relay.user_service import ServiceState

translate = QCoreApplication.translate


class UnsavedQuestion(Question):
    """Save, Discard or Cancel: ``places`` are where something was entered.

    Signals:
        discarded: what was entered shall go. ``accepted`` means Save, anything else Cancel.
    """

    discarded = Signal()

    def __init__(self, look: Look, places: Sequence[str], parent: QWidget) -> None:
        super().__init__(
            look,
            translate("Quit", "Quit hipadmin"),
            translate("Quit", "Save what you entered?"),
            translate("Quit", "Not saved yet: {places}.").format(places=", ".join(places)),
            yes=translate("Quit", "Save"),
            no=translate("Quit", "Cancel"),
            kind=Kind.PRIMARY,
            parent=parent,
        )
        self.discard_button = self.footer.add_left(standard(look, translate("Quit", "Discard")))
        self.discard_button.clicked.connect(self._on_discard_clicked)
        self.yes_button.setFocus()

    def _on_discard_clicked(self) -> None:
        self.leave()
        self.discarded.emit()


class RunningQuestion(Question):
    """Wait or stop: ``titles`` is what still runs. ``accepted`` means stop it.

    Signals:
        waited: quit as soon as it is done.
    """

    waited = Signal()

    def __init__(self, look: Look, titles: Sequence[str], parent: QWidget) -> None:
        super().__init__(
            look,
            translate("Quit", "Quit hipadmin"),
            translate("Quit", "Something is still running"),
            _running_words(titles),
            yes=translate("Quit", "Stop"),
            no=translate("Quit", "Wait"),
            icon=Icon.CLOCK,
            kind=Kind.DANGER,
            parent=parent,
        )
        self.no_button.clicked.disconnect(self.leave)
        self.no_button.clicked.connect(self._on_wait_clicked)

    def _on_wait_clicked(self) -> None:
        self.leave()
        self.waited.emit()


class RelayQuestion(Question):
    """Quit or Cancel, while this window hosts the relay. ``accepted`` means quit.

    ``others``: another relay goes on.

    Signals:
        kept: a service shall go on delivering, then quit; not offered where there can be none.
    """

    kept = Signal()

    def __init__(
        self, look: Look, service: ServiceState, parent: QWidget, *, others: bool = False
    ) -> None:
        super().__init__(
            look,
            translate("Quit", "Quit hipadmin"),
            translate("Quit", "The relay ends with this window"),
            _relay_words(service, others),
            yes=translate("Quit", "Quit"),
            no=translate("Quit", "Cancel"),
            icon=Icon.PULSE,
            kind=Kind.DANGER,
            parent=parent,
        )
        if not service.trouble:
            text = translate("Quit", "Keep delivering in background")
            self.keep_button = self.footer.add_left(standard(look, text))
            self.keep_button.clicked.connect(self._on_keep_clicked)

    def _on_keep_clicked(self) -> None:
        self.leave()
        self.kept.emit()


def _relay_words(service: ServiceState, others: bool) -> str:
    text = translate(
        "Quit",
        "Nothing is delivered, and no event is taken in, until it runs again. Messages that wait "
        "stay where they are and are sent then.",
    )
    if others:
        text = translate(
            "Quit",
            "Another relay goes on delivering. Events that are sent to the address of this one are "
            "not taken in until it runs again.",
        )
    more = service.trouble
    if service.ends_at_logout:
        more = translate(
            "Quit",
            "In background it goes on until you log out; “loginctl enable-linger” lets it stay.",
        )
    return f"{text} {more}" if more else text


def _running_words(titles: Sequence[str]) -> str:
    text = translate("Quit", "{titles}. Wait quits as soon as it is done; Stop gives it up.")
    return text.format(titles=", ".join(titles))
