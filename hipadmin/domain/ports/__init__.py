"""What the use cases need from the outside, as protocols. Concretes come in by constructor."""

from hipadmin.domain.ports.backups import BackupShelf
from hipadmin.domain.ports.basics import Clock, NewId, Topic
from hipadmin.domain.ports.configuration import (
    IntegrationRepository,
    NotificationRepository,
    SubscriptionRepository,
)
from hipadmin.domain.ports.records import ChangeRepository, ResultRepository, TokenRefRepository
from hipadmin.domain.ports.store import Store, Unit
from hipadmin.domain.ports.vault import Cancel, NeverCancel, SecretsFile, Vault

__all__ = [
    "BackupShelf",
    "Cancel",
    "ChangeRepository",
    "Clock",
    "IntegrationRepository",
    "NeverCancel",
    "NewId",
    "NotificationRepository",
    "ResultRepository",
    "SecretsFile",
    "Store",
    "SubscriptionRepository",
    "TokenRefRepository",
    "Topic",
    "Unit",
    "Vault",
]
