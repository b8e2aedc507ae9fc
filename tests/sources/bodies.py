"""What each source sends, as small as it can be; every value is made up."""

from typing import Any

from hipadmin.domain.ports.sources import Source
from hipadmin.sources import every_source

LAUNCHDARKLY: Any = {
    "_id": "e1",
    "date": 1_772_352_000_000,
    "kind": "flag",
    "name": "Dark cart",
    "accesses": [{"action": "updateOn", "resource": "proj/shop:env/production:flag/dark-cart"}],
    "comment": "go live",
    "description": "* Turned **on** for `all`",
    "titleVerb": "turned on the flag",
    "title": "[Mia Moe](mailto:mia@example.com) turned on the flag"
    " [Dark cart](https://flags.example/shop/dark-cart) in `Production`",
    "member": {"email": "mia@example.com", "firstName": "Mia", "lastName": "Moe"},
    "currentVersion": {"tags": ["checkout", "noisy"]},
    "project": {"tags": ["web"], "environment": {"tags": ["live"], "critical": True}},
    "_links": {"site": {"href": "/shop/dark-cart"}},
}
WORKFLOW: Any = {
    "action": "completed",
    "repository": {
        "full_name": "acme/cart",
        "html_url": "https://github.com/acme/cart",
        "topics": ["shop"],
    },
    "workflow_run": {
        "id": 41,
        "run_attempt": 2,
        "run_number": 7,
        "name": "Build",
        "display_title": "Mend totals",
        "head_branch": "main",
        "event": "push",
        "conclusion": "failure",
        "html_url": "https://github.com/acme/cart/actions/runs/41",
        "updated_at": "2026-03-01T08:00:00Z",
        "actor": {"login": "mia"},
    },
}
SUITE: Any = {
    "action": "completed",
    "repository": {"full_name": "acme/cart", "html_url": "https://github.com/acme/cart"},
    "check_suite": {
        "id": 9,
        "head_branch": None,
        "head_sha": "abc",
        "conclusion": "success",
        "updated_at": "2026-03-01T08:00:00Z",
        "app": {"name": "Builder"},
        "head_commit": {"message": "Mend totals\n\nAll of them."},
        "pull_requests": [{"number": 3}],
    },
}
STATUS: Any = {
    "id": 5,
    "name": "acme/cart",
    "state": "error",
    "context": "deploy",
    "description": "Deploy broke",
    "target_url": None,
    "branches": [{"name": "main"}],
    "commit": {"html_url": "https://github.com/acme/cart/commit/abc"},
    "updated_at": "2026-03-01T08:00:00Z",
}
PIPELINE: Any = {
    "object_kind": "pipeline",
    "object_attributes": {
        "id": 7,
        "ref": "main",
        "status": "success",
        "created_at": "2026-03-01 08:00:00 UTC",
        "finished_at": "2026-03-01 08:04:00 UTC",
    },
    "user": {"name": "Mia Moe"},
    "project": {"path_with_namespace": "acme/cart", "web_url": "https://gitlab.example/acme/cart"},
}
ALERTS: Any = {
    "version": "4",
    "groupKey": "g",
    "truncatedAlerts": 2,
    "status": "firing",
    "externalURL": "https://alerts.example",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "DiskFull", "instance": "db1", "severity": "critical"},
            "annotations": {"summary": "db1 is full", "description": "3 % are left"},
            "startsAt": "2026-03-01T08:00:00Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "https://prom.example/graph",
            "fingerprint": "f1",
        },
        {
            "status": "resolved",
            "labels": {"alertname": "DiskFull", "job": "backup"},
            "annotations": {},
            "startsAt": "2026-03-01T07:00:00Z",
            "endsAt": "2026-03-01T08:00:00Z",
        },
    ],
}
GRAFANA: Any = {
    "orgId": 1,
    "version": "1",
    "groupKey": "g",
    "title": "[FIRING:1] Slow",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "Slow", "grafana_folder": "Shop"},
            "annotations": {"summary": "Shop is slow"},
            "startsAt": "2026-03-01T08:00:00Z",
            "panelURL": "https://grafana.example/d/1?viewPanel=2",
            "generatorURL": "https://grafana.example/alerting/1",
            "fingerprint": "f2",
        }
    ],
}
PANEL: Any = {
    "ruleId": 3,
    "ruleName": "Load",
    "state": "ok",
    "title": "[OK] Load",
    "message": "Fine again",
    "ruleUrl": "https://grafana.example/d/3",
    "evalMatches": [],
}
REGISTRY: Any = {
    "events": [
        {
            "id": "r1",
            "timestamp": "2026-03-01T08:00:00Z",
            "action": "push",
            "target": {
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "digest": "sha256:0123456789abcdef0123",
                "repository": "acme/cart",
                "tag": "1.4",
                "url": "https://registry.example/v2/acme/cart/manifests/sha256:01",
            },
            "actor": {"name": "builder"},
        },
        {
            "id": "r2",
            "action": "push",
            "target": {"mediaType": "application/octet-stream", "repository": "acme/cart"},
        },
        {"id": "r3", "action": "pull", "target": {"repository": "acme/cart", "tag": "1.4"}},
        {
            "id": "r4",
            "action": "delete",
            "target": {"repository": "acme/cart", "digest": "sha256:01"},
            "request": {"host": "registry.example:5000"},
        },
    ]
}
HUB: Any = {
    "push_data": {"pushed_at": 1_772_352_000, "pusher": "builder", "tag": "1.4"},
    "repository": {"repo_name": "acme/cart", "repo_url": "https://hub.example/r/acme/cart"},
}
EYES: Any = {
    "eventId": "77",
    "eventType": "ALERT_NOTIFICATION_TRIGGER",
    "alert": {
        "alertId": 9001,
        "ruleName": "Slow page",
        "ruleExpression": "Response time > 2 s",
        "testName": "front",
        "type": "HTTP Server",
        "severity": "Major",
        "dateStartZoned": "2026-03-01 08:00:00 UTC",
        "dateEndZoned": "2026-03-01 09:00:00 EST",
        "permalink": "https://eyes.example/alerts/9001",
        "agents": [{"agentName": "Oslo", "metricsAtStart": "2.4 s", "metricsAtEnd": "0.4 s"}],
    },
}
SEMATEXT: Any = {
    "applicationId": 12,
    "ruleType": "AF_VALUE",
    "backToNormal": "false",
    "title": "Load is high",
    "description": "Load 9 for 5 min",
    "troubleshootUrl": "https://apps.example/12",
    "createTimestamp": "2026-03-01T08:00:00Z",
    "priority": "ERROR",
    "filters": {"host": "db1"},
}
BACKTRACE: Any = {
    "universe": "acme",
    "project": "cart",
    "application": "server",
    "fingerprint": "ab12",
    "group_url": "https://acme.example/p/cart/triage?fp=ab12",
    "callstack": ["total()", "main()"],
    "classifiers": ["segv"],
    "occurrences": 4,
    "object_id": "1f",
    "timestamp": [1_772_340_000, 1_772_352_000],
    "hosts": ["db1"],
    "attributes": {"version": [["1.4", 3], ["1.3", 1]]},
}

CASES: dict[str, tuple[Any, dict[str, str]]] = {
    "launchdarkly": (LAUNCHDARKLY, {}),
    "github workflow_run": (WORKFLOW, {"x_github_event": "workflow_run"}),
    "github check_suite": (SUITE, {"x_github_event": "check_suite"}),
    "github status": (STATUS, {"x_github_event": "status"}),
    "gitlab": (PIPELINE, {"x_gitlab_event": "Pipeline Hook"}),
    "alertmanager": (ALERTS, {}),
    "grafana": (GRAFANA, {}),
    "grafana panel": (PANEL, {}),
    "registry": (REGISTRY, {}),
    "docker-hub": (HUB, {}),
    "thousandeyes": (EYES, {}),
    "sematext": (SEMATEXT, {}),
    "backtrace": (BACKTRACE, {}),
}
"""A body and headers of every form of every source that others make."""


def source(name: str) -> Source:
    """The source called ``name``."""
    [found] = [each for each in every_source() if each.name == name]
    return found
