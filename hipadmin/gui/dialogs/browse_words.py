"""The sentences of the dialog Browse rooms: how far it is, what stopped it, and the remedy."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale, QUrl

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.hipchat_pages import account_page
from hipadmin.domain.token_use import SCOPES, Use
from hipadmin.gui.dialogs.browse_reader import Reading, RoomReader
from hipadmin.gui.dialogs.token_help import Opener
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.hipchat.errors import BadToken, Forbidden, HipChatError, MissingScope

translate = QCoreApplication.translate


def reader_message(reader: RoomReader, endpoint: str, opener: Opener) -> Message | None:
    """Why there are no more rooms, and what to do; None while nothing is in the way."""
    if reader.state is Reading.WAITING:
        return _waiting(reader.resume_at)
    error = reader.error
    if error is None:
        return None
    page = Act(translate("Browse", "Open API access"), lambda: opener(QUrl(account_page(endpoint))))
    again = Act(translate("Browse", "Try again"), reader.go_on)
    if isinstance(error, Forbidden):
        return _forbidden(error, endpoint, page)
    cause = translate("Browse", "The rooms were not read.")
    acts = (page,) if isinstance(error, BadToken) else (again,)
    return Message(Tone.DANGER, cause, _sentence(error), acts)


def _waiting(until: datetime | None) -> Message:
    text = translate(
        "Browse",
        "less than 20 % of this token’s requests are left on the server, and they are kept for "
        "notifications. Reading goes on at {time}.",
    )
    time = f"{until.astimezone():%H:%M:%S}" if until else ""
    return Message(Tone.INFO, translate("Browse", "Paused:"), text.format(time=time))


def _forbidden(error: Forbidden, endpoint: str, page: Act) -> Message:
    """What kind of token sees rooms, and where it is made."""
    wanted = error.scopes if isinstance(error, MissingScope) else SCOPES[Use.BROWSE]
    text = translate(
        "Browse",
        "it lacks the scope {scopes}, which a room token never has. Make a personal token with "
        "View Room at {address} and enter it above.",
    ).format(scopes=scope_words(wanted), address=account_page(endpoint))
    cause = translate("Browse", "This token may not see rooms:")
    return Message(Tone.WARN, cause, text, (page,))


def scope_words(scopes: tuple[str, ...]) -> str:
    """Scopes of which one is enough."""
    return translate("Browse", " or ").join(scopes)


def _sentence(error: Exception) -> str:
    if isinstance(error, HipChatError | HipadminError):
        return str(error)
    return translate("Browse", "It failed for a reason of its own: {kind}.").format(
        kind=type(error).__name__
    )


def progress_text(state: Reading, found: int, shown: int) -> str:
    """How many rooms there are, or how many so far."""
    count = QLocale().toString(found)
    if state is Reading.BUSY and not found:
        return translate("Browse", "Reading …")
    if state is Reading.BUSY:
        return translate("Browse", "Reading … {count} rooms so far").format(count=count)
    if state is Reading.STOPPED:
        return translate("Browse", "Stopped after {count} rooms").format(count=count)
    if state is Reading.WAITING:
        return translate("Browse", "{count} rooms so far").format(count=count)
    if shown != found:
        some = QLocale().toString(shown)
        return translate("Browse", "{some} of {count} rooms").format(some=some, count=count)
    return rooms_count(found) if found or state is Reading.DONE else ""


def rooms_count(count: int) -> str:
    """So many rooms."""
    if count == 1:
        return translate("Browse", "1 room")
    return translate("Browse", "{count} rooms").format(count=QLocale().toString(count))


def chosen_text(count: int) -> str:
    """How many rooms would be added."""
    if not count:
        return translate("Browse", "Choose the rooms to add.")
    return translate("Browse", "{rooms} chosen").format(rooms=rooms_count(count))
