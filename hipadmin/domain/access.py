"""What an event did: one action on one resource."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

ACT, PAIR, NAME, TAG, MARK = "\x1c", "\x1d", "\x1e", "\x1f", "\x1b"
"""What ends an action, a pair, a name, a tag, a property in the line of an access."""
NAME_LENGTH = 1_000
"""Characters of one name, tag or action."""
SPECIFIER_LENGTH = 4_000
"""Characters of one resource or specifier, tags included."""
_SIGNS = frozenset((ACT, PAIR, NAME, TAG, MARK))


@dataclass(frozen=True, slots=True)
class Access:
    """One action on one resource, as an event reports it.

    ``resource`` is kind/key pairs joined by colons, without tags; ``tags`` are the tags of each
    link by its kind, ``properties`` likewise (``{"env": {"critical": True}}``). ``signature`` is
    the chain of kinds and ``line`` all of it in one text to compare with expressions; both are ""
    where something in it cannot be written so.
    """

    action: str
    resource: str
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    properties: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    signature: str = field(init=False, compare=False, repr=False)
    line: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        try:
            signature, line = _written(self)
        except (TypeError, AttributeError, ValueError):
            # foreign input is checked when it is taken, and must get as far as that
            signature, line = "", ""
        object.__setattr__(self, "signature", signature)
        object.__setattr__(self, "line", line)


def chain(resource: str) -> tuple[str, list[str]]:
    """Split a resource into the signature of its chain and its names."""
    signature, names = [], []
    for pair in resource.split(":"):
        kind, slash, name = pair.partition("/")
        signature.append(kind + slash)
        names.append(name)
    return ":".join(signature), names


def _written(access: Access) -> tuple[str, str]:
    signature, names = chain(access.resource)
    kinds = [kind.removesuffix("/") for kind in signature.split(":")]
    parts = [access.action, ACT]
    for kind, name in zip(kinds, names, strict=True):
        parts += [name, NAME, *_tags(access, kind), *_properties(access, kind), PAIR]
    texts = (access.action, access.resource, *_texts(access))
    plain = all(text.isprintable() or _SIGNS.isdisjoint(text) for text in texts)
    return (signature, "".join(parts)) if plain else ("", "")


def _tags(access: Access, kind: str) -> Iterator[str]:
    for tag in access.tags.get(kind, ()):
        yield from (tag, TAG)


def _properties(access: Access, kind: str) -> Iterator[str]:
    for name, value in access.properties.get(kind, {}).items():
        if isinstance(value, bool):
            yield from (f"{name}:{str(value).lower()}", MARK)


def _texts(access: Access) -> Iterator[str]:
    for tags in access.tags.values():
        yield from tags
    for properties in access.properties.values():
        yield from properties
