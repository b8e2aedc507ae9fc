"""Problems and verdicts of policies in the window's words."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from hipadmin.domain.access import chain
from hipadmin.domain.policy import (
    Access,
    Effect,
    Policy,
    PolicyProblem,
    Statement,
    Verdict,
    Why,
)
from hipadmin.domain.policy.faults import HINTS, REASONS, Type, Wanted
from hipadmin.domain.policy.specifier import parse_specifier
from hipadmin.domain.policy.tracing import Reach, Step, trace
from hipadmin.gui.look.direction import isolated

translate = QCoreApplication.translate
Allowing = Mapping[str, Sequence[Statement]]
"""Statements that allow something, by chain of kinds."""
_NEAREST = (
    Reach.SPARED_ACTION,
    Reach.ACTION,
    Reach.SPARED_RESOURCE,
    Reach.PROPERTY,
    Reach.TAG,
    Reach.NAME,
)


def problem_words(problem: PolicyProblem) -> str:
    """What is wrong and what helps."""
    params = {name: _said(value) for name, value in problem.params.items()}
    reason = translate("Policy", REASONS[problem.fault]).format(**params)
    hint = HINTS.get(problem.fault)
    return f"{reason} {translate('Policy', hint).format(**params)}" if hint else reason


def _said(value: object) -> object:
    if isinstance(value, Type | Wanted):
        return translate("Policy", value.value)
    return isolated(value) if isinstance(value, str) else value


def problem_line(problem: PolicyProblem) -> str:
    """Where it is, what is wrong and what helps."""
    return f"{place_words(problem)}: {problem_words(problem)}"


def place_words(problem: PolicyProblem) -> str:
    """Where it is: line and column."""
    locale = QLocale()
    line, column = problem.line or 1, problem.column or 1
    return translate("PolicyWords", "Line {line}, column {column}").format(
        line=locale.toString(line), column=locale.toString(column)
    )


def where(access: Access | None) -> str:
    """The part of a resource that tells most in a narrow column: what its last pair stands in."""
    pairs = access.resource.split(":") if access else []
    return pairs[-2] if len(pairs) > 1 else "".join(pairs)


def why(policy: Policy, allowing: Allowing, verdict: Verdict) -> str:
    """Which statement decided, or what was nearest of those that allow something, in one line."""
    if verdict.why is Why.NO_POLICY:
        return translate("PolicyWords", "There is no policy")
    if verdict.access is None:
        return translate("PolicyWords", "The event names no resource")
    if verdict.statement is not None:
        return _decided(policy, verdict.statement, verdict.access)
    own = allowing.get(chain(verdict.access.resource)[0], ())
    return _not_allowed(trace(own, verdict.access), verdict.access)


def _decided(policy: Policy, number: int, access: Access) -> str:
    statement = policy.statements[number - 1]
    words = (
        translate("PolicyWords", "Statement {number} allows it")
        if statement.effect is Effect.ALLOW
        else translate("PolicyWords", "Statement {number} denies it")
    ).format(number=number)
    wanted = trace([statement], access)[0].wanted
    tagged = [pair for pair in parse_specifier(wanted).pairs if pair.tags] if wanted else []
    if not tagged:
        return words
    template = translate("PolicyWords", "{words}: the {kind} is tagged {tag}")
    return template.format(words=words, kind=tagged[-1].kind, tag=", ".join(tagged[-1].tags))


def _not_allowed(steps: tuple[Step, ...], access: Access) -> str:
    found = (s for reach in _NEAREST for s in steps if s.reach is reach)
    nearest = next(found, None)
    if nearest is None:
        kind = access.resource.rpartition(":")[2].partition("/")[0]
        return translate("PolicyWords", "No statement allows “{kind}”").format(kind=isolated(kind))
    if nearest.reach in (Reach.ACTION, Reach.SPARED_ACTION):
        template = translate("PolicyWords", "No statement allows {action}")
        return template.format(action=isolated(access.action))
    return translate("PolicyWords", "No statement allows it: {reason}").format(
        reason=_in_the_way(nearest)
    )


def step_words(step: Step) -> str:
    """What one statement makes of one access."""
    if step.reach is Reach.COVERS:
        template = (
            translate("PolicyWords", "Statement {number} allows it: {wanted}")
            if step.effect is Effect.ALLOW
            else translate("PolicyWords", "Statement {number} denies it: {wanted}")
        )
        wanted = isolated(step.wanted) or translate("PolicyWords", "it is none of those excepted")
        return template.format(number=step.number, wanted=wanted)
    template = translate("PolicyWords", "Statement {number} does not concern it: {reason}")
    return template.format(number=step.number, reason=_in_the_way(step))


def _in_the_way(step: Step) -> str:
    wanted, found = isolated(step.wanted), isolated(step.found)
    return {
        Reach.OTHER_KIND: translate("PolicyWords", "{wanted} is of another kind"),
        Reach.NAME: translate("PolicyWords", "{found} is not {wanted}"),
        Reach.TAG: translate("PolicyWords", "the {found} has no tag {wanted}"),
        Reach.PROPERTY: translate("PolicyWords", "the {found} is not {wanted}"),
        Reach.SPARED_RESOURCE: translate("PolicyWords", "{wanted} is excepted"),
        Reach.ACTION: translate("PolicyWords", "{found} is not among its actions"),
        Reach.SPARED_ACTION: translate("PolicyWords", "{found} is excepted"),
        Reach.COVERS: "",
    }[step.reach].format(wanted=wanted, found=found)
