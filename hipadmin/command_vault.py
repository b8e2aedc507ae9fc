"""`hipadmin vault seal`: a copy of what relays need, for one that runs as a service."""

import argparse
import sys

from hipadmin.exits import DONE
from hipadmin.services.bundle import Services


def vault(services: Services, _arguments: argparse.Namespace) -> int:
    """Seal what there is, and say what there is not."""
    sealed = services.sealing.seal()
    print(f"Sealed: {sealed.secrets} tokens and keys.")
    if sealed.missing:
        text = f"Not in the vault: {sealed.missing}. “hipadmin doctor” says which."
        print(text, file=sys.stderr)
    return DONE
