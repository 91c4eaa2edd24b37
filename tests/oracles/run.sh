#!/bin/sh
# Has R compute the stored numbers anew (Debian: r-cran-{lme4,lmertest,pbkrtest,ordinal,emmeans,effectsize,afex,psych,bayesfactor,jsonlite} r-cran-nlme).
set -e
cd "$(dirname "$0")/../.."
sets="$(mktemp -d)"
trap 'rm -rf "$sets"' EXIT
.venv/bin/python -m tests.oracles.sets "$sets"
for name in ${*:-classic lmm clmm effects contrasts ordinal_contrasts ranks groups questions}; do
  Rscript "tests/oracles/$name.R" "$sets" > "$sets/$name.json"
  cp "$sets/$name.json" "tests/oracles/$name.json"
done
