"""GitHub: runs of workflows, suites of checks, and commit statuses of other systems."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import urlsplit

from hipadmin.domain.event import EventState, Report
from hipadmin.domain.incoming import Incoming, Reading
from hipadmin.domain.resources import build_access
from hipadmin.domain.token import Secret
from hipadmin.sources.fitting import fit, fit_facts, fit_id, fit_link, fit_name, fit_title
from hipadmin.sources.proofs import signed_body
from hipadmin.sources.told import Told, told_by, written_time

NAME = "github"
EVENT, SIGNATURE = "x-github-event", "x-hub-signature-256"
_TOPICS = 50
"""Of a repository; GitHub has at most 20."""

CONCLUSIONS: Mapping[str, EventState] = MappingProxyType(
    {
        "success": EventState.SUCCESS,
        **dict.fromkeys(("failure", "timed_out", "startup_failure"), EventState.FAILURE),
        "cancelled": EventState.CANCELLED,
        **dict.fromkeys(("neutral", "skipped", "stale", "action_required"), EventState.CHANGED),
    }
)
"""How a run or suite ended; one that has no conclusion is under way."""
STATUSES: Mapping[str, EventState] = MappingProxyType(
    {
        "pending": EventState.STARTED,
        "success": EventState.SUCCESS,
        **dict.fromkeys(("failure", "error"), EventState.FAILURE),
    }
)


class GitHub:
    """Reads what a GitHub webhook sends; see `ports.sources.Source`."""

    name = NAME

    def proof(self, incoming: Incoming, secrets: Sequence[Secret]) -> bool | None:
        """X-Hub-Signature-256: HMAC-SHA256 of the body with the webhook's secret."""
        given = incoming.header(SIGNATURE).removeprefix("sha256=")
        return signed_body(given, incoming.body, secrets)

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """One event; none for what is about anything but builds."""
        event = incoming.header(EVENT)
        if not event:
            return None
        body, translate = told_by(incoming), _TRANSLATED.get(event)
        return [] if body is None or translate is None else [translate(body)]


def _ping(body: Told) -> Report:
    repository = body.text("repository", "full_name")
    return Report(
        kind=NAME,
        state=EventState.TEST,
        title=fit_title(f"GitHub will report {repository}".strip(), "GitHub"),
        link=fit_link(body.text("repository", "html_url")),
        project=fit(repository),
    )


def _workflow_run(body: Told) -> Report:
    run = body.told("workflow_run")
    state = _state_of_run(body.text("action"), run.text("conclusion"))
    link = fit_link(run.text("html_url"), body.text("repository", "html_url"))
    told = (body.text("action"), run.text("id"), run.text("run_attempt"))
    return _of_repository(
        body,
        Report(
            state=state,
            title=fit_title(run.first("display_title", "name"), "Workflow run"),
            source_id=fit_id("workflow_run", *told),
            link=link,
            at=written_time(run.text("updated_at")),
            branch=fit(run.text("head_branch")),
            series=fit(run.text("name")),
            actor=fit(run.text("actor", "login") or body.text("sender", "login")),
            pull_request=run.text("event").startswith("pull_request"),
            facts=fit_facts(_named(run, "run_number", "run_attempt", "event", "head_sha")),
        ),
    )


def _state_of_run(action: str, conclusion: str) -> EventState:
    if action == "completed":
        return CONCLUSIONS.get(conclusion, EventState.CHANGED)
    return EventState.STARTED


def _check_suite(body: Told) -> Report:
    suite = body.told("check_suite")
    conclusion, app = suite.text("conclusion"), suite.text("app", "name")
    started = EventState.STARTED if not conclusion else EventState.CHANGED
    subject = suite.text("head_commit", "message").partition("\n")[0].strip()
    page = body.text("repository", "html_url")
    commit = f"{page}/commit/{suite.text('head_sha')}" if suite.text("head_sha") else ""
    return _of_repository(
        body,
        Report(
            state=CONCLUSIONS.get(conclusion, started),
            title=fit_title(subject, app or "Check suite"),
            source_id=fit_id("check_suite", suite.text("id"), conclusion, suite.text("updated_at")),
            link=fit_link(commit, page),
            at=written_time(suite.text("updated_at")),
            branch=fit(suite.text("head_branch")),
            series=fit(app),
            actor=fit(body.text("sender", "login")),
            pull_request=any(True for _ in suite.tolds("pull_requests")),
            facts=fit_facts(_named(suite, "head_sha")),
        ),
    )


def _status(body: Told) -> Report:
    context = body.text("context")
    branch = next((each.text("name") for each in body.tolds("branches")), "")
    return _of_repository(
        body,
        Report(
            state=STATUSES.get(body.text("state"), EventState.CHANGED),
            title=fit_title(body.first("description", "context"), "Status"),
            source_id=fit_id("status", body.text("id"), body.text("state")),
            link=fit_link(body.text("target_url"), body.text("commit", "html_url")),
            at=written_time(body.text("updated_at")),
            branch=fit(branch),
            series=fit(context),
            actor=fit(body.text("sender", "login")),
            facts=fit_facts(_named(body, "sha", "context")),
        ),
    )


def _of_repository(body: Told, report: Report) -> Report:
    """``report`` with the repository it is about, and what a policy is asked for."""
    repository = body.text("repository", "full_name") or body.text("name")
    host = urlsplit(fit_link(body.text("repository", "html_url")) or report.link).hostname or NAME
    topics = [fit_name(topic) for topic in body.texts("repository", "topics")[:_TOPICS]]
    access = build_access(
        host, fit_name(repository), fit_name(report.branch), report.state, {"repo": topics}
    )
    return replace(report, kind=NAME, project=fit(repository), accesses=(access,))


def _named(told: Told, *names: str) -> Mapping[str, str]:
    return {name: text for name in names if (text := told.text(name))}


_TRANSLATED: Mapping[str, Callable[[Told], Report]] = MappingProxyType(
    {
        "ping": _ping,
        "workflow_run": _workflow_run,
        "check_suite": _check_suite,
        "status": _status,
    }
)
