"""How a test of one integration goes, in one line: progress with Cancel, then the result."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.gui.acts.room_run import Attempt, Phase, RoomRun, attempt_details, attempt_mark
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.message_bar import Act, Message, SingleBar


class RunStrip(SingleBar):
    """Follows one `RoomRun`; ``composed`` says that a person's own message is sent.

    Signals:
        token_asked: entering a token is what helps, and the person wants to.
    """

    token_asked = Signal()

    def __init__(
        self, look: Look, parent: QWidget | None = None, *, composed: bool = False
    ) -> None:
        super().__init__(look, parent, strip=False)
        self._composed = composed
        self._run: RoomRun | None = None

    def follow(self, run: RoomRun) -> None:
        """Show ``run`` from now on."""
        self._let_go()
        self._run = run
        run.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def clear(self) -> None:
        """Say nothing any more."""
        self._let_go()
        super().clear()

    def _let_go(self) -> None:
        if self._run is not None:
            self._run.changed.disconnect(self._refresh)
        self._run = None

    @Slot()
    def _refresh(self) -> None:
        run = self._run
        if run is None or not run.attempts:
            return
        self.show_message(self._running(run) if run.running else self._ended(run))

    def _running(self, run: RoomRun) -> Message:
        total = len(run.attempts)
        text = self.tr("{done} of {total} rooms done.").format(done=run.done, total=total)
        if total == 1:
            text = self.tr("a message to {room}").format(room=run.attempts[0].target.shown)
        cancel = Act(self.tr("Cancel"), run.cancel)
        cause = self.tr("Sending:") if self._composed else self.tr("Testing:")
        return Message(Tone.INFO, cause, text, (cancel,), Icon.ARROW_UP_RIGHT, progress=True)

    def _ended(self, run: RoomRun) -> Message:
        close = Act(self.tr("Close"), self.clear)
        wrong = [a for a in run.attempts if not a.ok]
        if not wrong:
            cause = self.tr("Sent:") if self._composed else self.tr("Configured correctly:")
            return Message(Tone.OK, cause, self._proof(run), (close,))
        first = next((a for a in wrong if a.phase is not Phase.CANCELLED), wrong[0])
        enter = Act(self.tr("Enter token"), self.token_asked.emit)
        acts = (enter, close) if first.token_needed else (close,)
        mark = attempt_mark(first)
        cause = f"{first.target.shown}: {mark.word}."
        rest = attempt_details(first) if first.phase is not Phase.CANCELLED else ""
        return Message(mark.tone, cause, self._with_rest(run, rest), acts, mark.icon)

    def _proof(self, run: RoomRun) -> str:
        if len(run.attempts) > 1:
            return self.tr("{count} rooms took the message.").format(count=len(run.attempts))
        return _proof(run.attempts[0])

    def _with_rest(self, run: RoomRun, text: str) -> str:
        total = len(run.attempts)
        if total == 1:
            return text
        good = sum(1 for a in run.attempts if a.ok)
        words = self.tr("{good} of {total} rooms configured correctly.")
        if self._composed:
            words = self.tr("{good} of {total} rooms took the message.")
        return f"{text} {words.format(good=good, total=total)}".strip()


def _proof(attempt: Attempt) -> str:
    return f"{attempt.target.shown}, {attempt_details(attempt)}."
