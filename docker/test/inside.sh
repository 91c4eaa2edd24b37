#!/bin/sh
# Starts the stack, tests it and removes it, in the namespaces that run.sh created.
set -eu
python=$1
here=$(dirname "$0")
cgroup_mounts=$(findmnt --noheadings --output TARGET --types cgroup2 || true)
for each in $cgroup_mounts; do umount "$each"; done
ip link set lo up
trap '"$python" "$here/stack.py" down' EXIT
trap 'exit 130' INT TERM
echo; echo "▸ starting the stack of compose.yml"
"$python" "$here/stack.py" up
sh "$here/journey.sh"
