from pathlib import Path

import pytest

from hipadmin.domain.errors import VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.services.handover import Handover
from hipadmin.services.sealing import Sealed, Sealing
from hipadmin.vault.sealed_file import SealedFile


def test_a_copy_of_what_there_is(tmp_path: Path) -> None:
    file = SealedFile(tmp_path, "store", {})
    given = [Handover({"a": Secret("x"), "b": None})]
    sealing = Sealing(lambda: given[-1], file)
    assert not sealing.in_use
    assert sealing.seal() == Sealed(1, 1)
    assert sealing.in_use
    given.append(Handover(trouble="The keyring is locked."))
    with pytest.raises(VaultTrouble, match="locked"):
        sealing.seal()
    assert file.read() == given[0].secrets
