"""The policy filter in the language of LaunchDarkly's custom roles: read, judge, print."""

from hipadmin.domain.access import Access
from hipadmin.domain.policy.evaluator import Verdict, Why
from hipadmin.domain.policy.faults import Fault
from hipadmin.domain.policy.policy import Policy
from hipadmin.domain.policy.problem import PolicyError, PolicyProblem
from hipadmin.domain.policy.specifier import Pair, Selector, Specifier
from hipadmin.domain.policy.statement import Effect, Statement

__all__ = [
    "Access",
    "Effect",
    "Fault",
    "Pair",
    "Policy",
    "PolicyError",
    "PolicyProblem",
    "Selector",
    "Specifier",
    "Statement",
    "Verdict",
    "Why",
]
