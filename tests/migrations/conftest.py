from tests.store.conftest import opened, path

__all__ = ["opened", "path"]
