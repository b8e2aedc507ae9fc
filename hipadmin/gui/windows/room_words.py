"""What the room view says: how it follows the room, and what is wrong with the remedy."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QUrl

from hipadmin.domain.change import Change
from hipadmin.domain.errors import HipadminError
from hipadmin.domain.hipchat_pages import account_page
from hipadmin.domain.token_use import SCOPES, Use
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.gui.windows.room_poll import Mode, RoomPoll
from hipadmin.gui.words.steps import meanwhile_words
from hipadmin.hipchat.errors import LOOK_FIRST, BadToken, HipChatError, MissingScope
from hipadmin.services.rooms.rooms import RoomPlace

translate = QCoreApplication.translate

[READ_SCOPE], [WRITE_SCOPE] = SCOPES[Use.READ], SCOPES[Use.WRITE]

Opener = Callable[[QUrl], object]


def live_mark(poll: RoomPoll) -> StateMark:
    """How the poll is doing, in a few words."""
    mode = poll.mode
    if mode is Mode.LIVE:
        return StateMark(Icon.PULSE, Tone.OK, _live(poll.every_s))
    if mode is Mode.READING:
        return StateMark(Icon.PULSE, Tone.NEUTRAL, translate("RoomView", "Reading …"))
    if mode is Mode.PAUSED:
        return StateMark(Icon.PAUSE, Tone.NEUTRAL, translate("RoomView", "Paused"))
    if mode is Mode.HIDDEN:
        return StateMark(Icon.PAUSE, Tone.NEUTRAL, translate("RoomView", "Paused while hidden"))
    if mode is Mode.RETRYING:
        return StateMark(Icon.RETRY, Tone.WARN, translate("RoomView", "No answer"))
    return StateMark(Icon.PAUSE, Tone.WARN, translate("RoomView", "Stopped"))


def _live(every_s: int) -> str:
    if every_s == 1:
        return translate("RoomView", "Live, asks every second")
    return translate("RoomView", "Live, asks every {count} seconds").format(count=every_s)


def poll_message(poll: RoomPoll, place: RoomPlace, opener: Opener) -> Message | None:
    """Why nothing new can be seen, and what to do about it; None while all is well."""
    if poll.mode is Mode.SPARING:
        return _sparing(poll)
    error = poll.error
    if error is None:
        return None
    if isinstance(error, MissingScope) and READ_SCOPE in error.scopes:
        return _unreadable(poll, place, opener)
    if poll.mode is Mode.REFUSED:
        return _refused(poll, place, opener, error)
    return _retrying(poll, error)


def _sparing(poll: RoomPoll) -> Message:
    return Message(
        Tone.WARN,
        translate("RoomView", "Stopped asking:"),
        translate(
            "RoomView",
            "less than 20 % of this token’s requests are left on the server, and they are kept "
            "for notifications. You can still write.",
        ),
        (Act(translate("RoomView", "Go on asking"), poll.go_on),),
    )


def _unreadable(poll: RoomPoll, place: RoomPlace, opener: Opener) -> Message:
    text = translate(
        "RoomView",
        "it lacks the scope {scope}. Make a personal token with this scope at {address} and "
        "enter it in the integration.",
    ).format(scope=READ_SCOPE, address=_token_page(place))
    cause = translate("RoomView", "This token may send but not read:")
    return Message(Tone.WARN, cause, text, (_page_act(place, opener), _again(poll)))


def _refused(poll: RoomPoll, place: RoomPlace, opener: Opener, error: Exception) -> Message:
    cause = translate("RoomView", "The room cannot be read.")
    page = [_page_act(place, opener)] if isinstance(error, BadToken | MissingScope) else []
    return Message(Tone.DANGER, cause, _sentence(error), (*page, _again(poll)))


def _retrying(poll: RoomPoll, error: Exception) -> Message:
    at = datetime.now().astimezone() + timedelta(seconds=poll.wait_s)
    text = translate("RoomView", "{reason} The next try is at {time}.").format(
        reason=_sentence(error), time=f"{at:%H:%M:%S}"
    )
    again = Act(translate("RoomView", "Try now"), poll.go_on)
    return Message(Tone.WARN, translate("RoomView", "No answer."), text, (again,))


def post_message(error: Exception, place: RoomPlace, opener: Opener) -> Message:
    """Why a line was not posted; it still stands in its field."""
    if isinstance(error, MissingScope):
        text = translate(
            "RoomView",
            "the token lacks the scope {scope}. Make a personal token with it at {address}.",
        ).format(scope=" / ".join(error.scopes) or WRITE_SCOPE, address=_token_page(place))
        cause = translate("RoomView", "Not sent:")
        return Message(Tone.DANGER, cause, text, (_page_act(place, opener),))
    if isinstance(error, HipChatError) and error.outcome_unknown:
        cause = translate("RoomView", "It may have been sent.")
        text = translate("RoomView", "{reason} Look at the room before you send it again.")
        reason = _sentence(error).removesuffix(LOOK_FIRST).strip()
        return Message(Tone.WARN, cause, text.format(reason=reason))
    return Message(Tone.DANGER, translate("RoomView", "Not sent."), _sentence(error))


def earlier_message(error: Exception) -> Message:
    """Why earlier messages could not be read."""
    cause = translate("RoomView", "Earlier messages were not read.")
    return Message(Tone.WARN, cause, _sentence(error))


def footer_note(place: RoomPlace, shown: int) -> str:
    """Who speaks, and how much is shown."""
    if place.through:
        whose = translate("RoomView", "Sent with the token of {integration}.")
        whose = whose.format(integration=place.through)
    else:
        whose = translate("RoomView", "Sent with the sandbox’s user token.")
    seen = translate("RoomView", "The newest {count} messages are shown.").format(count=shown)
    return f"{whose} {seen}"


def _sentence(error: Exception) -> str:
    if isinstance(error, HipChatError | HipadminError):
        return str(error)
    return translate("RoomView", "It failed for a reason of its own: {kind}.").format(
        kind=type(error).__name__
    )


def _token_page(place: RoomPlace) -> str:
    return account_page(place.server.endpoint)


def _page_act(place: RoomPlace, opener: Opener) -> Act:
    address = QUrl(_token_page(place))
    return Act(translate("RoomView", "Open API access"), lambda: opener(address))


def _again(poll: RoomPoll) -> Act:
    return Act(translate("RoomView", "Try again"), poll.go_on)


def deleted_message(by: Change, close: Callable[[], object]) -> Message:
    """That the integration of a room view was deleted by the change ``by``, and a way out."""
    words = meanwhile_words(by.name, by, gone=True)
    text = translate("RoomView", "This window goes on with its token until it is closed.")
    acts = (Act(translate("RoomView", "Close"), close),)
    cause = translate("Meanwhile", "Deleted meanwhile.")
    return Message(Tone.WARN, cause, f"{words} {text}", acts)
