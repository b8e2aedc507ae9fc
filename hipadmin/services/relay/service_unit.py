"""The relay as a service of one user: the unit that systemd is given."""

from collections.abc import Sequence

NAME = "hipadmin-relay.service"
_UNIT = """\
# The hipadmin relay as a service of one user: it takes events in and delivers while no window is
# open. A service cannot ask a keyring, so what it needs is sealed first; windows and commands
# that change tokens seal again from then on. To install:
#
#   hipadmin vault seal
#   hipadmin relay --print-unit > ~/.config/systemd/user/hipadmin-relay.service
#   systemctl --user daemon-reload
#   systemctl --user enable --now hipadmin-relay.service
#   loginctl enable-linger        # to have it run without anybody logged in
#
# Its log: journalctl --user -u hipadmin-relay. Without systemd, have whatever starts services run
# the line after ExecStart=; SIGTERM ends it within seconds.
#
# The key lies beside what it opens unless you move it: let HIPADMIN_VAULT_KEY_FILE name the file
# when you seal and when this is printed; it is then loaded from there, for which user services need
# systemd 250 or newer.

[Unit]
Description=hipadmin relay: events in, HipChat messages out
# a disk that is full or not there yet, or a port that is taken, is waited out
StartLimitIntervalSec=0

[Service]
# it counts as started when it takes events in
Type=notify
ExecStart={command}
{key}Restart=on-failure
RestartSec=5
# a wrong command line, and a database that this version must not touch
RestartPreventExitStatus=2 3
TimeoutStopSec=10
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
SystemCallArchitectures=native

[Install]
WantedBy=default.target
"""


def unit_text(command: Sequence[str], key_file: str = "") -> str:
    """The unit's text for the command of a sealed relay, its program first.

    ``key_file`` is where the key lies; "" if that is beside what it opens.
    """
    key = f"LoadCredential=vault.key:{key_file.replace('%', '%%')}\n" if key_file else ""
    return _UNIT.format(command=" ".join(quoted(word) for word in command), key=key)


def quoted(word: str) -> str:
    """A word of a command line as systemd reads it: systemd.service(5), COMMAND LINES."""
    for special, plain in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        word = word.replace(special, plain)
    harmless = word and not any(c.isspace() or c in "\"'\\;" for c in word)
    return word if harmless else f'"{word}"'
