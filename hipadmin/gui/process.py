"""What belongs to the process of a window rather than to the window itself."""

import contextlib
from typing import NamedTuple

from hipadmin.gui.instance.single import Instance
from hipadmin.recovery.log_file import LogFile
from hipadmin.recovery.native import NativeWatch

LOG_S = 0.2
"""How long the end waits for the last words to reach the log."""


class Process(NamedTuple):
    """The one instance of its profile, with its watch for faults below Python and its log."""

    instance: Instance
    native: NativeWatch
    log: LogFile

    def begin(self) -> None:
        """Watch and take records from now on."""
        with contextlib.suppress(OSError):  # opening the profile says what is wrong with it
            self.native.open()
        self.log.start()

    def end(self) -> None:
        """The run ends by itself."""
        self.native.close()
        self.log.stop(LOG_S)
