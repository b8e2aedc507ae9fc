"""The subcommand `list`: integrations and their state, in lines or as JSON."""

import argparse
import json
from datetime import datetime

from hipadmin.domain.health import Health, ShownState
from hipadmin.exits import DONE
from hipadmin.services.bundle import Services
from hipadmin.services.views import IntegrationDetails


def listed(services: Services, arguments: argparse.Namespace) -> int:
    """Print what there is, a line for each integration, or all of it as JSON."""
    if arguments.json:
        plain = [_plain(details) for details in services.views.every_details()]
        subscriptions = [
            {
                "name": row.subscription.name,
                "kind": row.subscription.kind.value,
                "integrations": list(row.integrations),
                "notifications": row.notifications,
            }
            for row in services.views.subscriptions()
        ]
        print(json.dumps({"integrations": plain, "subscriptions": subscriptions}, indent=2))
        return DONE
    rows = services.views.integrations()
    states = [_state_text(row.state) for row in rows]
    names_wide = max((len(row.integration.name) for row in rows), default=0)
    states_wide = max((len(state) for state in states), default=0)
    for row, state in zip(rows, states, strict=True):
        rooms = ", ".join(r.shown for r in row.integration.rooms) or "No room yet"
        print(f"{row.integration.name:<{names_wide}}  {state:<{states_wide}}  {rooms}")
    return DONE


def _state_text(state: ShownState) -> str:
    words = {
        Health.OFF: "Off",
        Health.NOT_TESTED: "Not tested",
        Health.OK: "OK",
        Health.TOKEN_NEEDED: "Token needed",
        Health.NEEDS_ATTENTION: "Needs attention",
    }
    if state.health is Health.FAILING and state.since:
        return f"Failing since {state.since.astimezone():%Y-%m-%d %H:%M}"
    cause = f": {state.cause} is off" if state.cause and state.cause != "itself" else ""
    return words.get(state.health, "Failing") + cause


def _plain(details: IntegrationDetails) -> dict[str, object]:
    integration = details.row.integration
    last = details.row.last
    return {
        "name": integration.name,
        "type": "hipchat",
        "endpoint": integration.endpoint,
        "enabled": integration.enabled,
        "token": details.has_token,
        "token_ends": _moment(details.row.token_ends),
        "state": details.row.state.health.value,
        "status": _state_text(details.row.state),
        "rooms": [
            {
                "room": r.room.room,
                "name": r.room.shown,
                "enabled": r.room.enabled,
                "token": r.has_token,
                "label": r.info.label if r.info else None,
                "token_ends": _moment(r.info.expires_at if r.info else None),
                "state": r.state.health.value,
                "last_status": r.result.status if r.result else None,
            }
            for r in details.rooms
        ],
        "used_by": details.row.used_by,
        "notifications": [
            {
                "name": n.notification.name,
                "subscription": n.subscription.name,
                "rooms": list(n.rooms),
                "enabled": n.notification.enabled,
                "state": n.state.health.value,
            }
            for n in details.notifications
        ],
        "last_result": {"status": last.status, "at": last.at.isoformat()} if last else None,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
