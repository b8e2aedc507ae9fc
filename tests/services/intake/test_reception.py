"""The reception: who may speak for a subscription, in whose form, and what is noted otherwise."""

import base64
import hashlib
import hmac
import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.event import EventState, Report
from hipadmin.domain.incoming import Incoming, NotRead, Reading, Unread
from hipadmin.domain.intake_key import KeyPurpose
from hipadmin.domain.token import Secret
from hipadmin.services.intake.intake import Fate, Outdated
from hipadmin.services.intake.reception import Turned, TurnedAway
from hipadmin.vault.session_vault import SessionVault
from tests.services.desk import Desk, desk
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import Clock, Relay
from tests.store.builders import LONG, busy

__all__ = ["box", "hub", "path", "time"]
CANARY = "CanaryKeyAbcdefghij0123456789KLMNOPQRSTUVWX"
SHARED = Secret("shared-with-the-forge")


class Forge:
    """A source with a signature of its own, in a form of its own."""

    name = "forge"

    def proof(self, incoming: Incoming, secrets: Sequence[Secret]) -> bool | None:
        given = incoming.header("x-forge-signature")
        if not given:
            return None
        made = [
            hmac.new(s.reveal().encode(), incoming.body, hashlib.sha256).hexdigest()
            for s in secrets
        ]
        return any(hmac.compare_digest(each, given) for each in made)

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        if not incoming.header("x-forge-event"):
            return None
        if incoming.header("x-forge-event") == "ping":
            return ()
        if incoming.body == b"broken":
            raise NotRead(Unread.NOT_UNDERSTOOD, "The forge says nothing we know.")
        return [Report(state=EventState.CHANGED, title="forged", kind=self.name)]


@pytest.fixture
def vault() -> SessionVault:
    return SessionVault("for this test")


@pytest.fixture
def front(hub: Relay, vault: SessionVault) -> Desk:
    return desk(hub, vault, Forge())


def fates(front: Desk, *given: object, **more: object) -> list[Fate]:
    return [each.fate for each in front.send(*given, **more)]  # type: ignore[arg-type] # as send's


def test_a_key_opens_its_subscription(front: Desk) -> None:
    assert fates(front, [{"title": "a", "id": "1"}, {"title": "b"}]) == [Fate.ACCEPTED] * 2
    assert fates(front, [{"title": "a", "id": "1"}, {"title": ""}]) == [
        Fate.REPEATED,
        Fate.REFUSED,
    ]
    assert front.hub.events() == ["a", "b"]


def test_three_ways_to_show_the_key(front: Desk) -> None:
    plain = front.key.reveal()
    basic = base64.b64encode(f"anybody:{plain}".encode()).decode()
    assert fates(front, authorization=f"bearer  {plain}") == [Fate.ACCEPTED]
    assert fates(front, authorization=f"Basic {basic}") == [Fate.ACCEPTED]
    assert fates(front, query={"key": plain}) == [Fate.ACCEPTED]


def test_a_wrong_key_is_told_alike_whether_there_is_a_subscription(front: Desk) -> None:
    wrong = Secret(CANARY)
    assert front.turned(key=wrong) == "wrong_key"
    assert front.turned(key=wrong, to="nowhere") == "wrong_key"
    assert front.turned(authorization="") == "no_key"
    assert front.turned(authorization="", to="nowhere") == "no_key"
    assert front.turned(authorization="Digest x") == "no_key"
    assert front.turned(authorization="Basic !") == "no_key"
    noted = front.noted()
    assert [(r.subscription_id, r.code, r.count) for r in noted] == [
        ("s1", "wrong_key", 1),
        ("", "wrong_key", 1),
        ("s1", "no_key", 3),
        ("", "no_key", 1),
    ]
    assert "Canary" not in repr(noted)


def test_who_has_a_key_is_told_what_there_is_not(front: Desk) -> None:
    assert front.turned(to="nowhere") == "unknown_subscription"


def test_an_old_key_is_taken_for_a_day_and_a_removed_one_no_more(front: Desk, time: Clock) -> None:
    new = front.keys.rotate("s1")
    opened = front.keys.reveal(new.ref_id)
    assert fates(front) == fates(front, key=opened) == [Fate.ACCEPTED]
    time.step(hours=24)
    assert front.turned() == "wrong_key"
    assert fates(front, key=opened) == [Fate.ACCEPTED]
    front.keys.remove(new)
    assert front.turned(key=opened) == "wrong_key"


