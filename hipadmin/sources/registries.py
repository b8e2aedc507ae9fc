"""Container registries: what was pushed and deleted, as Docker Hub and every v2 registry say it."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from hipadmin.domain.event import EventState, Report
from hipadmin.domain.incoming import Incoming, Reading
from hipadmin.domain.resources import image_access
from hipadmin.sources.fitting import fit, fit_id, fit_link, fit_name, fit_title
from hipadmin.sources.proofs import ByKey
from hipadmin.sources.told import Told, time_of_epoch, told_by, written_time

EVENTS = "application/vnd.docker.distribution.events.v"
_MANIFESTS = ("manifest", "index")
_ACTIONS = {"push": "pushed", "mount": "mounted", "delete": "deleted"}
_DIGEST = 19
"""Characters of a digest that a person reads: its method and twelve digits."""
_HUB = "hub.docker.com"


class Registry(ByKey):
    """Reads the notifications of a v2 registry; see `ports.sources.Source`.

    A registry sends the intake key itself, in a header of its configuration.
    """

    name = "registry"

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """One event per image; pulls and the layers that come with an image are passed over."""
        body = told_by(incoming, "events")
        if body is None or not isinstance(body.value("events"), list):
            return None
        events = list(body.tolds("events"))
        if not incoming.media_type.startswith(EVENTS) and not all(map(_is_event, events)):
            return None
        return [_image(each) for each in events if _is_wanted(each)]


class DockerHub(ByKey):
    """Reads the webhook of a Docker Hub repository; see `ports.sources.Source`.

    Docker Hub signs nothing; the intake key stands in the address.
    """

    name = "docker-hub"

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """The push."""
        body = told_by(incoming, "push_data")
        if body is None or not body.text("push_data", "tag"):
            return None
        return [_push(body)] if body.text("repository", "repo_name") else None


def _is_event(event: Told) -> bool:
    return "target" in event and "action" in event


def _is_wanted(event: Told) -> bool:
    media_type, action = event.text("target", "mediaType"), event.text("action")
    layer = bool(media_type) and not any(word in media_type for word in _MANIFESTS)
    return action in _ACTIONS and not layer and bool(event.text("target", "repository"))


def _image(event: Told) -> Report:
    target, action = event.told("target"), event.text("action")
    repository, tag, digest = (target.text(n) for n in ("repository", "tag", "digest"))
    link = fit_link(target.text("url"))
    host = event.text("request", "host") or urlsplit(link).netloc or event.text("source", "addr")
    deleted = action == "delete"
    image = f"{repository}:{tag}" if tag else repository
    short = f" ({digest[:_DIGEST]})" if digest else ""
    access = image_access(fit_name(host), fit_name(repository), fit(tag, 200), deleted=deleted)
    return Report(
        state=EventState.CHANGED,
        title=fit_title(f"{image} {_ACTIONS[action]}{short}", "Image"),
        source_id=fit_id(event.text("id")) if event.text("id") else "",
        kind=Registry.name,
        accesses=(access,),
        link=link,
        at=written_time(event.text("timestamp")),
        project=fit(repository),
        branch=fit(tag),
        actor=fit(event.text("actor", "name")),
    )


def _push(body: Told) -> Report:
    push, repository = body.told("push_data"), body.text("repository", "repo_name")
    tag, pusher, pushed_at = push.text("tag"), push.text("pusher"), push.text("pushed_at")
    by = f" by {pusher}" if pusher else ""
    return Report(
        state=EventState.CHANGED,
        title=fit_title(f"{repository}:{tag} pushed{by}", "Image"),
        source_id=fit_id(repository, tag, pushed_at) if pushed_at else "",
        kind=DockerHub.name,
        accesses=(image_access(_HUB, fit_name(repository), fit(tag, 200)),),
        link=fit_link(body.text("repository", "repo_url")),
        at=time_of_epoch(push.number("pushed_at")),
        project=fit(repository),
        branch=fit(tag),
        actor=fit(pusher),
    )
