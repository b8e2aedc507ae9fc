"""The sandbox's switches, set from the window's side over real HTTP."""

from pathlib import Path

import pytest
import responses

from hipadmin.hipchat.client import HipChatClient
from hipadmin.sandbox.faults import KINDS
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.services.certificates import check_certificate
from hipadmin.services.sandbox_switches import Limits, SandboxSilent, SandboxSwitches


def test_faults_are_switched_one_by_one_and_all_off(sandbox: Sandbox) -> None:
    switches = SandboxSwitches(sandbox.url)
    assert {fault.name for fault in switches.look().faults} == set(KINDS)
    assert switches.look().on == ()
    [slow] = switches.switch("slow", True, 0.5).on
    assert (slow.name, slow.value) == ("slow", 0.5)
    assert {f.name for f in switches.switch("503", True).on} == {"slow", "503"}
    assert [f.name for f in switches.switch("slow", False).on] == ["503"]
    assert switches.all_off().on == ()


def test_faults_do_not_keep_the_switches_from_answering(sandbox: Sandbox) -> None:
    switches = SandboxSwitches(sandbox.url)
    switches.switch("hang", True)
    assert len(SandboxSwitches(sandbox.url).look().on) == 1, "another window sees it too"
    assert switches.all_off().on == ()


def test_limits_are_tightened_and_lifted(sandbox: Sandbox) -> None:
    switches = SandboxSwitches(sandbox.url)
    assert switches.look().limits == Limits(unlimited=True)
    tight = Limits(people=5, addons=5, sends=2)
    assert switches.limit(tight).limits == tight
    assert switches.limit(Limits()).limits == Limits()


def test_a_sandbox_that_has_gone_is_told() -> None:
    with running() as gone:
        url = gone.url
    with pytest.raises(SandboxSilent):
        SandboxSwitches(url).look()


def test_who_wants_https_has_a_certificate_to_be_saved(tmp_path: Path, sandbox: Sandbox) -> None:
    switches = SandboxSwitches(sandbox.url)
    assert not switches.look().secure
    switches.switch("slow", True, 0.0)
    assert not switches.look().secure
    switches.switch("self-signed", True)
    assert switches.look().secure
    file = tmp_path / "sandbox.pem"
    switches.save_certificate(file)
    assert list(check_certificate(str(file))) == []
    secure, token = sandbox.url.replace("http:", "https:"), sandbox.tokens.user
    with HipChatClient(secure, token, verify=str(file)) as trusting:
        assert trusting.room(1).name == "Builds"


def test_what_is_no_sandbox_is_told_too() -> None:
    with responses.RequestsMock() as wire:
        wire.get("http://127.0.0.1:1/sandbox/faults", body="<html>Log in</html>")
        with pytest.raises(SandboxSilent):
            SandboxSwitches("http://127.0.0.1:1/v2").look()
