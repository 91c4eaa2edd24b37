#!/bin/sh
# Installs the system's packages that the parts need, with apt where it may; else it says the one line to run.
set -eu
. lock/messages.sh
python=$1 parts=$2
PATH="$PATH:/usr/sbin:/sbin"

has() { command -v "$1" >/dev/null; }
library() { ldconfig -p 2>/dev/null | grep -q "$1"; }
driver() { find /usr/lib /usr/lib64 -name swrast_dri.so -o -name libdril_dri.so -o -name 'libgallium-*.so' 2>/dev/null | grep -q .; }
postgres() { has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
browser() { has chromium || has chromium-browser || has google-chrome; }
part() { case ",$parts," in *",$1,"*) ;; *) false ;; esac; }

for_python() {
  has "$python" || { echo "python3 python3-venv"; return; }
  "$python" -c 'import ensurepip, venv' 2>/dev/null || echo "$(basename "$python")-venv"
}
for_video() {
  library libEGL.so.1 || echo libegl1
  library libGL.so.1 || echo libgl1
  driver || echo libgl1-mesa-dri
}
for_tests() {
  browser || echo chromium
  postgres || echo postgresql
  has redis-server || echo redis-server
}

apt() { $as env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1; }
install() {
  say "installing with apt: $*"
  apt install --no-install-recommends "$@"
}

if has "$python"; then
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Python 3.11 or newer is needed, and $python is $("$python" -V 2>&1); name another with PYTHON=python3.12"
elif [ "$python" != python3 ]; then
  stop "there is no $python; name a Python of 3.11 or newer with PYTHON=…"
fi

needed=$(for_python; if part video; then for_video; fi)
wished=$(if part dev; then for_tests; fi)
[ -n "$needed$wished" ] || exit 0
line=$(echo apt-get install --no-install-recommends $needed $wished)

if ! has apt-get; then
  say "this system has no apt; please install what it calls ${line#* * * }"
  exit 0
elif [ "$(id -u)" = 0 ]; then as=''
elif sudo -n true 2>/dev/null; then as='sudo -n'
elif [ -n "$needed" ]; then
  stop "system packages are missing and need an administrator: run  sudo $line  and then this again"
else
  say "some tests need more of the system: sudo $line"
  exit 0
fi

: >"$log"
$as dpkg --configure -a >>"$log" 2>&1 || true
apt update || say "apt could not renew its lists (is there a network?); trying with the old ones"
# shellcheck disable=SC2086 # lists of words
if [ -n "$needed" ]; then
  install $needed || stop "apt could not install them ($(grep '^E:' "$log" | tail -n 1)); mend that and call this again (apt's own words: $log)"
fi
for package in $wished; do
  install "$package" || say "apt could not install $package; tests that need it will say so (apt's own words: $log)"
done
