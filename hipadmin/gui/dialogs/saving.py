"""What a dialog says when saving fails; nothing that was entered is lost."""

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.errors import HipadminError
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Message

translate = QCoreApplication.translate


def say_not_saved(dialog: DialogFrame, error: Exception) -> None:
    """Say in the strip why nothing was saved.

    Raises:
        Exception: ``error`` itself, when it is a fault of ours and no trouble of the environment.
    """
    if not isinstance(error, HipadminError):
        raise error
    cause = translate("Dialog", "Not saved.")
    dialog.strip.show_message(Message(Tone.DANGER, cause, error.text))
