"""All use cases of one profile in one hand."""

from dataclasses import dataclass

from hipadmin.domain.ports import Store, Vault
from hipadmin.services.apply import Apply
from hipadmin.services.doctor import Doctor
from hipadmin.services.export import Export
from hipadmin.services.integrations import Integrations
from hipadmin.services.rooms import RoomTalk
from hipadmin.services.subscriptions import Notifications, Subscriptions
from hipadmin.services.testing import RoomTests
from hipadmin.services.tokens import TokenKeeper
from hipadmin.services.views import Views


@dataclass(frozen=True, slots=True)
class Services:
    """What a window or a command is given. Every verb blocks: off the GUI thread with it."""

    store: Store
    vault: Vault
    tokens: TokenKeeper
    views: Views
    integrations: Integrations
    subscriptions: Subscriptions
    notifications: Notifications
    tests: RoomTests
    talk: RoomTalk
    apply: Apply
    export: Export
    doctor: Doctor
