#!/bin/sh
# Makes .venv from the hashed lock and puts torch beside it (`make setup`); what was interrupted goes on at the next call.
set -eu
cd "$(dirname "$0")/.."
. lock/messages.sh
python=$1 parts=$2 torch=$3

listed() { echo "$parts" | tr ',' ' '; }
inputs() { { cat requirements.lock pyproject.toml lock/*.* lock/parts/*; echo "$torch"; } | cksum; }
installed() { for part in $(listed); do [ "$(cat ".venv/.ready-$part" 2>/dev/null)" = "$1" ] || return 1; done; }

# pip's own words go to the log; a person at a terminal sees what is being fetched.
pip() {
  rm -f build/failed
  { PIP_USER=0 .venv/bin/python -m pip --disable-pip-version-check --no-input "$@" 2>&1 || touch build/failed; } | tee "$log" | fetching
  [ ! -e build/failed ] || stop "$(why); call it again and it goes on from there (pip's own words: $log)"
}
fetching() {
  while read -r word name _; do
    [ -t 1 ] || continue
    case $word in Collecting) printf '\r\033[K  %s' "$name" ;; Installing) printf '\r\033[K  unpacking' ;; esac
  done
  [ ! -t 1 ] || printf '\r\033[K'
}
why() {
  case $(cat "$log") in
    *'No space left'*) echo "the disk is full: make room for about 3 GB" ;;
    *'DO NOT MATCH THE HASHES'*) echo "a package arrived truncated or altered: it is not the one that requirements.lock names" ;;
    *NewConnection* | *'from versions: none'* | *'name resolution'* | *'imed out'* | *imeout* | *'Connection '* | *IncompleteRead* | *incomplete* | *Proxy* | *SSLError*)
      echo "the packages could not all be fetched: is there a network?" ;;
    *) echo "pip failed: $(grep '^ERROR' "$log" | tail -n 1)" ;;
  esac
}

for part in $(listed); do
  [ -e "lock/parts/$part.txt" ] || stop "there is no part '$part'; PARTS takes $(basename -s .txt lock/parts/*.txt | paste -sd, -)"
done
now=$(inputs)
if installed "$now"; then exit 0; fi

mkdir -p build
sh lock/system.sh "$python" "$parts"

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
  say "making .venv"
  "$python" -m venv --clear .venv >"$log" 2>&1 || stop "$python can't make a virtual environment ($(tail -n 1 "$log"))"
fi
.venv/bin/python lock/subset.py "$parts" >build/wanted.lock
say "fetching and installing $(grep -c '^[a-z]' build/wanted.lock) packages (a minute or two)"
pip install --no-deps --require-hashes --only-binary=:all: --requirement build/wanted.lock
case ",$parts," in *,speech,* | *,train,*)
  say "fetching and installing torch"
  # shellcheck disable=SC2086 # may carry options of pip
  pip install --only-binary=:all: $torch ;;
esac
pip install --no-deps --no-build-isolation --editable .
for part in $(listed); do echo "$now" >".venv/.ready-$part"; done
say "done: .venv has $parts"
