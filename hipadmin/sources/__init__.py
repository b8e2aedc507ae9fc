"""Translators: what a webhook says, as events of ours. Each is a `domain.ports.sources.Source`."""

from hipadmin.domain.ports.sources import Source
from hipadmin.sources.cloud_events import CloudEvents
from hipadmin.sources.plain import Plain


def every_source() -> tuple[Source, ...]:
    """Every format there is, in the order in which requests are offered to them.

    `Plain` takes whatever JSON comes, so it is the last.
    """
    return (CloudEvents(), Plain())
