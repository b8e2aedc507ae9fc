"""The lock and the line between two starts, without Qt: real sockets, real processes."""

import contextlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin.gui.application import raised_text, silent_text
from hipadmin.gui.instance.server import Call, Server
from hipadmin.gui.instance.single import LOCK, Instance, Silent, claim
from hipadmin.gui.instance.wire import LINE_MOST, SOCKET, NotUnderstood, Raised, Wish, ask

NOBODY = 65534
WISH = Wish("/tmp/ready", 1_700_000_000.5, "token-of-the-desktop")
START = """
import os, sys
from pathlib import Path
from hipadmin.gui.instance.wire import Raised, Wish, ask
from hipadmin.gui.instance.single import Instance, claim
folder, user = Path(sys.argv[1]), int(sys.argv[2])
if user: os.setuid(user)
print("loaded", flush=True)
sys.stdin.readline()
found = claim(folder, Wish(), 3)
if isinstance(found, Instance):
    found.attend(lambda call: call.answer(Raised(os.getpid())))
print(type(found).__name__, flush=True)
sys.stdin.read()
"""


class Start:
    """A process that has loaded what it needs and claims when told to."""

    def __init__(self, folder: Path, user: int = 0) -> None:
        command = [sys.executable, "-c", START, str(folder), str(user)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, text=True, **pipes)
        assert self.line() == "loaded"

    def go(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextlib.contextmanager
def starts(folder: Path, count: int = 1, user: int = 0) -> Iterator[list[Start]]:
    found = [Start(folder, user) for _ in range(count)]
    try:
        yield found
    finally:
        for start in found:
            start.end()


@contextlib.contextmanager
def first(folder: Path) -> Iterator[list[Wish]]:
    """A first start in this process that answers at once; gives the wishes it heard."""
    heard: list[Wish] = []

    def answer(call: Call) -> None:
        heard.append(call.wish)
        call.answer(Raised(os.getpid(), ":7"))

    instance = claim(folder, Wish())
    assert isinstance(instance, Instance)
    instance.attend(answer)
    try:
        yield heard
    finally:
        instance.release()


@contextlib.contextmanager
def peer(folder: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as found:
        found.settimeout(2)
        found.connect(str(folder / SOCKET))
        yield found


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_later_start_tells_its_wish_and_hears_where_the_window_is(tmp_path: Path) -> None:
    with first(tmp_path) as heard:
        assert claim(tmp_path, WISH) == Raised(os.getpid(), ":7")
    assert heard == [WISH]


def test_a_wish_that_comes_before_the_window_waits_for_it(tmp_path: Path) -> None:
    instance = claim(tmp_path, Wish())
    assert isinstance(instance, Instance)
    answers: list[object] = []
    later = threading.Thread(target=lambda: answers.append(claim(tmp_path, WISH)))
    later.start()
    later.join(0.2)
    assert answers == []
    instance.attend(lambda call: call.answer(Raised(42)))
    later.join(10)
    instance.release()
    assert answers == [Raised(42)]


def test_only_this_user_can_reach_lock_and_socket(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with first(tmp_path):
            assert mode(tmp_path / LOCK) == 0o600
            assert mode(tmp_path / SOCKET) == 0o700
    finally:
        os.umask(before)


def test_another_folder_is_another_instance(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    with first(one) as heard, first(other):
        assert heard == []


def test_what_a_killed_process_left_is_in_nobody_s_way(tmp_path: Path) -> None:
    with starts(tmp_path) as [killed]:
        killed.go()
        assert killed.line() == "Instance"
        killed.end()
    assert (tmp_path / SOCKET).is_socket()
    with first(tmp_path):
        assert isinstance(claim(tmp_path, Wish()), Raised)


@pytest.mark.parametrize("left", [b"", b"nonsense", b'{"pid": "?"}', b"\xff\xfe", b"[1]"])
def test_a_stale_lock_file_with_anything_in_it_is_no_lock(tmp_path: Path, left: bytes) -> None:
    (tmp_path / LOCK).write_bytes(left)
    with first(tmp_path):
        assert json.loads((tmp_path / LOCK).read_bytes())["pid"] == os.getpid()


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01 nonsense\n",
        b'{"hipadmin": 1, "wish": "raise", "ready_file": "\xff"}\n',
        b'{"hipadmin": 1, "ready_file": 7}\n',
        b'{"hipadmin": 1, "started": "now"}\n',
        b'{"hipadmin": 1, "started": NaN}\n',
        b'{"hipadmin": 1, "started": 1e300}\n',
        b'["hipadmin"]\n',
        b'{"wish": "raise"}\n',
        b"[" * 60_000 + b"\n",
        b"x" * (LINE_MOST + 1),
    ],
)
def test_garbage_costs_its_connection_and_nothing_else(tmp_path: Path, said: bytes) -> None:
    with first(tmp_path) as heard:
        with peer(tmp_path) as stranger, contextlib.suppress(BrokenPipeError, ConnectionError):
            stranger.sendall(said)
            assert stranger.recv(10) == b""
        assert isinstance(claim(tmp_path, WISH), Raised)
    assert heard == [WISH]


def test_half_a_line_and_gone_is_nothing(tmp_path: Path) -> None:
    with first(tmp_path) as heard:
        with peer(tmp_path) as stranger:
            stranger.sendall(WISH.line()[:20])
        assert isinstance(claim(tmp_path, WISH), Raised)
    assert heard == [WISH]


def test_a_slow_peer_keeps_nobody_waiting(tmp_path: Path) -> None:
    with first(tmp_path) as heard, peer(tmp_path) as slow:
        slow.sendall(WISH.line()[:20])
        assert isinstance(claim(tmp_path, Wish()), Raised)
        slow.sendall(WISH.line()[20:])  # it was still waited for while others were served
        assert Raised.read(slow.recv(1000)).pid == os.getpid()
    assert heard == [Wish(), WISH]


def test_who_says_nothing_is_dropped_after_a_while(tmp_path: Path) -> None:
    server = Server(tmp_path, lambda call: None, patience_s=0.1)
    server.start()
    with peer(tmp_path) as silent:
        assert silent.recv(10) == b""
    server.close()


def test_many_at_once_are_turned_away_and_later_ones_served(tmp_path: Path) -> None:
    with first(tmp_path), contextlib.ExitStack() as stack:
        for _ in range(16):
            stack.enter_context(peer(tmp_path))
        one_too_many = stack.enter_context(peer(tmp_path))
        assert one_too_many.recv(10) == b""
        stack.close()
        assert isinstance(claim(tmp_path, Wish()), Raised)


def test_later_versions_may_say_more() -> None:
    line = b'{"hipadmin": 9, "wish": "raise", "ready_file": "/r", "open": {"x": 1}}\n'
    assert Wish.read(line) == Wish("/r")


def test_an_answer_without_a_process_is_none() -> None:
    with pytest.raises(NotUnderstood):
        Raised.read(b'{"hipadmin": 1, "raised": true}\n')


def test_a_vanished_socket_is_made_again(tmp_path: Path) -> None:
    with first(tmp_path):
        (tmp_path / SOCKET).unlink()
        assert isinstance(claim(tmp_path, Wish()), Raised)


def test_a_socket_that_took_the_place_of_ours_is_put_away(tmp_path: Path) -> None:
    with starts(tmp_path) as [holder]:
        holder.go()
        assert holder.line() == "Instance"
        with squatter(tmp_path):
            assert claim(tmp_path, Wish()) == Raised(holder.process.pid)


@pytest.mark.parametrize("kind", ["file", "link", "socket"])
def test_what_lies_where_the_socket_belongs_is_replaced(tmp_path: Path, kind: str) -> None:
    place, precious = tmp_path / SOCKET, tmp_path / "precious"
    precious.write_text("kept")
    with contextlib.ExitStack() as stack:
        if kind == "file":
            place.write_text("in the way")
        elif kind == "link":
            place.symlink_to(precious)
        else:
            stack.enter_context(squatter(tmp_path))
        stack.enter_context(first(tmp_path))
        assert isinstance(claim(tmp_path, Wish()), Raised)
    assert precious.read_text() == "kept"


@contextlib.contextmanager
def squatter(folder: Path, says: bytes = b"") -> Iterator[list[socket.socket]]:
    """Another program on the socket: it accepts, says something, and never the right thing."""
    with contextlib.suppress(FileNotFoundError):
        (folder / SOCKET).unlink()
    open_ends: list[socket.socket] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as found:
        found.bind(str(folder / SOCKET))
        found.listen()

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    end, _address = found.accept()
                    open_ends.append(end)
                    end.sendall(says)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield open_ends
        found.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    for end in open_ends:
        end.close()


@pytest.mark.parametrize("says", [b"", b"220 mail.example.com\n", b"{}\n", b"\xff" * 70_000])
def test_a_squatter_is_not_believed(tmp_path: Path, says: bytes) -> None:
    with squatter(tmp_path, says):
        assert ask(tmp_path, Wish(), read_s=0.1) is None
        assert ask(tmp_path, Wish(), pid=1) is None


def test_an_answer_that_dribbles_in_is_not_waited_for(tmp_path: Path) -> None:
    with squatter(tmp_path, b"{") as ends:
        over = threading.Event()

        def dribble() -> None:
            while not over.wait(0.02):
                for end in ends:
                    with contextlib.suppress(OSError):
                        end.sendall(b" ")

        thread = threading.Thread(target=dribble, daemon=True)
        thread.start()
        began = time.monotonic()
        try:
            assert ask(tmp_path, Wish(), read_s=0.2) is None
        finally:
            over.set()
            thread.join()
        assert time.monotonic() - began < 5


def test_a_window_that_hangs_is_named(tmp_path: Path) -> None:
    with starts(tmp_path) as [holder]:
        holder.go()
        assert holder.line() == "Instance"
        holder.process.send_signal(signal.SIGSTOP)
        os.waitpid(holder.process.pid, os.WUNTRACED)  # until it has stopped
        began = time.monotonic()
        found = claim(tmp_path, Wish(), 0.3)
        assert time.monotonic() - began < 5
    assert found == Silent(holder.process.pid, os.getuid())


def test_starts_in_the_same_moment_agree_on_one_window(tmp_path: Path) -> None:
    with starts(tmp_path, 5) as five:
        for start in five:
            start.go()
        found = sorted(start.line() for start in five)
    assert found == ["Instance", "Raised", "Raised", "Raised", "Raised"]


def test_a_later_start_takes_over_when_the_first_is_just_ending(tmp_path: Path) -> None:
    instance = claim(tmp_path, Wish())
    assert isinstance(instance, Instance)
    instance.close()  # the window has gone, its work is being finished
    assert ask(tmp_path, Wish()) is None
    ending = threading.Timer(0.2, instance.release)
    ending.start()
    with first(tmp_path):
        ending.join()


def test_a_very_long_folder_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30) / ("folder" * 20)
    folder.mkdir(parents=True)
    assert len(str(folder)) > 200
    with first(folder) as heard:
        assert (folder / SOCKET).is_socket()
        assert isinstance(claim(folder, WISH), Raised)
    assert heard == [WISH]
    assert not (folder / SOCKET).exists()


def test_where_no_lock_can_be_taken_every_start_is_the_first(tmp_path: Path) -> None:
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    for _ in range(2):
        found = claim(no_folder, Wish())
        assert isinstance(found, Instance)
        found.release()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder anybody may use; only root can become somebody else."""
    if os.getuid() != 0:
        pytest.skip("only root can act as another user")
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o777)
        yield Path(name)


def test_another_user_s_window_is_left_alone_and_named(open_folder: Path) -> None:
    with starts(open_folder, user=NOBODY) as [other]:
        other.go()
        assert other.line() == "Instance"
        began = time.monotonic()
        found = claim(open_folder, Wish())
        assert time.monotonic() - began < 5
        assert found == Silent(other.process.pid, NOBODY)
        assert found.foreign


def test_another_user_cannot_ring(open_folder: Path) -> None:
    with first(open_folder) as heard, starts(open_folder, user=NOBODY) as [other]:
        (open_folder / SOCKET).chmod(0o777)
        (open_folder / LOCK).chmod(0o666)
        other.go()
        assert other.line() == "Silent"
    assert heard == []


def test_the_sentences_name_process_display_and_user() -> None:
    assert raised_text(Raised(12, ":10")).endswith("(process 12 on display :10): it was raised.")
    assert raised_text(Raised(12)).endswith("(process 12): it was raised.")
    assert "(process 12) but does not answer" in silent_text(Silent(12, os.getuid()))
    assert "already but does not answer" in silent_text(Silent())
    assert "Another user (uid 9)" in silent_text(Silent(12, 9))
