"""The relay's state in the window's words."""

from PySide6.QtCore import QCoreApplication, QLocale

from hipadmin.domain.activity import Numbers
from hipadmin.gui.models.roles import Tone
from hipadmin.services.relay.host import RESTARTS_MAX
from hipadmin.services.relay.settings import Place
from hipadmin.services.relay.state import RelayState, Where

translate = QCoreApplication.translate


def doubt(place: Place) -> str | None:
    """What is doubtful about where sources send to, though it can be used; None: nothing."""
    if place.loopback_only:
        return translate("Relay", "Only programs on this machine reach this address.")
    if place.in_clear:
        return translate("Relay", "Keys cross the internet unencrypted: use https://.")
    return None


def status_text(state: RelayState, numbers: Numbers) -> str:
    """What the status bar says."""
    text = {
        Where.STOPPED: translate("Relay", "Relay: stopped"),
        Where.STARTING: translate("Relay", "Relay: starting"),
        Where.HERE: translate("Relay", "Relay: running"),
        Where.SILENT: translate("Relay", "Relay: does not answer"),
        Where.MACHINE: translate("Relay", "Relay: running on this machine"),
        Where.ELSEWHERE: translate("Relay", "Relay: running on {host}"),
        Where.HANGING: translate("Relay", "Relay: does not answer"),
        Where.RESTARTING: translate("Relay", "Relay: starting again"),
        Where.FAILED: translate("Relay", "Relay: given up"),
    }[state.where].format(host=state.host)
    if state.delivers and numbers.waiting:
        count = QLocale().toString(numbers.waiting)
        return translate("Relay", "{relay}, {count} waiting").format(relay=text, count=count)
    if state.delivers:
        return translate("Relay", "{relay}, nothing waiting").format(relay=text)
    return text


def tone(state: RelayState) -> Tone:
    """How grave the state is."""
    if state.where in (Where.FAILED, Where.SILENT, Where.HANGING):
        return Tone.DANGER
    return Tone.WARN if state.where in (Where.STOPPED, Where.RESTARTING) else Tone.NEUTRAL


def status_color(state: RelayState) -> str:
    """The colour token of the icon in the status bar."""
    felt = tone(state)
    return "text2" if felt is Tone.NEUTRAL else felt.value


def explanation(state: RelayState) -> tuple[str, str]:
    """What a click on it explains: a cause and a sentence."""
    return {
        Where.STOPPED: (
            translate("Relay", "Relay is stopped:"),
            translate("Relay", "nothing is delivered, and no event is taken in."),
        ),
        Where.STARTING: (
            translate("Relay", "The relay starts:"),
            translate("Relay", "it takes events in and delivers in a moment."),
        ),
        Where.HERE: (
            translate("Relay", "The relay runs in this window:"),
            translate("Relay", "it takes events in at {url} and ends with the window."),
        ),
        Where.SILENT: (
            translate("Relay", "The relay does not answer:"),
            translate("Relay", "it takes in no events and delivers nothing until it is restarted."),
        ),
        Where.MACHINE: (
            translate("Relay", "A relay runs on this machine:"),
            translate("Relay", "it takes events in at {url}, whether this window is open or not."),
        ),
        Where.ELSEWHERE: (
            translate("Relay", "A relay runs on {host}:"),
            translate("Relay", "it takes events in at {url} and was not started by this window."),
        ),
        Where.HANGING: (
            translate("Relay", "A relay on {host} does not answer:"),
            translate("Relay", "it delivers nothing until process {text} ends or is restarted."),
        ),
        Where.RESTARTING: (
            translate("Relay", "The relay ended and is started again:"),
            translate("Relay", "{text} Restart {count} of {most} within 10 minutes."),
        ),
        Where.FAILED: (
            translate("Relay", "Relay is stopped:"),
            translate("Relay", "nothing is delivered. It was given up: {text}"),
        ),
    }[state.where]


def explained(state: RelayState) -> tuple[str, str]:
    """`explanation`, filled."""
    cause, text = explanation(state)
    filled = text.format(
        url=state.url, host=state.host, text=state.text, count=state.restarts, most=RESTARTS_MAX
    )
    return cause.format(host=state.host), filled