def test_a_key_removed_while_the_request_is_read_lets_nobody_in(
    hub: Relay, vault: SessionVault
) -> None:
    """What is remembered of a door counts only if it is so when the event is stored."""

    class Slow(Forge):
        def read(self, _incoming: Incoming) -> Sequence[Reading]:
            for key in front.keys.of("s1") if removes else ():
                front.keys.remove(key)
            return [Report(state=EventState.CHANGED, title="late")]

    removes = False
    front = desk(hub, vault, Slow())
    assert fates(front) == [Fate.ACCEPTED]
    removes = True
    assert front.turned() == "wrong_key"
    assert front.noted()[0].code == "wrong_key"
    assert hub.events() == ["late"]


def test_a_subscription_that_was_deleted_meanwhile(front: Desk, time: Clock) -> None:
    def delete(unit: object) -> None:
        unit.notifications.delete("n1", 1, time())  # type: ignore[attr-defined] # a unit
        unit.subscriptions.delete("s1", 1, time())  # type: ignore[attr-defined] # a unit

    front.hub.store.write(delete)
    assert front.turned() == "unknown_subscription"


def test_a_signed_request(front: Desk, time: Clock) -> None:
    body, now = b'{"title": "signed"}', str(int(time().timestamp()))
    assert fates(front, body, **front.signed(body, now)) == [Fate.ACCEPTED]
    as_others_write_it = front.signed(body + b" ", now)
    as_others_write_it["x_hipadmin_signature"] = (
        "sha256=" + as_others_write_it["x_hipadmin_signature"].upper()
    )
    assert fates(front, body + b" ", **as_others_write_it) == [Fate.ACCEPTED]
    assert front.turned(b'{"title": "other"}', **front.signed(body, now)) == "wrong_key"
    assert front.turned(body, **front.signed(body, now, Secret(CANARY))) == "wrong_key"
    assert front.turned(body, to="nowhere", **front.signed(body, now)) == "wrong_key"


def test_who_signs_the_body_alone_is_told_of_the_time(front: Desk) -> None:
    headers = front.signed(b"other", "")
    with pytest.raises(TurnedAway, match="X-Hipadmin-Timestamp, a dot and the body") as away:
        front.send(b'{"title": "x"}', **headers)
    assert away.value.code == "wrong_key"
    with pytest.raises(TurnedAway) as away:
        front.send(b'{"title": "x"}', **front.signed(b"other", "1"))
    assert "Timestamp" not in away.value.text


def test_a_signed_request_cannot_be_sent_again(front: Desk, time: Clock) -> None:
    body = b'[{"title": "a"}, {"title": "b"}, {"title": "c", "id": "own"}]'
    headers = front.signed(body, f"{time().timestamp():.3f}")
    assert fates(front, body, **headers) == [Fate.ACCEPTED] * 3
    assert fates(front, body, **headers) == [Fate.REPEATED] * 3
    time.step(minutes=5, seconds=1)
    assert front.turned(body, **headers) == "stale_signature"
    assert front.hub.events() == ["a", "b", "c"]


@pytest.mark.parametrize("timestamp", ["", "soon", "nan", "inf", "-1e999", "1_0"])
def test_a_signature_without_a_good_time_is_stale(front: Desk, timestamp: str) -> None:
    body = b'{"title": "x"}'
    assert front.turned(body, **front.signed(body, timestamp)) == "stale_signature"


@pytest.mark.parametrize("minutes", [-5.02, 5.02])
def test_clocks_may_differ_by_minutes_only(front: Desk, time: Clock, minutes: float) -> None:
    body = b'{"title": "x"}'
    near, far = (time() + timedelta(minutes=m) for m in (minutes * 0.99, minutes))
    assert front.turned(body, **front.signed(body, str(far.timestamp()))) == "stale_signature"
    assert fates(front, body, **front.signed(body, str(near.timestamp()))) == [Fate.ACCEPTED]


def forged(body: bytes, secret: Secret) -> dict[str, str]:
    made = hmac.new(secret.reveal().encode(), body, hashlib.sha256).hexdigest()
    return {"x_forge_event": "push", "x_forge_signature": made}


