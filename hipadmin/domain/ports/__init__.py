"""What the use cases need from the outside, as protocols. Concretes come in by constructor.

What hardly anybody names stands in the modules beside: a list needs the words of none of it.
"""

from hipadmin.domain.ports.basics import Clock, NewId, Topic
from hipadmin.domain.ports.store import Store, Unit
from hipadmin.domain.ports.vault import Cancel, NeverCancel, SecretsFile, Vault

__all__ = [
    "Cancel",
    "Clock",
    "NeverCancel",
    "NewId",
    "SecretsFile",
    "Store",
    "Topic",
    "Unit",
    "Vault",
]
