"""What was made of things that never change, kept in this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Name, Value]):
    """Values by name (a hash, a published version); those asked for least lately go first.

    What is kept is shared by all threads: nobody may change it in place.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Name, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Name) -> Value | None:
        """The value, if it is kept."""
        with self._lock:
            found = self._values.get(name)
            if found is not None:
                self._values.move_to_end(name)
            return found

    def put(self, name: Name, value: Value) -> Value:
        """Keep a value, and give it back."""
        with self._lock:
            self._values[name] = value
            self._values.move_to_end(name)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value

    def of(self, name: Name, make: Callable[[], Value]) -> Value:
        """The value, made at its first use; outside the lock, so twice when two ask at once."""
        found = self.get(name)
        return self.put(name, make()) if found is None else found
