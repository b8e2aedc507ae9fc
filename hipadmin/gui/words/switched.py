"""What is read out once switches have turned, for the focus stays and the row is silent."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from hipadmin.services.configuration.several import Fate

translate = QCoreApplication.translate


def switched_words(fates: Sequence[Fate], on: bool, name: str = "") -> str:
    """Say what is on or off now, "" if nothing was switched.

    ``name`` says what a single one is called if it is not the chosen row itself.
    """
    done = [fate.chosen for fate in fates if fate.error is None]
    if not done:
        return ""
    if len(done) == 1:
        is_on = translate("Switched", "{name} is on.")
        is_off = translate("Switched", "{name} is off.")
        return (is_on if on else is_off).format(name=name or done[0].name)
    are_on = translate("Switched", "{count} are on.")
    are_off = translate("Switched", "{count} are off.")
    return (are_on if on else are_off).format(count=len(done))
