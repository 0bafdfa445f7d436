"""A disk that fails at a chosen operation, in this process."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest


class Faults:
    """Fails the k-th operation on the disk (once, or it and all later ones) among: folder made, file opened, written, synced, renamed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failing: int, *, lasting: bool) -> None:
        self._failing, self._lasting, self.done = failing, lasting, 0
        for owner, name in ((Path, "mkdir"), (Path, "open"), (os, "fsync"), (os, "replace"), (os, "open")):
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))

    def step(self) -> None:
        self.done += 1
        if self.done == self._failing or (self._lasting and self.done > self._failing):
            raise OSError(errno.ENOSPC, "No space left on device")

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*arguments: Any, **options: Any) -> Any:
            self.step()
            result = real(*arguments, **options)
            return _HalfWriting(result, self) if "xb" in arguments else result

        return operation


class _HalfWriting:
    """A file whose write may fail after half of the bytes."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> None:
        self._file.write(data[: len(data) // 2])
        self._faults.step()
        self._file.write(data[len(data) // 2 :])
