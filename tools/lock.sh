#!/bin/sh
# Renew both locks from pyproject.toml (needs uv). They hold for every platform and Python ≥ 3.11.
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet --no-header --upgrade "$@"; }
compile -o requirements.lock
compile --group dev -o requirements-dev.lock
