"""GitLab: pipelines."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

from hipadmin.domain.event import EventState, Report
from hipadmin.domain.incoming import Incoming, Reading
from hipadmin.domain.resources import build_access
from hipadmin.domain.token import Secret
from hipadmin.sources.fitting import fit, fit_id, fit_link, fit_name, fit_title
from hipadmin.sources.proofs import shown_token
from hipadmin.sources.told import Told, told_by, written_time

NAME = "gitlab"
EVENT, TOKEN = "x-gitlab-event", "x-gitlab-token"

STATUSES: Mapping[str, EventState] = MappingProxyType(
    {
        "success": EventState.SUCCESS,
        "failed": EventState.FAILURE,
        "canceled": EventState.CANCELLED,
        **dict.fromkeys(("running", "pending"), EventState.STARTED),
    }
)
"""States of a pipeline; every other one is a change."""


class GitLab:
    """Reads pipeline hooks; see `ports.sources.Source`."""

    name = NAME

    def proof(self, incoming: Incoming, secrets: Sequence[Secret]) -> bool | None:
        """X-Gitlab-Token: the webhook's secret itself."""
        return shown_token(incoming.header(TOKEN), secrets)

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """One event; none for what is about anything but pipelines."""
        is_ours = bool(incoming.header(EVENT))
        body = told_by(incoming) if is_ours else told_by(incoming, "object_kind")
        if body is None or not (is_ours or body.text("object_kind") == "pipeline"):
            return [] if is_ours else None
        return [_pipeline(body)] if body.text("object_kind") == "pipeline" else []


def _pipeline(body: Told) -> Report:
    pipeline, project = body.told("object_attributes"), body.text("project", "path_with_namespace")
    status, ref, number = pipeline.text("status"), pipeline.text("ref"), pipeline.text("id")
    state = STATUSES.get(status, EventState.CHANGED)
    page = body.text("project", "web_url")
    built = f"{page}/-/pipelines/{number}" if number else page
    host = urlsplit(fit_link(page, pipeline.text("url"))).hostname or NAME
    return Report(
        state=state,
        title=fit_title(pipeline.first("name", "ref"), "Pipeline"),
        source_id=fit_id("pipeline", number, status) if number else "",
        kind=NAME,
        accesses=(build_access(host, fit_name(project), fit_name(ref), state),),
        link=fit_link(pipeline.text("url"), built),
        at=written_time(pipeline.text("finished_at")) or written_time(pipeline.text("created_at")),
        project=fit(project),
        branch=fit(ref),
        series=fit(pipeline.text("name")),
        actor=fit(body.text("user", "name") or body.text("user", "username")),
        pull_request=pipeline.text("source") == "merge_request_event",
    )
