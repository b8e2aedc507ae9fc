"""Statements: the typed form of one entry of a policy."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hipadmin.domain.policy.specifier import Specifier


class Effect(StrEnum):
    """The direction of a statement."""

    ALLOW = "allow"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Statement:
    """Allows or denies some actions on some resources.

    Exactly one of ``resources`` and ``not_resources`` and one of ``actions`` and ``not_actions``
    is filled; all specifiers are of one chain of kinds.
    """

    effect: Effect
    resources: tuple[Specifier, ...] = ()
    not_resources: tuple[Specifier, ...] = ()
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()

    @property
    def specifiers(self) -> tuple[Specifier, ...]:
        """The filled one of the two lists."""
        return self.resources or self.not_resources

    @property
    def signature(self) -> str:
        """The chain of kinds concerned; resources of other kinds are out of reach."""
        return self.specifiers[0].signature

    @property
    def kind(self) -> str:
        """The kind of the resources concerned."""
        return self.specifiers[0].kind

    def to_json(self) -> dict[str, str | list[str]]:
        """Give the JSON object, absent lists left out."""
        return {"effect": self.effect.value, **dict(self._lists())}

    def _lists(self) -> Iterator[tuple[str, list[str]]]:
        lists = {
            "resources": map(str, self.resources),
            "notResources": map(str, self.not_resources),
            "actions": self.actions,
            "notActions": self.not_actions,
        }
        for name, entries in lists.items():
            if filled := list(entries):
                yield name, filled
