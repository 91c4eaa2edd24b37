#!/bin/sh
# The stack's whole life, in the namespaces that run.sh made.
set -eu
python=$1
here=$(dirname "$0")
mine=$(findmnt --noheadings --output TARGET --types cgroup2 || true)
for each in $mine; do umount "$each"; done
ip link set lo up
trap '"$python" "$here/stack.py" down' EXIT
trap 'exit 130' INT TERM
echo; echo "▸ starting the stack of compose.yml"
"$python" "$here/stack.py" up
sh "$here/journey.sh"