def test_a_source_with_a_proof_of_its_own(front: Desk) -> None:
    front.keys.add("s1", KeyPurpose.SIGNING, SHARED)
    assert fates(front, b"{}", **forged(b"{}", SHARED)) == [Fate.ACCEPTED]
    assert fates(front, b"{}", **forged(b"{}", front.key)) == [Fate.ACCEPTED]  # pasted there
    assert front.turned(b"{}", **forged(b"{} ", SHARED)) == "wrong_key"
    assert front.turned(b"{}", to="nowhere", **forged(b"{}", SHARED)) == "wrong_key"
    assert front.hub.events() == ["forged"] * 2


def test_a_signing_secret_is_no_bearer_key(front: Desk) -> None:
    front.keys.add("s1", KeyPurpose.SIGNING, SHARED)
    assert front.turned(key=SHARED) == "wrong_key"


def test_a_source_may_come_with_a_key_and_have_nothing_to_report(front: Desk) -> None:
    bearer = f"Bearer {front.key.reveal()}"
    assert front.send(b"{}", authorization=bearer, x_forge_event="ping") == ()
    assert front.turned(b"broken", authorization=bearer, x_forge_event="x") == "not_understood"
    assert front.noted()[0].text == "The forge says nothing we know."


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"{}", "text/plain", "media_type"),
        (b"a=b", "application/x-www-form-urlencoded", "media_type"),
        (b"{}", "", "media_type"),
        (b"\xff", "application/json", "bad_utf8"),
        (b"{", "application/json", "bad_json"),
        (b"[" * 99 + b"]" * 99, "application/json", "too_deep"),
        (b"7", "application/json", "not_understood"),
        (b"{}", "application/cloudevents+avro", "media_type"),
        (b"[" + b",".join([b"{}"] * 1001) + b"]", "application/json", "too_many_events"),
    ],
)
def test_what_cannot_be_read_is_noted(
    front: Desk, body: bytes, content_type: str, code: str
) -> None:
    headers = {"authorization": f"Bearer {front.key.reveal()}", "content_type": content_type}
    assert front.turned(body, **headers) == code
    assert [(r.subscription_id, r.code) for r in front.noted()] == [("s1", code)]


def test_what_does_not_say_what_it_holds_is_told_what_to_say(front: Desk) -> None:
    front.turned(b"{}", authorization=f"Bearer {front.key.reveal()}", content_type="")
    [refusal] = front.noted()
    assert refusal.text.endswith("Send JSON, as application/json.")


def test_keys_that_the_vault_has_not_let_nobody_in_and_say_so(front: Desk) -> None:
    ref = front.keys.ensure("s1").ref_id
    assert fates(front) == [Fate.ACCEPTED]
    front.vault.remove(ref)
    assert fates(front) == [Fate.ACCEPTED]  # remembered
    front.doors.forget()
    assert front.turned() == "key_missing"
    assert front.noted()[0].code == "key_missing"
    front.vault.put(ref, front.key)
    assert fates(front) == [Fate.ACCEPTED]


def test_doors_are_not_asked_of_the_vault_each_time(front: Desk) -> None:
    asked: list[str] = []
    real = front.vault.get

    def get(ref_id: str) -> Secret | None:
        asked.append(ref_id)
        return real(ref_id)

    front.vault.get = get  # type: ignore[method-assign] # counted
    for _ in range(5):
        front.send()
    assert len(asked) == 1
    front.doors.forget()
    for _ in range(5):
        front.send()
    assert len(asked) == 2


def test_only_who_is_remembered_can_be_begun_with(front: Desk) -> None:
    assert front.begin() is None  # nobody has asked yet
    front.send()
    for refused in (
        {"key": Secret("wrong")},
        {"body": b"{"},
        {"to": "s2"},
        {"name": "nobody"},
        {"body": [{"title": "x"}] * 11},
    ):
        assert front.begin(**refused) is None  # type: ignore[arg-type] # as send's
    begun = front.begin([{"title": "a", "id": "1"}, {"title": ""}])
    assert begun is not None
    assert [each.fate for each in begun() or ()] == [Fate.ACCEPTED, Fate.REFUSED]
    assert [refusal.code for refusal in front.noted()] == ["invalid"]
    assert front.hub.events() == ["x", "a"]


