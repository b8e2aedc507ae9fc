"""CloudEvents 1.0: the three forms, and what the specification refuses."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.event import Access, EventState, Report
from hipadmin.domain.incoming import Misread, NotRead, Unread
from hipadmin.sources.cloud_events import BATCH, STRUCTURED, CloudEvents, state_of
from tests.sources.sent import problems, report, sent

EVENT = {
    "specversion": "1.0",
    "id": "c-1",
    "source": "/ci/shop",
    "type": "com.example.build.failed",
    "subject": "shop/main",
    "time": "2026-03-01T08:00:00Z",
    "data": {"url": "https://ci.example/9"},
}
HEADERS = {
    "ce_specversion": "1.0",
    "ce_id": "c-1",
    "ce_source": "/ci/shop",
    "ce_type": "com.example.build.failed",
    "ce_subject": "shop/main",
    "ce_time": "2026-03-01T08:00:00Z",
}


def structured(**members: Any) -> Any:
    [reading] = CloudEvents().read(sent({**EVENT, **members}, STRUCTURED)) or ()
    return reading


def test_structured() -> None:
    assert report(structured()) == Report(
        state=EventState.FAILURE,
        title="com.example.build.failed shop/main",
        source_id="/ci/shop c-1",
        kind="cloudevents",
        accesses=(Access("com.example.build.failed", "event/.ci.shop:subject/shop.main"),),
        link="https://ci.example/9",
        at=datetime(2026, 3, 1, 8, tzinfo=UTC),
        project="shop/main",
        series="com.example.build.failed",
        correlation="/ci/shop shop/main",
        facts={
            "type": "com.example.build.failed",
            "source": "/ci/shop",
            "subject": "shop/main",
            "data": {"url": "https://ci.example/9"},
        },
    )


def test_binary_says_the_same() -> None:
    body = {"url": "https://ci.example/9"}
    [reading] = CloudEvents().read(sent(body, "application/json; charset=utf-8", **HEADERS)) or ()
    assert reading == structured()


def test_a_batch() -> None:
    body = [EVENT, {**EVENT, "id": "c-2"}, {**EVENT, "id": ""}, 7]
    found = CloudEvents().read(sent(body, BATCH)) or ()
    assert [type(each) for each in found] == [Report, Report, Misread, Misread]
    assert problems(found[2]) == ["id: is missing."]
    assert CloudEvents().read(sent([], BATCH)) == []


def test_a_batch_is_a_list() -> None:
    with pytest.raises(NotRead) as caught:
        CloudEvents().read(sent(EVENT, BATCH))
    assert caught.value.code is Unread.NOT_UNDERSTOOD


def test_other_formats_of_cloudevents_are_told() -> None:
    with pytest.raises(NotRead) as caught:
        CloudEvents().read(sent(b"<event/>", "application/cloudevents+xml"))
    assert caught.value.code is Unread.MEDIA_TYPE
    assert STRUCTURED in caught.value.text


def test_plain_json_is_of_another_form() -> None:
    assert CloudEvents().read(sent(EVENT)) is None


def test_null_counts_as_absent() -> None:
    members = dict.fromkeys(("subject", "time", "data", "data_base64", "dataschema", "whatever"))
    found = report(structured(**members))
    assert (found.at, found.title) == (None, "com.example.build.failed")
    assert (found.project, found.correlation) == ("/ci/shop", "/ci/shop")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"specversion": "0.3"}, 'specversion: must be "1.0".'),
        ({"specversion": None}, 'specversion: must be "1.0".'),
        ({"specversion": 1.0}, "specversion: must be text."),
        ({"id": None}, "id: is missing."),
        ({"source": " "}, "source: is missing."),
        ({"type": 5}, "type: must be text."),
        ({"time": "2026-03-01"}, "time: is not a time such as"),
        ({"data_base64": "AAAA"}, "data_base64: cannot stand beside data."),
        ({"data": None, "data_base64": "A"}, "data_base64: is not Base64."),
        ({"data": None, "data_base64": "ü"}, "data_base64: is not Base64."),
        ({"data": None, "data_base64": "e30x"}, "data_base64: This is not JSON"),
    ],
)
def test_what_the_specification_refuses(members: dict[str, Any], said: str) -> None:
    [told] = problems(structured(**members))
    assert told.startswith(said)


def test_base64_of_json_and_of_text_and_of_neither() -> None:
    def coded(data: bytes, media_type: str) -> Report:
        text = base64.b64encode(data).decode()
        return report(structured(data=None, data_base64=text, datacontenttype=media_type))

    assert coded(b'{"title": "Told"}', "application/json; charset=utf-8").title == "Told"
    assert coded(b"some\ntext", "text/plain").details == "some\ntext"
    assert coded(b"\x00\xff", "image/png").details == ""


@pytest.mark.parametrize(
    ("data", "media_type", "details"),
    [
        (b"caf\xc3\xa9", "text/plain", "café"),
        (b"caf\xe9", "Text/Plain; charset=ISO-8859-1", "café"),
        (b"\x80 5", 'text/plain; charset="windows-1252"', "€ 5"),
    ],
)
def test_text_is_read_in_its_charset(data: bytes, media_type: str, details: str) -> None:
    [reading] = CloudEvents().read(sent(data, media_type, **HEADERS)) or ()
    assert report(reading).details == details


@pytest.mark.parametrize(
    ("media_type", "said"),
    [
        ("text/plain", "data: Byte 3 is not UTF-8."),
        ("text/plain; charset=us-ascii", "data: Byte 3 is not US-ASCII."),
        ("text/plain; charset=punycode", "data: Of charsets utf-8, us-ascii, "),
    ],
)
def test_text_that_is_not_what_it_says_is_its_problem(media_type: str, said: str) -> None:
    [reading] = CloudEvents().read(sent(b"caf\xe9", media_type, **HEADERS)) or ()
    assert problems(reading)[0].startswith(said)


def test_a_type_that_cannot_be_seen_is_no_title() -> None:
    assert report(structured(type="\U00018cd6", subject=None)).title == "Event"


def test_data_that_is_text_becomes_details_and_is_cut() -> None:
    assert len(report(structured(data="x" * 60_000)).details) == 50_000


def test_headers_are_percent_decoded_and_unquoted() -> None:
    headers = {**HEADERS, "ce_subject": "%C3%BCber%20all", "ce_id": '"a\\"b"'}
    found = report(CloudEvents().read(sent(b"", "", **headers))[0])  # type: ignore[index] # is one
    assert found.project == "über all"
    assert found.source_id == '/ci/shop a"b'


def test_bad_json_in_a_binary_event_is_its_problem() -> None:
    [reading] = CloudEvents().read(sent(b"{", **HEADERS)) or ()
    assert problems(reading)[0].startswith("data: This is not JSON")


@pytest.mark.parametrize(
    ("type_", "state"),
    [
        ("com.example.build.failed", EventState.FAILURE),
        ("com.example.buildFailed.v2", EventState.FAILURE),
        ("dev.cdevents.testsuiterun.started.0.2.0", EventState.STARTED),
        ("org.example/Deploy-SUCCEEDED", EventState.SUCCESS),
        ("alert.firing", EventState.TRIGGERED),
        ("alert_resolved", EventState.CLEARED),
        ("job.canceled", EventState.CANCELLED),
        ("hipadmin.test", EventState.TEST),
        ("com.github.pull_request.opened", EventState.CHANGED),
        ("failed.image.pushed", EventState.CHANGED),
        ("1.2.3", EventState.CHANGED),
        ("…", EventState.CHANGED),
    ],
)
def test_a_type_tells_the_state(type_: str, state: EventState) -> None:
    assert state_of(type_) is state


def test_long_attributes_fit() -> None:
    found = report(
        structured(source="s" * 3000, subject="ü" * 3000, type="t" * 3000, id="i" * 3000)
    )
    again = report(
        structured(source="s" * 3000, subject="ü" * 3000, type="t" * 3000, id="i" * 2999)
    )
    assert found.source_id != again.source_id


def test_data_that_is_too_much_for_facts_is_left_out() -> None:
    found = report(structured(data={"rows": [0] * 5000}))
    assert "data" not in found.facts
    assert found.facts["subject"] == "shop/main"


def test_ids_of_several_parts_are_told_apart() -> None:
    one = report(structured(source="a b", id="c")).source_id
    other = report(structured(source="a", id="b c")).source_id
    assert one != other


ANY = st.none() | st.integers() | st.text(max_size=30) | st.lists(st.integers(), max_size=2)


@given(st.dictionaries(st.sampled_from((*EVENT, "data_base64", "datacontenttype")), ANY))
def test_any_members_are_an_event_or_have_problems(members: dict[str, Any]) -> None:
    reading = structured(**members)
    if isinstance(reading, Report):
        report(reading)
    else:
        assert problems(reading)
