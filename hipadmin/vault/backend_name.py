"""What the keyring calls itself, for diagnostics."""

from collections.abc import Iterable


def backend_name() -> str:
    """The name of the keyring's backend, or of each that is asked in turn. Blocking.

    An empty text if none can be loaded.
    """
    try:
        import keyring  # takes 70 ms, and only diagnostics ask

        backend = keyring.get_keyring()
        chained: Iterable[object] = getattr(backend, "backends", ())
        names = [_name(each) for each in chained] or [_name(backend)]
    except Exception:  # a setting may name anything
        return ""
    return ", ".join(names)


def _name(backend: object) -> str:
    return str(getattr(backend, "name", type(backend).__name__))
