"""Ports are what the layers promise each other, so each of their methods says what it promises."""

import importlib
import inspect
import pkgutil

import pytest

from hipadmin.domain import ports

MODULES = [info.name for info in pkgutil.iter_modules(ports.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_every_method_says_what_it_promises(name: str) -> None:
    module = importlib.import_module(f"{ports.__name__}.{name}")
    own = [
        each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__
    ]
    classes = [each for each in own if inspect.isclass(each)]
    silent = [
        f"{each.__name__}.{method}"
        for each in classes
        for method, made in vars(each).items()
        if not method.startswith("_") and callable(made) and not made.__doc__
    ]

    assert classes
    assert silent == []
