"""Everything that is looked for in a window."""

from PySide6.QtWidgets import QWidget

from tests.gallery.fits import faults_of_fit, faults_of_screen
from tests.gallery.helped import faults_of_help
from tests.gallery.keys import faults_of_focus, faults_of_letters, faults_of_tab
from tests.gallery.language import faults_of_language
from tests.gallery.names import faults_of_names
from tests.gallery.variations import Variation

EVERYWHERE = (
    faults_of_names,
    faults_of_letters,
    faults_of_tab,
    faults_of_focus,
    faults_of_fit,
    faults_of_help,
)


def faults_of(window: QWidget, variation: Variation) -> list[str]:
    """Say what is wrong with ``window`` in ``variation``, on the screen it asks for."""
    checks = [*EVERYWHERE, faults_of_screen]
    if variation.long:
        checks.append(faults_of_language)
    return [fault for check in checks for fault in check(window)]
