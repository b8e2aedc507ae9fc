"""What the integration dialog reads before and while it is open. Blocking: for jobs only."""

from collections.abc import Mapping
from dataclasses import dataclass

from hipadmin.domain.errors import Dependent
from hipadmin.domain.integration import Integration
from hipadmin.domain.names import TakenNames
from hipadmin.domain.ports import Vault
from hipadmin.domain.subscription import Subscription
from hipadmin.domain.token import TokenInfo
from hipadmin.services.bundle import Services


@dataclass(frozen=True, slots=True)
class Start:
    """``current`` and ``dependents`` belong to an edit; the rest to a new integration as well.

    ``infos`` is what is known of stored tokens, by reference.
    """

    taken: tuple[str, ...]
    last_endpoint: str
    subscriptions: tuple[Subscription, ...]
    current: Integration | None = None
    dependents: tuple[Dependent, ...] = ()
    infos: Mapping[str, TokenInfo] | None = None


@dataclass(frozen=True, slots=True)
class VaultFacts:
    """Where tokens will be kept; ``name`` and ``reason`` are the vault's."""

    durable: bool
    reason: str
    name: str = ""


def read_start(services: Services, integration_id: str) -> Start:
    """Read what adding (no id) or editing needs. Raises NotFound, StoreTrouble."""
    if not integration_id:
        rows = services.views.subscriptions()
        names, last = services.integrations.names(), services.integrations.last_endpoint()
        return Start(TakenNames(names), last, tuple(r.subscription for r in rows))
    loaded = services.integrations.load(integration_id)
    infos = read_infos(services, loaded.integration)
    taken = TakenNames(loaded.taken)
    return Start(taken, "", (), loaded.integration, loaded.dependents, infos)


def read_infos(services: Services, integration: Integration) -> dict[str, TokenInfo]:
    """What the server said of the tokens of ``integration``, by reference."""
    refs = {integration.token_ref, *(r.token_ref for r in integration.rooms)}
    infos = services.store.read(lambda unit: unit.tokens.infos())
    return {ref: info for ref, info in infos.items() if ref in refs}


def read_room_users(services: Services, room_id: str) -> tuple[Dependent, ...]:
    """The subscriptions whose notifications name a stored room."""
    return tuple(services.store.read(lambda unit: unit.integrations.room_dependents(room_id)))


def read_vault(vault: Vault) -> VaultFacts:
    """Ask the vault how it keeps tokens; the first question may wait for a keyring."""
    return VaultFacts(vault.durable, vault.reason, vault.name)
