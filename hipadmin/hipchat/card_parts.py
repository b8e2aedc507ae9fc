"""The parts of a card: icon, thumbnail, description, activity, attribute."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from hipadmin.hipchat.card_rules import (
    CardError,
    check_choice,
    check_more,
    check_number,
    check_text,
    inside,
    object_at,
    put,
    settle,
    unpack,
)

MAX_DESCRIPTION = 1000
MAX_THUMBNAIL_URL = 250
MAX_LABEL = 50
"""HipChat v2: the label in front of an attribute; the value's own label has no limit."""

_ICON = ("url", "url@2x")
_THUMBNAIL = ("url", "url@2x", "width", "height")
_DESCRIPTION = ("value", "format")
_VALUE = ("label", "url", "style", "icon")


class Lozenge(StrEnum):
    """The box and colour an attribute's value is shown in."""

    PLAIN = "lozenge"
    SUCCESS = "lozenge-success"
    ERROR = "lozenge-error"
    CURRENT = "lozenge-current"
    COMPLETE = "lozenge-complete"
    MOVED = "lozenge-moved"


@dataclass(frozen=True, slots=True)
class Icon:
    """A small picture, ``url_2x`` for screens of double density.

    Raises:
        CardError: an address is empty.
    """

    url: str
    url_2x: str | None = None
    more: str = ""

    def __post_init__(self) -> None:
        check_text("icon.url", self.url)
        check_text("icon.url@2x", self.url_2x, optional=True)
        check_more("icon", self.more, _ICON)

    def to_wire(self) -> dict[str, Any]:
        """Give the icon as HipChat's JSON."""
        return put({"url": self.url, "url@2x": self.url_2x}, self.more)

    @classmethod
    def from_wire(cls, value: object) -> Self:
        """Read an icon.

        Raises:
            CardError: it is none.
        """
        known, more = unpack(object_at("icon", value), _ICON)
        return cls(known.get("url", ""), known.get("url@2x"), more)


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A preview; ``width`` and ``height`` are those of the original picture, in pixels.

    Raises:
        CardError: an address is not 1-250 characters, or a size no finite number.
    """

    url: str
    url_2x: str | None = None
    width: float | None = None
    height: float | None = None
    more: str = ""

    def __post_init__(self) -> None:
        check_text("thumbnail.url", self.url, most=MAX_THUMBNAIL_URL)
        check_text("thumbnail.url@2x", self.url_2x, most=MAX_THUMBNAIL_URL, optional=True)
        check_number("thumbnail.width", self.width)
        check_number("thumbnail.height", self.height)
        check_more("thumbnail", self.more, _THUMBNAIL)

    def to_wire(self) -> dict[str, Any]:
        """Give the thumbnail as HipChat's JSON."""
        sizes = {"width": self.width, "height": self.height}
        return put({"url": self.url, "url@2x": self.url_2x, **sizes}, self.more)

    @classmethod
    def from_wire(cls, value: object) -> Self:
        """Read a thumbnail.

        Raises:
            CardError: it is none.
        """
        known, more = unpack(object_at("thumbnail", value), _THUMBNAIL)
        sizes = known.get("width"), known.get("height")
        return cls(known.get("url", ""), known.get("url@2x"), *sizes, more)


@dataclass(frozen=True, slots=True)
class Description:
    """A description that says how it is written; HTML in it keeps a, b, i, strong and span.

    Raises:
        CardError: ``value`` is not 1-1000 characters, ``format`` not ``html`` or ``text``.
    """

    value: str
    format: str = "text"
    more: str = ""

    def __post_init__(self) -> None:
        check_text("description.value", self.value, most=MAX_DESCRIPTION)
        check_choice("description.format", self.format, ("html", "text"))
        check_more("description", self.more, _DESCRIPTION)

    def to_wire(self) -> dict[str, Any]:
        """Give the description as HipChat's JSON."""
        return put({"value": self.value, "format": self.format}, self.more)

    @classmethod
    def from_wire(cls, value: object) -> Self:
        """Read a description.

        Raises:
            CardError: it is none.
        """
        known, more = unpack(object_at("description", value), _DESCRIPTION)
        return cls(known.get("value", ""), known.get("format", ""), more)


@dataclass(frozen=True, slots=True)
class Activity:
    """The one line a collapsed card shows; clicking it opens the card.

    Raises:
        CardError: ``html`` is empty.
    """

    html: str
    icon: str | Icon | None = None

    def __post_init__(self) -> None:
        check_text("activity.html", self.html)
        check_icon("activity.icon", self.icon)

    def to_wire(self) -> dict[str, Any]:
        """Give the activity as HipChat's JSON."""
        return put({"html": self.html, "icon": written(self.icon)})

    @classmethod
    def from_wire(cls, value: object) -> Self:
        """Read an activity, the one part that may hold no other members.

        Raises:
            CardError: it is none.
        """
        known, more = unpack(object_at("activity", value), ("html", "icon"))
        if more:
            raise CardError("activity", "may hold “html” and “icon” only")
        with inside("activity"):
            return cls(known.get("html", ""), icon_from_wire(known.get("icon")))


@dataclass(frozen=True, slots=True)
class Attribute:
    """A fact on a card: ``value`` as shown, ``label`` in front of it, ``url`` opened by a click.

    Raises:
        CardError: ``label`` is not 1-50 characters, ``value`` or ``url`` is empty, ``style`` is no
            lozenge.
    """

    value: str
    label: str | None = None
    url: str | None = None
    style: Lozenge | None = None
    icon: str | Icon | None = None
    more: str = ""
    value_more: str = ""

    def __post_init__(self) -> None:
        check_text("attributes.label", self.label, most=MAX_LABEL, optional=True)
        check_text("attributes.value.label", self.value)
        check_text("attributes.value.url", self.url, optional=True)
        settle(self, "style", Lozenge, "attributes.value.style", optional=True)
        check_icon("attributes.value.icon", self.icon)
        check_more("attributes", self.more, ("label", "value"))
        check_more("attributes.value", self.value_more, _VALUE)

    def to_wire(self) -> dict[str, Any]:
        """Give the attribute as HipChat's JSON."""
        icon = written(self.icon)
        shown = {"label": self.value, "url": self.url, "style": self.style, "icon": icon}
        return put({"label": self.label, "value": put(shown, self.value_more)}, self.more)

    @classmethod
    def from_wire(cls, value: object) -> Self:
        """Read an attribute.

        Raises:
            CardError: it is none.
        """
        known, more = unpack(object_at("attributes", value), ("label", "value"))
        shown = object_at("attributes.value", known.get("value"))
        inner, inner_more = unpack(shown, _VALUE)
        with inside("attributes.value"):
            icon = icon_from_wire(inner.get("icon"))
        label, text = known.get("label"), inner.get("label", "")
        return cls(text, label, inner.get("url"), inner.get("style"), icon, more, inner_more)


def icon_from_wire(value: object) -> str | Icon | None:
    """Read an icon in either of its forms: an address, or an object."""
    if value is None or isinstance(value, str):
        return value
    return Icon.from_wire(value)


def check_icon(member: str, value: object) -> None:
    """Refuse what is neither None, an address nor an icon."""
    if not isinstance(value, Icon):
        check_text(member, value, optional=True)


def written(part: str | Icon | Description | None) -> Any:
    """Give the JSON of a part that may be plain text."""
    return part if part is None or isinstance(part, str) else part.to_wire()
