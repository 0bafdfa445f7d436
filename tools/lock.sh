#!/bin/sh
# Renew both locks from pyproject.toml (needs uv). They hold for every platform and Python ≥ 3.11.
# sqlite-utils asks for pip, which every virtual environment has already. A pinned pip would have to replace itself while it
# runs, and Windows refuses that; so the locks leave it out and are installed with --no-deps.
set -eu
cd "$(dirname "$0")/.."
compile() {
  uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet --no-header --upgrade \
    --no-emit-package pip "$@"
}
compile -o requirements.lock
compile --group dev -o requirements-dev.lock
