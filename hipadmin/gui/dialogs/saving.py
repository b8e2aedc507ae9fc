"""What a dialog says when reading or saving fails; nothing that was entered is lost."""

from hipadmin.domain.errors import HipadminError
from hipadmin.gui.context import Context
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Message


def say_trouble(context: Context, dialog: DialogFrame, cause: str, error: Exception) -> None:
    """Say in the strip what did not work (``cause``) and why; a fault of ours goes further up."""
    if not isinstance(error, HipadminError):
        context.navigator.explain(error)
        return
    dialog.strip.show_message(Message(Tone.DANGER, cause, error.text))
