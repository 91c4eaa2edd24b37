# What the set-up's scripts share: how they speak, and where other programs' words go.
log=build/setup.log
say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 2; }
