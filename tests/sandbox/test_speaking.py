"""Replies, links, files and private messages: what people send beside plain messages."""

import base64
from typing import Any

import pytest

TYPE = "multipart/related; boundary=edge"
NAMED = 'Content-Disposition: attachment; name="file"; filename="plan.png"'


def upload(*, end: str = "\r\n", last: str = "--edge--", coded: bool = False) -> bytes:
    content = b"\x89PNG\r\n\r\n\x00"
    lines = [
        "--edge",
        "Content-Type: application/json; charset=UTF-8",
        'Content-Disposition: attachment; name="metadata"',
        "",
        '{"message": "see @SamShore"}',
        "--edge",
        "Content-Type: image/png",
        NAMED,
        *(["Content-Transfer-Encoding: base64"] if coded else []),
        "",
        "",
    ]
    body = base64.b64encode(content) if coded else content
    return end.join(lines).encode() + body + f"{end}{last}{end}".encode()


def share(api: Any, data: bytes, kind: str = TYPE) -> Any:
    return api.call(
        "POST", "/room/1/share/file", api.user, data=data, headers={"Content-Type": kind}
    )


def test_a_reply_needs_what_it_answers(api: Any) -> None:
    parent = api.say("question").json()["id"]

    def reply(**body: str) -> int:
        status: int = api.call("POST", "/room/1/reply", api.user, json=body).status_code
        return status

    assert reply(parentMessageId=parent, message="answer") == 204
    assert reply(message="answer") == 400
    assert reply(parentMessageId=parent, message="") == 400
    assert reply(parentMessageId="gone", message="answer") == 404
    assert [entry["message"] for entry in api.latest()] == ["question", "answer"]


def test_a_link_is_shared_with_words(api: Any) -> None:
    def link(**body: str) -> int:
        status: int = api.call("POST", "/room/1/share/link", api.user, json=body).status_code
        return status

    url = "https://example.test/page"
    assert link(link=url, message="look") == 204
    (entry,) = api.latest()
    assert entry["message"] == f"look {url}"
    (found,) = entry["message_links"]
    assert (found["type"], found["url"], found["link"]["fullUrl"]) == ("link", url, url)
    assert link(link=url) == 204
    assert link(message="look") == 400
    assert link(link="short.io") == 400
    assert link(link="https://" + "x" * 993) == 400
    assert link(link=url, message="m" * 1001) == 400


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("last", ["--edge--", "--edge"])
@pytest.mark.parametrize("coded", [True, False])
def test_a_file_is_shared(api: Any, end: str, last: str, coded: bool) -> None:
    answer = share(api, upload(end=end, last=last, coded=coded))

    assert answer.status_code == 204, answer.text
    (entry,) = api.latest()
    assert entry["type"] == "message"
    assert entry["message"] == "see @SamShore"
    assert [person["name"] for person in entry["mentions"]] == ["Sam Shore"]
    file = entry["file"]
    assert (file["name"], file["size"]) == ("plan.png", 9)
    assert file["url"].endswith("/plan.png")
    assert "thumb_url" in file
    page = api.session.get(file["url"], timeout=10)
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "not what was in it" in page.text


def test_a_file_alone_with_unquoted_names_is_enough(api: Any) -> None:
    data = (
        b"--edge\nContent-Disposition: attachment; name=file; filename=a.txt\n"
        b"Content-Type: text/plain\n\nhello\n--edge"
    )

    assert share(api, data, 'multipart/related; boundary="edge"').status_code == 204
    (entry,) = api.latest()
    assert (entry["file"]["name"], entry["file"]["size"], entry["message"]) == ("a.txt", 5, "")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (upload(), "multipart/related"),
        (upload(), "application/json"),
        (b"", TYPE),
        (b"--edge\r\n\r\n--edge--", TYPE),
        (b"--edge\n" + NAMED.replace("plan.png", "").encode() + b"\n\nx\n--edge--", TYPE),
        (upload().replace(b"see @SamShore", b"m" * 1001), TYPE),
        (upload().replace(b'{"message"', b"{message"), TYPE),
        (upload(coded=True).replace(b"iVBORw", b"\xff"), TYPE),
    ],
)
def test_what_is_no_file_is_refused(api: Any, data: bytes, kind: str) -> None:
    assert share(api, data, kind).status_code == 400
    assert api.latest() == []


