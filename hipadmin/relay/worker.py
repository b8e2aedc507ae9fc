"""The worker: takes what is due, sends it with a few threads, and writes down what came of it.

A message is sent as soon as the transaction that started its attempt has committed. One thread
coordinates: what senders have done is settled together with the next starts where a connection is
open, so that a busy relay commits once for many messages. Where none is, the room is held, a sender
asks the vault and makes one, and starts the attempt itself when it could send.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from queue import SimpleQueue

from hipadmin.domain.delivery import Result, ResultKind
from hipadmin.domain.errors import StoreTrouble, VaultTrouble
from hipadmin.domain.outbox import Done, Hold, Lease, Route
from hipadmin.domain.ports import Clock
from hipadmin.relay.clients import Clients
from hipadmin.services.delivery.deliveries import AT_ONCE, Deliveries
from hipadmin.services.delivery.leasing import TOKEN_NEEDED
from hipadmin.services.delivery.sending import Dial, Sender, not_sent, send
from hipadmin.services.relay.relays import BEAT_S
from hipadmin.services.tokens import TokenKeeper

SENDERS = 16
"""Threads that send. A room gets one message at a time, so they serve as many rooms at once: while
some are on the wire, what others did is committed, the more of it together the more there are."""
GATHER_S = 0.003
"""How long what was sent waits at most for half of the senders to be back, to share a commit."""
LOOK_S = 0.5
"""How often it looks whether another one died."""
IDLE_S = 0.5
"""How long the worker rests at most: what another process put into the store is found after it."""
TROUBLE_S = 2.0
"""How long it rests when the store is in trouble."""
GRACE_S = 1.5
"""How long a send may go on when the worker is stopped."""
_CUT_S = 0.5
"""How long a sender that was cut off may take to notice."""
_INTERNAL = Result(
    ResultKind.RETRY,
    code="internal",
    text="hipadmin failed to send this; its log has the details.",
)
_LOG = logging.getLogger(__name__)

Wait = Callable[[float], bool]
"""Waits so many seconds or until woken; True if woken."""
Back = Done | Hold | None
"""What a sender comes back with: what it did, a room it did not start in, nothing to settle."""
Tell = Callable[[Done], None]
"""Told of every attempt when it has ended; quick, and raises nothing."""


class Worker:
    """Works deliveries off until it is stopped.

    ``run`` blocks; ``stop`` and ``wake`` may come from any thread. ``owner`` is unique among all
    workers on the store. ``tokens`` must answer without asking a person. ``bury`` takes over from
    workers that are surely dead; without it their leases run out.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        tokens: TokenKeeper,
        dial: Dial,
        clock: Clock,
        owner: str,
        *,
        senders: int = SENDERS,
        gather_s: float = GATHER_S,
        wait: Wait | None = None,
        tell: Tell = lambda _done: None,
        bury: Callable[[], object] = lambda: None,
    ) -> None:
        self._deliveries = deliveries
        self._tokens = tokens
        self._clock = clock
        self._owner = owner
        self._clients = Clients(dial)
        self._jobs: SimpleQueue[Callable[[], Back] | None] = SimpleQueue()
        self._back: deque[Back] = deque()
        self._enough = 1
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._tell = tell
        self._bury = bury
        self._gather_s = gather_s
        self._looked = -LOOK_S
        self._wait = wait or self._woken.wait
        self._unsettled: list[Done | Hold] = []
        self._busy = 0
        self._upkept: datetime | None = None
        self._threads = [
            threading.Thread(target=self._serve, name=f"sender {n}", daemon=True)
            for n in range(1, senders + 1)
        ]

    def run(self) -> None:
        """Work until stopped; then finish what is being sent. To be called once."""
        for thread in self._threads:
            thread.start()
        while not self._stopping.is_set():
            self._woken.clear()
            moved = self._safe_turn()
            if not moved and not self._stopping.is_set():
                self._wait(self._rest())
        self._end()

    def wake(self) -> None:
        """Look for something to send now."""
        self._woken.set()

    def stop(self) -> None:
        """Start nothing more; ``run`` ends when what is being sent has been, or GRACE_S later."""
        self._stopping.set()
        self._woken.set()

    def _safe_turn(self) -> bool:
        """A turn; trouble with the store is waited out, and nothing that was done is forgotten."""
        try:
            return self._turn()
        except StoreTrouble as error:
            _LOG.warning("deliveries wait: %s", error.text)
            self._wait(TROUBLE_S)
            return False
        except Exception:
            if not self._single_out():
                raise
            return True

    def _single_out(self) -> bool:
        """Settle one by one what could not be settled together; whether one was to blame.

        Of that one is kept what it means only: it must not hold up the others, nor be sent again.
        """
        done, self._unsettled = self._unsettled, []
        for each in done:
            try:
                self._deliveries.turn(self._owner, (each,), 0, lambda _route: False)
            except StoreTrouble:
                self._unsettled.append(each)
            except Exception:
                if isinstance(each, Hold) or each.result.code == _INTERNAL.code:
                    raise
                _LOG.exception("delivery %s could not be settled", each.lease.delivery_id)
                meant = replace(_INTERNAL, kind=each.result.kind, unknown=each.result.unknown)
                self._unsettled.append(not_sent(each.lease, meant, each.ended_at))
        return bool(self._unsettled)

    def _turn(self) -> bool:
        self._collect()
        self._look_for_the_dead()
        more = self._look_after()
        done, free = tuple(self._unsettled), len(self._threads) - self._busy
        if not done and not free:
            return False
        with self._clients.claims() as claims:
            turn = self._deliveries.turn(self._owner, done, free, claims.claim)
            del self._unsettled[: len(done)]
            for lease in turn.started:
                self._hand(partial(self._send, lease, claims.of(lease.route)))
        for hold in turn.held:
            self._hand(partial(self._begin, hold))
        return bool(done or turn.started or turn.held or more)

    def _hand(self, job: Callable[[], Back]) -> None:
        self._busy += 1
        self._jobs.put(job)

    def _collect(self) -> None:
        """Take back what senders did; where most are still away, some more get a moment."""
        ends = time.monotonic() + self._gather_s
        self._take_back()
        while 0 < (came := len(self._unsettled)) < self._busy and not self._stopping.is_set():
            left = ends - time.monotonic()
            if left <= 0:
                return
            self._await_back((self._busy - came + 1) // 2, left)
            self._take_back()

    def _await_back(self, count: int, seconds: float) -> None:
        """Rest until so many came back: to be woken by each of them costs more than what it did."""
        self._woken.clear()
        self._enough = count
        if len(self._back) < count and not self._stopping.is_set():
            self._woken.wait(seconds)
        self._enough = 1  # before the next look: who came until then need not have woken anybody

    def _take_back(self) -> None:
        while self._back:
            back = self._back.popleft()
            self._busy -= 1
            if back is not None:
                self._unsettled.append(back)
            if isinstance(back, Done):
                self._tell(back)

    def _look_for_the_dead(self) -> None:
        now = time.monotonic()
        if now - self._looked >= LOOK_S:
            self._bury()
            self._looked = now

    def _look_after(self) -> bool:
        """Every few seconds: keep what is leased, take over from the dead, drop what is not owed.

        Gives whether more of that is left for the next turn.
        """
        now = self._clock()
        ago = BEAT_S if self._upkept is None else (now - self._upkept).total_seconds()
        if 0 <= ago < BEAT_S:  # less: the clock was set back
            return False
        self._upkept = now
        more = self._deliveries.upkeep(self._owner) >= AT_ONCE
        if more:
            self._upkept = None
        return more

    def _rest(self) -> float:
        if self._busy == len(self._threads):
            return IDLE_S  # a sender that is free again wakes us
        due = self._deliveries.next_due()
        ahead = IDLE_S if due is None else (due - self._clock()).total_seconds()
        return min(max(ahead, 0.001), IDLE_S)

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._back.append(job())
            if len(self._back) >= self._enough:
                self._woken.set()

    def _send(self, lease: Lease, sender: Sender) -> Done:
        """Send, whatever happens: a lease that nobody settles would hold up its room."""
        try:
            return send(lease, sender, self._clock)
        except Exception:
            _LOG.exception("delivery %s could not be sent", lease.delivery_id)
            return not_sent(lease, _INTERNAL, self._clock())
        finally:
            self._clients.give_back(lease.route, sender)

    def _begin(self, hold: Hold) -> Back:
        """Get ready to send by a way that was not open; start only then."""
        way = self._way(hold.route)
        lease = self._start(hold)
        if isinstance(way, Result):
            return not_sent(lease, way, self._clock()) if isinstance(lease, Lease) else lease
        if isinstance(lease, Lease):
            return self._send(lease, way)
        self._clients.give_back(hold.route, way)
        return lease

    def _start(self, hold: Hold) -> Lease | Hold | None:
        """Start; gives the hold itself back if that could not be: it is to be given up."""
        if self._stopping.is_set():
            return hold
        try:
            return self._deliveries.start(self._owner, hold)
        except StoreTrouble as error:
            _LOG.warning("a delivery waits: %s", error.text)
        except Exception:
            _LOG.exception("lane %s could not be started", hold.lane_id)
        self._stopping.wait(TROUBLE_S)
        return hold

    def _way(self, route: Route) -> Sender | Result:
        """What to send with, or why there is nothing."""
        try:
            return self._clients.idle(route) or self._dial(route)
        except Exception:
            _LOG.exception("nothing could be sent to %s", route.endpoint)
            return _INTERNAL

    def _dial(self, route: Route) -> Sender | Result:
        try:
            token = self._tokens.reveal(route.token_ref)
        except VaultTrouble as error:
            return Result(ResultKind.RETRY, code="vault", text=error.text)
        if not token:
            text = "The vault has no token for this room. Enter one."
            return Result(ResultKind.BLOCKED, code=TOKEN_NEEDED, text=text)
        return self._clients.fresh(route, token)

    def _end(self) -> None:
        """Settle what is being sent; a call that still waits for its server is cut off."""
        for _ in self._threads:
            self._jobs.put(None)
        self._join(GRACE_S)
        self._clients.cancel()
        self._join(_CUT_S)
        self._collect()
        try:
            if self._unsettled:
                self._deliveries.turn(self._owner, tuple(self._unsettled), 0, lambda _route: False)
        except StoreTrouble as error:
            _LOG.warning("the last deliveries could not be settled: %s", error.text)
        self._clients.close()

    def _join(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(end - time.monotonic(), 0.0))
