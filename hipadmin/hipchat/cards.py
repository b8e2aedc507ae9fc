"""Cards of all five styles: values that hold what HipChat takes, and nothing else.

Limits are those of HipChat v2's card schema, counted in code points. ``more`` keeps members the
schema does not name, as JSON text, so that a card read is written again as it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from hipadmin.hipchat.card_parts import (
    MAX_DESCRIPTION,
    Activity,
    Attribute,
    Description,
    Icon,
    Lozenge,
    Thumbnail,
    check_icon,
    icon_from_wire,
    written,
)
from hipadmin.hipchat.card_rules import (
    CardError,
    check_choice,
    check_kind,
    check_more,
    check_parts,
    check_text,
    inside,
    object_at,
    put,
    settle,
    unpack,
)

__all__ = [
    "Activity",
    "Attribute",
    "Card",
    "CardError",
    "CardFormat",
    "CardStyle",
    "Description",
    "Icon",
    "Lozenge",
    "Thumbnail",
    "wire_card",
]

MAX_TITLE = 500


class CardStyle(StrEnum):
    """What a card stands for."""

    FILE = "file"
    IMAGE = "image"
    APPLICATION = "application"
    LINK = "link"
    MEDIA = "media"


class CardFormat(StrEnum):
    """How much of the description shows: one or two lines, or up to five."""

    COMPACT = "compact"
    MEDIUM = "medium"


_NEEDS = {CardStyle.LINK: "description", CardStyle.IMAGE: "url"}
"""Without it HipChat's own clients show nothing of a card of this style."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card, shown instead of the message by clients that know cards.

    ``id`` lets HipChat recognise a card sent again; a click opens ``url``. A link needs a
    description and an image a ``url``, or HipChat's own clients show nothing of them.

    Raises:
        CardError: naming the member at fault and its limit.
    """

    style: CardStyle
    id: str
    title: str
    url: str | None = None
    description: str | Description | None = None
    format: CardFormat | None = None
    thumbnail: Thumbnail | None = None
    icon: str | Icon | None = None
    activity: Activity | None = None
    attributes: tuple[Attribute, ...] = ()
    more: str = ""

    def __post_init__(self) -> None:
        settle(self, "style", CardStyle)
        check_text("id", self.id)
        check_text("title", self.title, most=MAX_TITLE)
        check_text("url", self.url, optional=True)
        settle(self, "format", CardFormat, optional=True)
        if not isinstance(self.description, Description):
            check_text("description", self.description, most=MAX_DESCRIPTION, optional=True)
        self._check_parts()
        need = _NEEDS.get(self.style)
        if need is not None and getattr(self, need) is None:
            raise CardError(need, f"is needed by a card of style {self.style}")

    def _check_parts(self) -> None:
        check_kind("thumbnail", self.thumbnail, Thumbnail)
        check_kind("activity", self.activity, Activity)
        check_parts("attributes", self.attributes, Attribute)
        check_icon("icon", self.icon)
        check_more("", self.more, _CARD)

    def to_wire(self) -> dict[str, Any]:
        """Give the card as HipChat's JSON."""
        thumbnail, activity = self.thumbnail, self.activity
        members = {name: getattr(self, name) for name in _PLAIN} | {
            "description": written(self.description),
            "thumbnail": thumbnail.to_wire() if thumbnail else None,
            "icon": written(self.icon),
            "activity": activity.to_wire() if activity else None,
            "attributes": [each.to_wire() for each in self.attributes] or None,
        }
        return put(members, self.more)

    @classmethod
    def from_wire(cls, value: object) -> Self:
        """Read a card from HipChat's JSON; null members count as absent, others are kept.

        Raises:
            CardError: it is no card HipChat would take or show.
        """
        known, more = unpack(object_at("card", value), _CARD)
        given: dict[str, Any] = dict.fromkeys(_REQUIRED, "") | known
        parts = {name: read(known[name]) for name, read in _READ.items() if name in known}
        return cls(**given | parts, more=more)


_REQUIRED = ("style", "id", "title")
_PLAIN = (*_REQUIRED, "url", "format")


def _description(value: object) -> str | Description:
    return value if isinstance(value, str) else Description.from_wire(value)


def _attributes(value: object) -> tuple[Attribute, ...]:
    if not isinstance(value, list | tuple):
        raise CardError("attributes", "must be a list")
    found = []
    for at, each in enumerate(value):
        with inside("", "attributes", f"attributes[{at}]"):
            found.append(Attribute.from_wire(each))
    return tuple(found)


_READ: dict[str, Callable[[object], Any]] = {
    "description": _description,
    "thumbnail": Thumbnail.from_wire,
    "icon": icon_from_wire,
    "activity": Activity.from_wire,
    "attributes": _attributes,
}
_CARD = (*_PLAIN, *_READ)


def wire_card(card: Card | Mapping[str, Any]) -> dict[str, Any]:
    """Give a card to send. JSON of one's own is held to HipChat's schema only.

    What a style needs to be shown is not asked of it: HipChat takes the card all the same, and
    refusing it here would lose the message as well.

    Raises:
        CardError: HipChat would refuse it.
    """
    if isinstance(card, Card):
        return card.to_wire()
    given = dict(object_at("card", card))
    style = given.get("style")
    check_choice("style", style, tuple(CardStyle))
    return Card.from_wire(given | {"style": CardStyle.APPLICATION}).to_wire() | {"style": style}