@pytest.mark.parametrize("name", ["@SamShore", "samshore@example.test", "id"])
def test_a_private_message_finds_its_person(api: Any, name: str) -> None:
    sam = api.box.state.people()[2]
    user = str(sam.id) if name == "id" else name
    body = {"message": "psst", "notify": True, "message_format": "text"}

    assert api.call("POST", f"/user/{user}/message", api.user, json=body).status_code == 204

    items = api.get(f"/user/{user}/history/latest").json()["items"]
    assert [(entry["message"], entry["from"]["name"]) for entry in items] == [
        ("psst", "Robin Reed")
    ]
    one = api.get(f"/user/{user}/history/{items[0]['id']}").json()["message"]
    assert one == items[0]
    window = api.get(f"/user/{user}/history", params={"date": one["date"]}).json()
    assert window["items"] == items
    assert api.get("/user/@AdaAdmin/history/latest").json()["items"] == []


def test_a_private_message_has_its_rules(api: Any) -> None:
    def tell(user: str, body: dict[str, Any]) -> int:
        answer = api.call("POST", f"/user/{user}/message", api.user, json=body)
        status: int = answer.status_code
        return status

    assert tell("@nobody", {"message": "x"}) == 404
    assert tell("@SamShore", {"message": ""}) == 400
    assert tell("@SamShore", {"message": "x" * 10_001}) == 400
    assert tell("@SamShore", {"message": "x", "message_format": "rtf"}) == 400
    assert tell("@SamShore", {"message": "x", "notify": "loud"}) == 400


def test_links_and_files_go_to_people_too(api: Any) -> None:
    link = {"link": "https://example.test/"}
    assert api.call("POST", "/user/@SamShore/share/link", api.user, json=link).status_code == 204
    answer = api.call(
        "POST",
        "/user/@SamShore/share/file",
        api.user,
        data=upload(),
        headers={"Content-Type": TYPE},
    )
    assert answer.status_code == 204
    items = api.get("/user/@SamShore/history/latest").json()["items"]
    assert [set(entry) & {"file", "message_links"} for entry in items] == [
        {"message_links"},
        {"file"},
    ]


def test_people_have_their_own_flood_control(limited: Any) -> None:
    def tell(user: str) -> Any:
        return limited.call("POST", f"/user/{user}/message", limited.user, json={"message": "x"})

    answers = [tell("@SamShore") for _ in range(31)]
    assert [a.status_code for a in answers] == [204] * 30 + [429]
    assert answers[0].headers["X-FloodControl-Remaining"] == "29"
    assert tell("@AdaAdmin").status_code == 204


def test_a_topic_is_set_as_json_alone(api: Any) -> None:
    def topic(**body: Any) -> int:
        answer = api.call("PUT", "/room/1/topic", api.box.tokens.admin, **body)
        status: int = answer.status_code
        return status

    before = api.get("/room/1").json()["version"]
    assert topic(json={"topic": "on call: Jo"}) == 204
    room = api.get("/room/1").json()
    assert room["topic"] == "on call: Jo"
    told = api.latest()[-1]
    assert (told["type"], told["message"]) == ("topic", "on call: Jo")
    assert told["from"]["name"] == "Ada Admin"
    assert room["version"] != before
    assert topic(json={"topic": ""}) == 204
    assert topic(json={"topic": "t" * 251}) == 400
    assert topic(json={}) == 400
    assert topic(data={"topic": "form"}) == 400
    assert api.get("/room/1").json()["topic"] == ""
