"""Room addresses as people paste them: within sentences, Markdown, and other clients' code."""

import pytest

from hipadmin.domain.room_address import RoomAddress, RoomAddressError, parse_room_address

T = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
E = "https://grp.hipchat.com/v2"
N = f"{E}/room/17/notification"
U = f"{N}?auth_token={T}"
HEADER = f"Authorization: Bearer {T}"


@pytest.mark.parametrize(
    "text",
    [
        f"{U}.",
        f"{U},",
        f'"{U}",',
        f"({U})",
        f"see {U}!",
        f"[Ops]({U})",
        f"[{U}]({U})",
        f"**{U}**",
        f"```\n{U}\n```",
        f"{U}\n{U}",
        f"HIPCHAT_URL={U}",
        f"export HIPCHAT_URL='{U}'",
        f'{{"url": "{U}"}}',
        f'{{"url": "{U}"}}'.replace("/", "\\/"),
        f'<a href="{U}">{U}</a>',
        f"{N}\u200b?auth_token=\u200b{T}",
        f"{N}?AUTH_TOKEN={T}",
        f"{N}\n{HEADER}",
        f"Our docs are at https://x.example/howto, post to {U} then",
        f"requests.post('{U}', json={{'message': 'hi'}})",
        f'requests.post("{N}", headers={{"Authorization": "Bearer {T}"}}, json=data)',
        f"requests.post('{N}', params={{'auth_token': '{T}'}}, json=data)",
        f"url = '{N}'\nheaders = {{'Authorization': 'Bearer {T}'}}\nrequests.post(url)",
        f"Invoke-RestMethod -Method Post -Uri '{U}' -Body $body",
        f'Invoke-RestMethod -Uri "{N}" -Headers @{{ Authorization = "Bearer {T}" }}',
        f"wget --header='{HEADER}' --post-data='message=https://x.test/y' -O - {N}",
        f"http POST {N} 'Authorization:Bearer {T}' message=hi",
        f"http {N} auth_token=={T} message=hi",
    ],
)
def test_the_address_and_token_within_other_text(text: str) -> None:
    assert parse_room_address(text) == RoomAddress(E, "17", T)


@pytest.mark.parametrize(
    "text",
    [
        f'curl -X POST ^\r\n  -H "{HEADER}" ^\r\n  -d "{{\\"message\\":\\"x\\"}}" ^\r\n  "{N}"',
        f'curl ^"{N}^?auth_token={T}^" ^\n  --data-raw ^"^{{^\\^"message^\\^":^\\^"a^\\^"^}}^"',
        f"curl '{U}' --data-raw $'it\\'s here'",
        f"curl {U};",
        f"curl\u00a0-H\u00a0'{HEADER}' {N}",
        f"curl -H “{HEADER}” “{N}”",
        f"sudo curl -H '{HEADER}' {N}",
        f"/usr/bin/curl -H '{HEADER}' {N}",
        f"me@host:~$ curl -H '{HEADER}' {N}",
        f'PS C:\\> curl.exe -H "{HEADER}" {N}',
        f'C:\\Users\\me>curl -H "{HEADER}" {N}',
        f"echo hi | curl -H '{HEADER}' -d @- {N}",
        f"```sh\ncurl -H '{HEADER}' {N}\n```",
    ],
)
def test_curl_commands_of_every_shell(text: str) -> None:
    assert parse_room_address(text) == RoomAddress(E, "17", T)


@pytest.mark.parametrize("end", [";", ".", "!", ")", ">,"])
def test_an_address_at_the_end_of_a_sentence(end: str) -> None:
    assert parse_room_address(f"Use {N}{end}") == RoomAddress(E, "17")


@pytest.mark.parametrize("room", ["Ops (EU)", "Ops!", "why?", "a.b.", "[x]"])
def test_a_name_that_ends_in_punctuation_stays(room: str) -> None:
    encoded = room.replace("?", "%3F")
    assert parse_room_address(f"{E}/room/{encoded}/notification").room == room


def test_of_several_addresses_the_first_of_a_room_counts() -> None:
    text = f"see https://x.example/a and {N} or {E}/room/18"
    assert parse_room_address(text).room == "17"


def test_no_address_of_a_room_is_said_without_the_token() -> None:
    with pytest.raises(RoomAddressError) as caught:
        parse_room_address(f"https://x.example/a https://x.example/b?auth_token={T}")
    assert T not in str(caught.value)
