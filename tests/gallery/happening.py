"""What happened in the house that scenes show: events, messages of every fate, alerts."""

from hipadmin.app import clock
from hipadmin.domain.delivery import Result, ResultKind
from hipadmin.domain.event import Access, EventState, Report
from hipadmin.domain.outbox import Done, Limits
from hipadmin.services.bundle import Services

OK = Result(ResultKind.DELIVERED, 204, elapsed_ms=118)
BUSY = Result(ResultKind.RETRY, 503, "server", "The server has trouble.", elapsed_ms=40)
REFUSED = Result(ResultKind.BLOCKED, 401, "bad_token", "The token is not valid any more.")
ACCESS = Access("updateOn", "proj/shop:env/production:flag/x")


def happen(services: Services) -> None:
    """Take events in and settle their messages, as a relay would."""
    for name, reports in (("web", _builds()), ("pager", _alerts())):
        [subscription] = [
            row.id for row in services.views.subscriptions() if row.subscription.name == name
        ]
        for report in reports:
            services.intake.accept(subscription, [report])
            _settle(services)
        if name == "pager":
            _refuse(services, subscription)


def _refuse(services: Services, subscription_id: str) -> None:
    text = "The key is not one of this subscription."
    services.store.write(lambda unit: unit.events.refuse(subscription_id, "bad_key", text, clock()))


def _settle(services: Services) -> None:
    """Send what is due: room 2 is busy, nobody lets the wallboard's token in."""
    leases = services.deliveries.turn("gallery", (), 50, lambda _route: True).started
    results = [_result(lease.route.address, lease.delivery_id) for lease in leases]
    done = [
        Done(lease, result, lease.started_at, Limits(), "", _request(lease.route.endpoint), said)
        for lease, (result, said) in zip(leases, results, strict=True)
    ]
    services.deliveries.turn("gallery", done, 0, lambda _route: True)


def _result(address: str, number: int) -> tuple[Result, str]:
    if address == "Builds":
        return REFUSED, "401 Invalid OAuth session"
    return (BUSY, "503 Service Unavailable") if number % 5 == 0 else (OK, "204")


def _request(endpoint: str) -> str:
    return f"POST {endpoint}/room/1/notification\nAuthorization: Bearer ••••"


def _builds() -> list[Report]:
    def build(number: int, state: EventState, branch: str = "main") -> Report:
        return Report(
            state=state,
            title=f"#{number} on {branch}",
            source_id=f"build-{number}-{state}",
            kind="jenkins",
            project="web",
            branch=branch,
            accesses=(ACCESS,),
            link=f"https://ci.example.com/web/{number}",
        )

    return [
        build(480, EventState.FAILURE),
        build(481, EventState.CANCELLED, "feature/login"),
        build(482, EventState.STARTED),
        build(482, EventState.FAILURE),
        build(483, EventState.SUCCESS),
    ]


def _alerts() -> list[Report]:
    def alert(number: int, title: str, state: EventState = EventState.TRIGGERED) -> Report:
        return Report(
            state=state,
            title=title,
            source_id=f"alert-{number}-{state}",
            kind="alertmanager",
            project="metrics",
            severity="critical",
            correlation=f"a{number}",
            accesses=(ACCESS,),
            details="94 %, limit 90 % for 5 min.",
            link=f"https://monitoring.example.com/{number}",
        )

    return [
        alert(1, "CPU of db-2 over 90 %"),
        alert(2, "Checkout slower than 2 s (p95)"),
        alert(3, "Disk of backup-1 85 % full"),
        alert(3, "Disk of backup-1 is fine again", EventState.CLEARED),
    ]
