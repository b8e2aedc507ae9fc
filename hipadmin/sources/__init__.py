"""Translators: what a webhook says, as events of ours. Each is a `domain.ports.sources.Source`."""

from hipadmin.domain.ports.sources import Source
from hipadmin.sources.alertmanager import Alertmanager
from hipadmin.sources.backtrace import Backtrace
from hipadmin.sources.cloud_events import CloudEvents
from hipadmin.sources.github import GitHub
from hipadmin.sources.gitlab import GitLab
from hipadmin.sources.grafana import Grafana
from hipadmin.sources.launchdarkly import LaunchDarkly
from hipadmin.sources.monitors import Sematext, ThousandEyes
from hipadmin.sources.plain import Plain
from hipadmin.sources.registries import DockerHub, Registry


def every_source() -> tuple[Source, ...]:
    """Every format there is, in the order in which requests are offered to them.

    First those that a header tells, then those that members tell. `Plain` takes whatever JSON
    comes, so it is the last.
    """
    return (
        CloudEvents(),
        GitHub(),
        GitLab(),
        LaunchDarkly(),
        Registry(),
        DockerHub(),
        Alertmanager(),
        Grafana(),
        ThousandEyes(),
        Sematext(),
        Backtrace(),
        Plain(),
    )
