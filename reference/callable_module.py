"""Modules that can be called."""

import sys
from types import ModuleType
from typing import Any

__all__ = ["make_callable"]


class CallableModule(ModuleType):
    """A module that passes a call on to the function that has its name."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function."""
        return getattr(self, self.__name__.split(".")[-1])(*args, **kwargs)


def make_callable(name: str) -> None:
    """Let the module of that name be called like the function in it that has the same name.

    A package exports the function `gradients` and has a module `gradients`. Whenever that module is
    imported first, Python puts it in the function's place; so it must be able to stand there.
    """
    sys.modules[name].__class__ = CallableModule
