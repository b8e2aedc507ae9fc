import sys

from hipadmin.gui.threads.short_turns import TURN_S, short_turns


def test_turns_are_short_until_the_end() -> None:
    before = sys.getswitchinterval()
    with short_turns():
        assert sys.getswitchinterval() == TURN_S
    assert sys.getswitchinterval() == before > TURN_S
