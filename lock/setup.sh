#!/bin/sh
# Makes .venv from the hashed lock, torch beside it, and the system's OpenGL where it may. Called by `make setup`.
set -eu
python=$1 parts=$2 torch=$3

stop() { printf 'setup: %s\n' "$*" >&2; exit 2; }

missing=""
ldconfig -p 2>/dev/null | grep -q 'libEGL\.so\.1' || missing="$missing libegl1"
ldconfig -p 2>/dev/null | grep -q 'libGL\.so\.1' || missing="$missing libgl1"
find /usr/lib /usr/lib64 -name 'swrast_dri.so' -o -name 'libdril_dri.so' 2>/dev/null | grep -q . || missing="$missing libgl1-mesa-dri"
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ]; then sudo=""; elif sudo -n true 2>/dev/null; then sudo="sudo"; else
    stop "system packages are missing; please run: sudo apt-get install$missing"; fi
  command -v apt-get >/dev/null || stop "please install what your system calls$missing"
  echo "setup: installing$missing"
  # shellcheck disable=SC2086
  $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "Python 3.11 or newer is needed; name one with PYTHON=python3.12"
[ -x .venv/bin/python ] || "$python" -m venv .venv
pip=".venv/bin/python -m pip --disable-pip-version-check --quiet"
echo "setup: installing the locked packages (about a minute)"
$pip install --no-deps --require-hashes --only-binary=:all: -r requirements.lock
case ",$parts," in *,speech,*|*,train,*) echo "setup: installing $torch"; $pip install --no-deps "$torch" ;; esac
$pip install --no-deps --no-build-isolation -e .
rm -f .venv/.ready-*
echo "setup: done"
