"""Processes of their own, as several clerks at once are, or one that dies."""

import os
import subprocess
import sys

from tests.support import REPOSITORY

CHILD = (sys.executable, "-m", "tests.support.crash_child")


def start(*command: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    pipe = subprocess.PIPE
    here = REPOSITORY
    return subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8", cwd=here, env=environment
    )
