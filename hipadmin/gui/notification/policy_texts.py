"""Texts of policies, compared as what they say and not as how they are written."""

import json

COMPARED = 200_000
"""Characters up to which it is worth reading them: longer ones keep the window waiting."""


def written_policy(text: str) -> str:
    """The policy in one way of writing; as it stands where it is no JSON, or very long."""
    if len(text) > COMPARED:
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def same_policy(one: str | None, other: str | None) -> bool:
    """Whether two texts say the same."""
    return one == other or written_policy(one or "null") == written_policy(other or "null")
