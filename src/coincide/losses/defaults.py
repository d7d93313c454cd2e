"""A method that can also be called on its class, which then stands for an instance with the default settings."""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType
from typing import Concatenate, Generic, ParamSpec, TypeVar

_Owner = TypeVar("_Owner")
_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class also_on_class(Generic[_Owner, _Arguments, _Result]):  # a decorator
    """Decorate a method so that `TripletLoss.of(a, p, n)` is `TripletLoss().of(a, p, n)`."""

    def __init__(self, function: Callable[Concatenate[_Owner, _Arguments], _Result]) -> None:
        self.__func__ = function
        self.__doc__ = function.__doc__

    def __get__(self, instance: _Owner | None, owner: type[_Owner]) -> Callable[_Arguments, _Result]:
        return MethodType(self.__func__, owner() if instance is None else instance)
