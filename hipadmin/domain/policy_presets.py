"""Policies to begin with, by the kind of source they make sense for."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hipadmin.domain.policy.form import Entries, Sketch
from hipadmin.domain.policy.statement import Effect
from hipadmin.domain.problems import QT_TRANSLATE_NOOP
from hipadmin.domain.subscription import SubscriptionKind

_FLAGS, _CI, _MONITORING = (
    SubscriptionKind.FLAGS,
    SubscriptionKind.CI,
    SubscriptionKind.MONITORING,
)


@dataclass(frozen=True, slots=True)
class Preset:
    """A policy with a name; without statements every event passes."""

    name: str
    sketches: tuple[Sketch, ...] = ()


def _allow(resource: str, *actions: str) -> Sketch:
    return Sketch(Effect.ALLOW, Entries((resource,)), Entries(actions or ("*",)))


def _deny(resource: str, *actions: str) -> Sketch:
    return Sketch(Effect.DENY, Entries((resource,)), Entries(actions or ("*",)))


EVERYTHING = Preset(QT_TRANSLATE_NOOP("Preset", "Everything"))
_FLAG, _BUILD, _RULE = "proj/*:env/*:flag/*", "ci/*:repo/*:build/*", "monitor/*:rule/*"
_IMAGE, _SUBJECT = "registry/*:image/*", "event/*:subject/*"
_NOT_NOISY = QT_TRANSLATE_NOOP("Preset", "Nothing tagged noisy")
_FAILURES = QT_TRANSLATE_NOOP("Preset", "Failures only")

_FAILED_BUILDS = Preset(_FAILURES, (_allow(_BUILD, "buildFailed"),))
_ALERTS = Preset(_FAILURES, (_allow(_RULE, "alertTriggered", "alertCleared"),))
_QUIET_FLAGS = Preset(_NOT_NOISY, (_allow(_FLAG), _deny(f"{_FLAG};noisy")))
_PRODUCTION = Preset(
    QT_TRANSLATE_NOOP("Preset", "Production flags only"),
    (_allow("proj/*:env/production:flag/*"),),
)

_PRESETS: Mapping[SubscriptionKind, tuple[Preset, ...]] = MappingProxyType(
    {
        _FLAGS: (_PRODUCTION, _QUIET_FLAGS),
        _CI: (
            _FAILED_BUILDS,
            Preset(_NOT_NOISY, (_allow(_BUILD), _deny("ci/*:repo/*;noisy:build/*"))),
        ),
        _MONITORING: (
            _ALERTS,
            # labels of an alert are tags of the form key.value
            Preset(_NOT_NOISY, (_allow(_RULE), _deny(f"{_RULE};noisy*"))),
        ),
        SubscriptionKind.IMAGE: (
            Preset(
                QT_TRANSLATE_NOOP("Preset", "New images only"), (_allow(_IMAGE, "imagePushed"),)
            ),
            Preset(
                QT_TRANSLATE_NOOP("Preset", "Images tagged latest"),
                (_allow(f"{_IMAGE};latest"),),
            ),
        ),
        SubscriptionKind.OTHER: (
            _PRODUCTION,
            _QUIET_FLAGS,
            Preset(_FAILURES, (*_FAILED_BUILDS.sketches, *_ALERTS.sketches)),
        ),
    }
)

ACTS = Preset(
    QT_TRANSLATE_NOOP("Preset", "What administrators do here"), (_allow("integration/*"),)
)


def presets(kind: SubscriptionKind) -> tuple[Preset, ...]:
    """The presets for a kind of source, "everything" first."""
    return (EVERYTHING, *_PRESETS[kind], ACTS)


RESOURCES: Mapping[SubscriptionKind, str] = MappingProxyType(
    {
        _FLAGS: _FLAG,
        _CI: _BUILD,
        _MONITORING: _RULE,
        SubscriptionKind.IMAGE: _IMAGE,
        SubscriptionKind.OTHER: _SUBJECT,
    }
)
"""What a new statement is about, by kind of source."""