def test_who_was_begun_with_is_let_in_by_the_keys_of_now(front: Desk) -> None:
    front.send()
    with busy(front.hub.store):
        begun = front.begin()
        rotating = threading.Thread(
            target=front.keys.rotate, args=("s1",), kwargs={"at_once": True}
        )
        rotating.start()
    rotating.join(LONG)
    assert begun is not None
    assert [each.fate for each in begun() or ()] == [Fate.ACCEPTED]  # it came first
    begun = front.begin()
    assert begun is not None
    with pytest.raises(Outdated):
        begun()
    assert front.hub.events() == ["x", "x"]


def test_the_same_signed_request_is_begun_with_once(front: Desk, time: Clock) -> None:
    front.send()
    headers = front.signed(b'{"title": "x"}', str(int(time().timestamp())))
    found = [front.begin(b'{"title": "x"}', **headers) for _ in range(2)]
    fates = [each.fate for begun in found if begun for each in begun() or ()]
    assert fates == [Fate.ACCEPTED, Fate.REPEATED]


def test_unknown_subscriptions_do_not_fill_the_memory(
    front: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hipadmin.services.intake.doors.REMEMBERED", 5)
    for n in range(20):
        assert front.turned(key=Secret(CANARY), to=f"nowhere{n}") == "wrong_key"
        assert len(front.doors._doors) <= 6


def test_a_source_nobody_knows(front: Desk) -> None:
    assert front.reception.names[0] == "forge"
    with pytest.raises(TurnedAway) as caught:
        front.reception.receive("s1", Incoming({}, b"{}", front.hub.clock()), "smithy")
    assert caught.value.code == Turned.NO_SOURCE


def test_what_never_came_as_far_is_noted_for_those_who_exist(front: Desk) -> None:
    front.reception.turn_away("s1", "too_long", "Too long.")
    front.reception.turn_away("nowhere", "too_long", "Too long.")
    front.reception.turn_away("", "too_long", "Too long.")
    noted = front.noted()
    assert (noted[0].subscription_id, noted[0].code) == ("s1", "too_long")
    assert {each.subscription_id for each in noted} == {"s1", ""}


def test_a_source_that_was_named_reads_its_own_form_only(front: Desk) -> None:
    """JSON that another one would take is not handed on to it."""
    headers = {
        "authorization": f"Bearer {front.key.reveal()}",
        "content-type": "application/json",
    }
    incoming = Incoming(headers, b'{"title": "x"}', front.hub.clock())
    with pytest.raises(TurnedAway, match="No source knows this form") as caught:
        front.reception.receive("s1", incoming, "forge")
    assert caught.value.code == Unread.NOT_UNDERSTOOD
    assert front.hub.events() == []


def test_what_is_turned_away_is_noted_although_the_vault_is_locked(front: Desk) -> None:
    def locked(_ref_id: str) -> Secret | None:
        raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")

    front.vault.get = locked  # type: ignore[method-assign] # as a keyring that is locked
    front.reception.turn_away("s1", "too_long", "Too long.")
    assert [(r.subscription_id, r.code) for r in front.noted()] == [("s1", "too_long")]


def test_what_is_turned_away_while_the_store_is_gone_waits_to_be_noted(front: Desk) -> None:
    """Nobody can say then whether there is such a subscription."""
    front.hub.store.close()
    front.reception.turn_away("s1", "too_long", "Too long.")
    assert list(front.refusals._waiting) == [("", "too_long", "Too long.")]


def test_a_key_that_is_on_its_way_takes_no_other_away(front: Desk, time: Clock) -> None:
    """As after a rotation, until a relay has been handed the new key or its vault is sealed."""
    late = front.keys.rotate("s1").ref_id
    new, real = front.keys.reveal(late), front.vault.get
    assert new is not None

    def get(ref_id: str) -> Secret | None:
        if ref_id == late:
            raise VaultTrouble(VaultFailure.GONE, "The window has not handed it over yet.")
        return real(ref_id)

    front.vault.get = get  # type: ignore[method-assign] # as what a window hands over
    assert fates(front) == [Fate.ACCEPTED]
    for key in (new, Secret(CANARY)):  # nobody knows yet which of them it is
        with pytest.raises(VaultTrouble, match="not handed it over yet"):
            front.send(key=key)
    assert front.turned(query={}) == "no_key"
    front.vault.get = real  # type: ignore[method-assign] # handed over
    assert fates(front, key=new) == fates(front) == [Fate.ACCEPTED]
    assert front.turned(key=Secret(CANARY)) == "wrong_key"
    time.step(hours=24)
    assert fates(front, key=new) == [Fate.ACCEPTED]
    assert front.turned() == "wrong_key"
