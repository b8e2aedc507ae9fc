"""Kinds of sources in the window's words and pictures."""

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.subscription import KIND_NAMES, SubscriptionKind
from hipadmin.gui.look.icons import Icon

translate = QCoreApplication.translate


def kind_name(kind: SubscriptionKind) -> str:
    """What kind of source a subscription is, in words."""
    return translate("Kind", KIND_NAMES[kind])


def kind_icon(kind: SubscriptionKind) -> Icon:
    """The icon of a kind of source."""
    return {
        SubscriptionKind.CI: Icon.BUILD,
        SubscriptionKind.IMAGE: Icon.IMAGE,
        SubscriptionKind.MONITORING: Icon.MONITOR,
        SubscriptionKind.FLAGS: Icon.FLAG,
        SubscriptionKind.OTHER: Icon.SOURCE,
    }[kind]


def events_name(kind: SubscriptionKind) -> str:
    """What such a source reports, in words."""
    return {
        SubscriptionKind.CI: translate("Kind", "builds"),
        SubscriptionKind.IMAGE: translate("Kind", "images"),
        SubscriptionKind.MONITORING: translate("Kind", "alerts"),
        SubscriptionKind.FLAGS: translate("Kind", "flag changes"),
        SubscriptionKind.OTHER: translate("Kind", "events"),
    }[kind]
