#!/bin/sh
# Resolves the dependencies anew (`make lock`): requirements.lock with hashes, and for each part the names it needs from it.
set -eu
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "lock: uv is needed; install it with: pip install uv" >&2; exit 2; }

resolve() {
  uv pip compile --quiet --universal --python-version 3.11 --override lock/overrides.txt --no-annotate --no-header \
    --no-emit-package torch --no-emit-package warp-lang --no-emit-package roma --no-emit-package facestudy "$@"
}

resolve pyproject.toml lock/beside/*.in --all-extras --generate-hashes --output-file requirements.lock >/dev/null

for part in base web video speech train synthetic docs dev; do
  extra=$part beside=$part
  case $part in base) extra='' ;; train) beside=speech ;; esac
  [ -e "lock/beside/$beside.in" ] || beside=base
  resolve pyproject.toml lock/beside/base.in "lock/beside/$beside.in" ${extra:+--extra "$extra"} --constraint requirements.lock |
    sed -e '/never/d' -e 's|[^a-z0-9-].*||' | sort -u >"lock/parts/$part.txt"
done
