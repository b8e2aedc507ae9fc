"""Tokens in a policy: it is stored, exported and shown, so none may stand in it."""

from hipadmin.domain.policy.faults import Fault
from hipadmin.domain.policy.problem import PolicyProblem
from hipadmin.domain.redaction import mask_pasted
from hipadmin.domain.token import OAUTH2_LENGTH


def secret_in(text: str) -> PolicyProblem | None:
    """What is wrong with a sound policy's ``text`` if a token stands in it, at its place.

    Piece by piece, so that a long one holds up nobody: what is shorter than a token has none.
    """
    start = 0
    for piece in text.split('"'):
        if len(piece) >= OAUTH2_LENGTH:
            masked = mask_pasted(piece)
            if masked != piece:
                return _problem(text[: start + _first_difference(piece, masked)])
        start += len(piece) + 1
    return None


def _first_difference(one: str, other: str) -> int:
    return next(n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)


def _problem(before: str) -> PolicyProblem:
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return PolicyProblem("", Fault.SECRET, line=line, column=column)
