"""What is wrong with the entries of a file, as far as the file alone tells."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from hipadmin.domain.integration import IntegrationDraft, RoomDraft, check_integration
from hipadmin.domain.plain import PlainProblem
from hipadmin.domain.policy import Policy, PolicyError
from hipadmin.domain.policy.secrecy import secret_in
from hipadmin.domain.problems import Problem, blocking
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    SubscriptionDraft,
    check_notification,
    check_subscription,
)

if TYPE_CHECKING:
    from hipadmin.services.files.config_file import (
        ConfigFile,
        FileIntegration,
        FileNotification,
        FileSubscription,
    )

_E = TypeVar("_E")


def further_problems(config: "ConfigFile", told: Collection[str]) -> list[PlainProblem]:
    """Every problem of the entries at places other than those that were ``told`` already."""
    found = [
        *_of_each(config.integrations, "integrations", _of_integration),
        *_of_each(config.subscriptions, "subscriptions", _of_subscription),
    ]
    return [problem for problem in found if problem.path not in told]


def _of_each(
    entries: Sequence[_E], path: str, check: Callable[[_E, str], Iterable[PlainProblem]]
) -> Iterator[PlainProblem]:
    for index, entry in enumerate(entries):
        yield from check(entry, f"{path}[{index}]")


def _of_integration(entry: "FileIntegration", path: str) -> Iterable[PlainProblem]:
    rooms = tuple(RoomDraft(each.room) for each in entry.rooms or ())
    draft = IntegrationDraft(entry.name, entry.endpoint, rooms=rooms, proxy=entry.proxy)
    return _at(path, check_integration(draft, ()))


def _of_subscription(entry: "FileSubscription", path: str) -> Iterator[PlainProblem]:
    yield from _at(path, check_subscription(SubscriptionDraft(entry.name, entry.kind), ()))
    yield from _of_each(entry.notifications or (), f"{path}.notifications", _of_notification)


def _of_notification(entry: "FileNotification", path: str) -> Iterator[PlainProblem]:
    given, choice = entry.settings, RoomChoice(own=entry.own_rooms)
    draft = NotificationDraft(
        "",
        "",
        entry.name,
        choice,
        entry.projects,
        when=given.when,
        conditions=given.conditions,
        message=given.message,
    )
    yield from _at(path, check_notification(draft, (), entry.integration, has_rooms=True))
    try:
        secret = secret_in(Policy.parse(entry.policy).to_json())
    except PolicyError as error:
        yield PlainProblem(f"{path}.policy", str(error))
    else:
        if secret is not None:
            yield PlainProblem(f"{path}.policy", f"{secret.reason} {secret.hint}")


def _at(path: str, problems: Sequence[Problem]) -> list[PlainProblem]:
    return [PlainProblem(f"{path}.{p.where}", p.text) for p in blocking(tuple(problems))]
