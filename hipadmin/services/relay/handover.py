"""The secrets that a relay needs, gathered by whoever can ask the vault, and handed over a pipe."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from hipadmin.domain.errors import VaultTrouble
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.token import Secret
from hipadmin.services.tokens import TokenKeeper


@dataclass(frozen=True, slots=True)
class Handover:
    """Every secret by its reference, None where the vault has none.

    ``trouble`` says why some are missing here for now; empty if none is.
    """

    secrets: Mapping[str, Secret | None] = field(default_factory=dict)
    trouble: str = ""

    def line(self) -> str:
        """One line of JSON in plain: for a pipe, never for a file."""
        plain = {ref: None if s is None else s.reveal() for ref, s in self.secrets.items()}
        return json.dumps({"secrets": plain, "trouble": self.trouble}) + "\n"

    @classmethod
    def parse(cls, line: str) -> "Handover":
        """Read such a line. Raises ValueError, without a word of it."""
        try:
            plain = json.loads(line)
            given = plain["secrets"].items()
            found = {str(ref): None if s is None else Secret(str(s)) for ref, s in given}
            return cls(found, str(plain["trouble"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError("this is no handover") from None


class Gatherer:
    """Asks the vault for what integrations post with and doors are opened with.

    A reference stands for one version of a token, so what was found once is not asked again.
    Blocking, from one thread at a time. Raises StoreTrouble.
    """

    def __init__(self, store: Store, tokens: TokenKeeper) -> None:
        self._store = store
        self._tokens = tokens
        self._found: dict[str, Secret] = {}

    def wanted(self) -> frozenset[str]:
        """The references to it."""
        return self._store.read(_wanted)

    def __call__(self) -> Handover:
        """Everything there is now."""
        wanted = self.wanted()
        self._found = {ref: s for ref, s in self._found.items() if ref in wanted}
        secrets: dict[str, Secret | None] = dict(self._found)
        for ref in sorted(wanted - self._found.keys()):
            try:
                secret = self._tokens.reveal(ref)
            except VaultTrouble as error:
                return Handover(secrets, error.text)
            secrets[ref] = secret
            if secret is not None:
                self._found[ref] = secret
        return Handover(secrets)


def _wanted(unit: Unit) -> frozenset[str]:
    used = {ref for each in unit.integrations.all() for ref in each.token_refs}
    return frozenset(used | {key.ref_id for key in unit.intake_keys.all()})
