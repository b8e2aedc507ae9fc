"""Where in a profile's folder the things of this package lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hipadmin.recovery.facts import Fact, facts, light_facts
from hipadmin.recovery.native import NativeWatch
from hipadmin.recovery.report_folder import ReportFolder


@dataclass(frozen=True, slots=True)
class Recovery:
    """The recovery files of a profile; ``schema`` is the format of the database it has."""

    folder: Path
    schema: int

    @property
    def reports(self) -> ReportFolder:
        """Its crash reports."""
        return ReportFolder(self.folder / "crashes")

    @property
    def logs(self) -> Path:
        """The folder of its log."""
        return self.folder / "logs"

    def native_watch(self) -> NativeWatch:
        """A watch for faults below Python, not yet open."""
        return NativeWatch(self.reports.folder)

    def facts(self, more: Sequence[Fact] = ()) -> tuple[Fact, ...]:
        """The versions a report tells, then ``more``."""
        return facts(self.schema, more)

    def light_facts(self, more: Sequence[Fact] = ()) -> tuple[Fact, ...]:
        """Those of them that cost nothing to ask."""
        return light_facts(self.schema, more)
