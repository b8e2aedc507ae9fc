"""A real Secret Service (gnome-keyring) on a D-Bus of its own, with nothing of the person's."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import IO

from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

from tests.needs import needs

SECRETS = "org.freedesktop.secrets"
BUS_TIMEOUT = 20.0

# Without service directories nothing is started on demand: a daemon that was ended stays away,
# and no program can show a question for a password.
BUS_CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class SecretService:
    """The bus and its keyring daemon; ``env`` is what a client needs to reach them."""

    def __init__(self, home: Path, sockets: Path) -> None:
        self.home = home
        self.sockets = sockets
        self.env = _environment(home, sockets)
        self._bus: subprocess.Popen[str] | None = None
        self._daemon: subprocess.Popen[str] | None = None

    def start_bus(self) -> None:
        config = self.home / "bus.conf"
        config.write_text(BUS_CONFIG.format(socket=self.sockets / "bus"), encoding="utf-8")
        command = ["dbus-daemon", f"--config-file={config}", "--print-address", "--nofork"]
        self._bus = _child(command, self.env)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = _pipe(self._bus.stdout).readline().strip()

    def connection(self) -> DBusConnection:
        """One to the bus, to be closed by the caller."""
        return open_dbus_connection(self.env["DBUS_SESSION_BUS_ADDRESS"], auth_timeout=BUS_TIMEOUT)

    def start_daemon(self, password: str | None = "open sesame") -> None:
        """Start the keyring; with a password its collection is open, without one it is locked."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        if password is not None:
            command.append("--unlock")
        with closing(self.connection()) as bus:
            rule = MatchRule(sender="org.freedesktop.DBus", member="NameOwnerChanged")
            rule.add_arg_condition(0, SECRETS)
            Proxy(message_bus, bus).AddMatch(rule)
            with bus.filter(rule) as owners:
                self._daemon = _child(command, self.env)
                with _pipe(self._daemon.stdin) as stdin:
                    stdin.write(password or "")
                while not bus.recv_until_filtered(owners, timeout=BUS_TIMEOUT).body[2]:
                    pass  # the name was given up by the daemon before; wait for its new owner

    def lock(self) -> None:
        """Lock every collection, as a person's "Lock" does."""
        service = DBusAddress("/org/freedesktop/secrets", SECRETS, "org.freedesktop.Secret.Service")
        paths = ["/org/freedesktop/secrets/collection/login"]
        with closing(self.connection()) as bus:
            message = new_method_call(service, "Lock", "ao", (paths,))
            locked, _prompt = bus.send_and_get_reply(message, timeout=BUS_TIMEOUT).body
            assert locked == paths

    def end_daemon(self) -> None:
        """Kill the keyring as a crash would; the bus stays."""
        _end(self._daemon)
        self._daemon = None

    def end_bus(self) -> None:
        """Kill the bus."""
        _end(self._bus)
        self._bus = None

    @contextmanager
    def busy_bus(self, seconds: float) -> Iterator[None]:
        """The bus lets nobody in for so long, as on a machine with much else to do."""
        assert self._bus is not None
        self._bus.send_signal(signal.SIGSTOP)
        again = Timer(seconds, self._bus.send_signal, (signal.SIGCONT,))
        again.start()
        try:
            yield
        finally:
            again.join()

    @property
    def daemon_pid(self) -> int:
        assert self._daemon is not None
        return self._daemon.pid


@contextmanager
def running_service(home: Path, *, daemon: bool = True) -> Iterator[SecretService]:
    """A bus with (or without) an open keyring, whose parts a test may end and start again."""
    needs("dbus-daemon", "gnome-keyring-daemon")
    home.mkdir(parents=True, exist_ok=True)
    # a socket's path may have 107 characters, which a test's folder alone may use up
    with TemporaryDirectory(prefix="keyring-") as sockets:
        service = SecretService(home, Path(sockets))
        try:
            service.start_bus()
            if daemon:
                service.start_daemon()
            yield service
        finally:
            service.end_daemon()
            service.end_bus()


@contextmanager
def secret_service(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """The environment of a session with an open keyring, for a child process or monkeypatch."""
    with running_service(tmp_path / "session") as service:
        yield service.env


def _environment(home: Path, sockets: Path) -> dict[str, str]:
    """This process's environment with every way to the person's own session cut off."""
    foreign = ("DBUS_", "GNOME_KEYRING", "PYTHON_KEYRING", "KEYRING_PROPERTY", "DISPLAY", "WAYLAND")
    env = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    env["HOME"] = str(home)
    for name in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME"):
        directory = home / name.lower()
        directory.mkdir(mode=0o700, exist_ok=True)
        env[f"XDG_{name}"] = str(directory)
    env["XDG_RUNTIME_DIR"] = str(sockets)
    return env


def _child(command: list[str], env: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        env=dict(env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _end(child: subprocess.Popen[str] | None) -> None:
    if child is None:
        return
    child.kill()
    with child:
        child.wait(timeout=BUS_TIMEOUT)


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
