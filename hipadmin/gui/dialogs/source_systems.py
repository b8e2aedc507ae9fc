"""The systems whose webhooks are understood, and how a person sets each of them up."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.problems import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class System:
    """``source`` as addresses have it, "" for whatever can send HTTP; ``name`` as people say it.

    ``in_address``: it can neither send a header of ours nor sign, so the key is in the address.
    """

    source: str
    name: str
    steps: str = ""
    in_address: bool = False

    @property
    def title(self) -> str:
        """The name in the language of the window."""
        return QCoreApplication.translate("SourceSystem", self.name)

    @property
    def told(self) -> str:
        """The steps in the language of the window."""
        return QCoreApplication.translate("SourceSystem", self.steps)


SYSTEMS = (
    System(
        "launchdarkly",
        "LaunchDarkly",
        QT_TRANSLATE_NOOP(
            "SourceSystem",
            "In LaunchDarkly add a webhook with this URL, have it signed, and give the key above "
            "as its secret. A policy of its own is not needed there: filter here.",
        ),
    ),
    System(
        "github",
        "GitHub",
        QT_TRANSLATE_NOOP(
            "SourceSystem",
            "In the settings of the repository or organization add a webhook with this URL, "
            "content type application/json, and the key above as its secret. Choose the events "
            "workflow runs, check suites or statuses.",
        ),
    ),
    System(
        "gitlab",
        "GitLab",
        QT_TRANSLATE_NOOP(
            "SourceSystem",
            "In the settings of the project or group add a webhook with this URL and the key "
            "above as its secret token. Choose pipeline events.",
        ),
    ),
    System(
        "alertmanager",
        "Alertmanager",
        QT_TRANSLATE_NOOP(
            "SourceSystem",
            "Add a receiver with a webhook configuration for this URL. Its http_config has an "
            "authorization whose credentials are the key above.",
        ),
    ),
    System(
        "grafana",
        "Grafana",
        QT_TRANSLATE_NOOP(
            "SourceSystem",
            "Add a contact point of the type webhook with this URL. As authorization header "
            "choose the scheme Bearer with the key above as credentials.",
        ),
    ),
    System(
        "registry",
        QT_TRANSLATE_NOOP("SourceSystem", "Container registry"),
        QT_TRANSLATE_NOOP(
            "SourceSystem",
            "Add an endpoint with this URL to the notifications of the registry’s configuration, "
            "with the header Authorization: Bearer and the key above.",
        ),
    ),
    System(
        "docker-hub",
        "Docker Hub",
        QT_TRANSLATE_NOOP(
            "SourceSystem",
            "In the repository add a webhook. Docker Hub can send no key of its own, so copy the "
            "URL with the key in it; whoever sees that URL can send events here.",
        ),
        in_address=True,
    ),
    System(
        "thousandeyes",
        "ThousandEyes",
        QT_TRANSLATE_NOOP(
            "SourceSystem",
            "Add a webhook integration with this URL, the authentication type Basic, any user "
            "name, and the key above as password. Choose it in the notifications of alert rules.",
        ),
    ),
    System(
        "sematext",
        "Sematext",
        QT_TRANSLATE_NOOP(
            "SourceSystem",
            "Add a custom webhook with this URL, JSON, and the header Authorization: Bearer with "
            "the key above. Send title, description, applicationId, ruleType, backToNormal, "
            "createTimestamp, troubleshootUrl and filters under these names.",
        ),
    ),
    System(
        "backtrace",
        "Backtrace",
        QT_TRANSLATE_NOOP(
            "SourceSystem",
            "In the project’s settings add a generic webhook. It can send no key of its own, so "
            "copy the URL with the key in it; whoever sees that URL can send events here.",
        ),
        in_address=True,
    ),
)
"""In the order in which they are offered, after programs of one's own."""
