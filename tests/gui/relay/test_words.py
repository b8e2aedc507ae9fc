"""What the window says of a relay is true however it was started."""

from hipadmin.domain.activity import Numbers
from hipadmin.gui.relay.words import explained, status_text
from hipadmin.services.relay.state import RelayState, Where


def test_one_without_a_window_is_a_service_or_of_a_shell() -> None:
    alone = RelayState(Where.MACHINE, "http://a", "desk")
    assert status_text(alone, Numbers(0, 0, 0)) == "Relay: running on this machine, nothing waiting"
    assert explained(alone) == (
        "A relay runs on this machine:",
        "it takes events in at http://a, whether this window is open or not.",
    )
