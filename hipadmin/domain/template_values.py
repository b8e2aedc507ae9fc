"""What a message template may speak of."""

from hipadmin.domain.event import Event

NAMES = (
    *("title", "details", "state", "link", "time", "project", "branch", "series", "source"),
    *("alert", "severity", "actor", "pull_request", "facts"),
)
"""The names in a template; ``facts`` holds whatever else the source said."""


def template_values(event: Event) -> dict[str, object]:
    """The values of NAMES, ready for JSON. ``time`` is in UTC, as in 2026-03-02 12:00."""
    return {
        "title": event.title,
        "details": event.details,
        "state": event.state.value,
        "link": event.link,
        "time": f"{event.time:%Y-%m-%d %H:%M}",
        "project": event.project,
        "branch": event.branch,
        "series": event.series,
        "source": event.kind,
        "alert": event.correlation,
        "severity": event.severity,
        "actor": event.actor,
        "pull_request": event.pull_request,
        "facts": dict(event.facts),
    }
