"""Whatever arrives, the answer is the API's own and never a mistake of ours."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import TRY, Box

NAMES = st.sampled_from(
    [
        "message",
        "message_format",
        "color",
        "notify",
        "from",
        "attach_to",
        "card",
        "style",
        "title",
        "id",
        "url",
        "description",
        "value",
        "format",
        "thumbnail",
        "icon",
        "activity",
        "html",
        "attributes",
        "label",
        "other",
        "parentMessageId",
        "link",
        "topic",
        "name",
        "privacy",
        "is_archived",
        "is_guest_accessible",
        "owner",
        "owner_user_id",
        "room_roles",
        "email",
        "mention_name",
        "reason",
        "photo",
        "grant_type",
        "event",
        "pattern",
        "authentication",
        "scope",
        "username",
        "password",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
BODIES = st.one_of(
    st.dictionaries(NAMES, VALUES).map(lambda d: json.dumps({"message": "x"} | d).encode()),
    st.binary(max_size=200),
    st.lists(
        st.sampled_from(
            [
                b"--x\r\n",
                b"--x--",
                b"\n\n",
                b'Content-Disposition: attachment; name="file"; filename="a"\n',
                b"Content-Transfer-Encoding: base64\n",
                b'{"message": "m"}',
                b"\xff\x00",
            ]
        ),
        max_size=9,
    ).map(b"".join),
)
TYPES = st.sampled_from(
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "text/html",
        "",
        "application/json; charset=utf-16",
        "text/plain; charset=\x00",
        "multipart/form-data",
        "multipart/related; boundary=x",
        ";;",
    ]
)
IN_ROOM = [
    "/notification",
    "/message",
    "/reply",
    "/share/link",
    "/share/file",
    "/topic",
    "/history",
    "/history/latest",
    "/history/x",
    "/member",
    "/member/@SamShore",
    "/participant",
    "/statistics",
    "/invite/102",
    "/webhook",
    "/webhook/1",
    "/extension/webhook/k",
    "",
]
TO_PERSON = ["/message", "/share/link", "/share/file", "/history", "/photo", ""]
ALONE = [
    "/extension/webhook/k",
    "/room",
    "/user",
    "/emoticon",
    "/emoticon/x",
    "/group/1",
    "/invite/user",
    "/oauth/token",
]
NAME = st.sampled_from(["1", "Ops", "%2F", "nowhere"]) | st.text(min_size=1, max_size=8)
PERSON = st.sampled_from(["102", "@SamShore", "adaadmin@example.test", "@"]) | st.text(
    min_size=1, max_size=8
)
PATHS = st.one_of(
    st.tuples(st.just("/room/"), NAME, st.sampled_from(IN_ROOM)).map("".join),
    st.tuples(st.just("/user/"), PERSON, st.sampled_from(TO_PERSON)).map("".join),
    st.sampled_from(ALONE),
)
QUERIES = st.dictionaries(
    st.sampled_from(
        [
            "start-index",
            "max-results",
            "not-before",
            "date",
            "end-date",
            "reverse",
            "expand",
            "timezone",
            "include_deleted",
            "include-offline",
            "include-private",
            "auth_test",
        ]
    ),
    st.text(max_size=12) | st.sampled_from(["true", "0", "2018-03-01T09:10:11", "recent"]),
)


@pytest.fixture(scope="module")
def box() -> Box:
    return Box()


@TRY
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD"]),
    path=PATHS,
    query=QUERIES,
    content_type=TYPES,
    body=BODIES,
)
def test_no_request_is_answered_with_a_mistake(
    box: Box,
    method: str,
    path: str,
    query: dict[str, str],
    content_type: str,
    body: bytes,
) -> None:
    answer = box.open(method, path.replace("?", ""), content_type, body, query_string=query)

    assert answer.status_code < 500
    if answer.data:
        assert answer.is_json
        json.loads(answer.data, parse_constant=pytest.fail)
