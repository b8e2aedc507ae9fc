"""The resources and actions of hipadmin's own sources, so that one policy language covers all.

LaunchDarkly's kinds stay as they are; these chains are hipadmin's own.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from hipadmin.domain.access import Access
from hipadmin.domain.event import EventState

_FOREIGN = re.compile(r"[^A-Za-z0-9._-]")

BUILD_ACTIONS: Mapping[EventState, str] = MappingProxyType(
    {
        EventState.STARTED: "buildStarted",
        EventState.SUCCESS: "buildSucceeded",
        EventState.FAILURE: "buildFailed",
        EventState.CANCELLED: "buildCancelled",
        EventState.CHANGED: "buildChanged",
    }
)
"""What a policy calls the states of a build."""

Tags = Mapping[str, Sequence[str]]


def key(text: str) -> str:
    """``text`` as a name the policy grammar can hold, "_" for an empty one.

    A slash becomes a dot, every other character the grammar has not an underscore.
    """
    return _FOREIGN.sub("_", text.strip().replace("/", ".")) or "_"


def build_access(
    server: str, repository: str, branch: str, state: EventState, tags: Tags | None = None
) -> Access:
    """A CI build; ``tags`` by kind: a repository's topics, a branch's kind."""
    resource = f"ci/{key(server)}:repo/{key(repository)}:build/{key(branch)}"
    return Access(BUILD_ACTIONS.get(state, "buildChanged"), resource, tags or {})


def image_access(host: str, repository: str, tag: str = "", *, deleted: bool = False) -> Access:
    """A container image; its tag is a tag of the resource."""
    resource = f"registry/{key(host)}:image/{key(repository)}"
    tags = {"image": [key(tag)]} if tag else {}
    return Access("imageDeleted" if deleted else "imagePushed", resource, tags)


def alert_access(source: str, rule: str, action: str, labels: Mapping[str, str]) -> Access:
    """An alert; ``labels`` become tags of the form ``key.value``."""
    tags = [f"{key(name)}.{key(value)}" for name, value in sorted(labels.items())]
    return Access(action, f"monitor/{key(source)}:rule/{key(rule)}", {"rule": tags})


def crash_access(project: str, fingerprint: str, action: str, tags: Sequence[str] = ()) -> Access:
    """A group of errors; ``tags`` are its classifiers."""
    resource = f"crash/{key(project)}:group/{key(fingerprint)}"
    return Access(action, resource, {"group": [key(tag) for tag in tags]})


def subject_access(source: str, subject: str, type_: str) -> Access:
    """A CloudEvent; its type is the action, dots kept."""
    return Access(key(type_), f"event/{key(source)}:subject/{key(subject)}")
