"""What a translator of one webhook format promises; the relay is given a list of them."""

from collections.abc import Sequence
from typing import Protocol

from hipadmin.domain.incoming import Incoming, Reading
from hipadmin.domain.token import Secret


class Source(Protocol):
    """One webhook format. Pure and quick; called from several threads at once.

    A request is offered to the sources in the order of their list, and the first that knows its
    own reads it. Before that somebody has shown that he may speak for the subscription: by its
    intake key, or by ``proof``.
    """

    @property
    def name(self) -> str:
        """``github``: the ``kind`` of its reports, and how a person chooses it."""

    def proof(self, incoming: Incoming, secrets: Sequence[Secret]) -> bool | None:
        """Whether the request carries this source's own proof, made with one of ``secrets``.

        False: it carries one that none of them made. None: it carries none of this kind. Compares
        in constant time, and asks neither for JSON nor for anything else of the body's meaning.
        """

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """The events of the request in their order; None if it is of another format.

        An empty sequence: understood, and there is nothing to report. Raises NotRead if it is of
        this format and yet nothing can be made of it.
        """
