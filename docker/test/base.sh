#!/bin/sh
# Creates the image localhost/facestudy-base: a Debian with Python and little else, as the official slim images are.
set -eu
root=$1
[ -e "$root/usr/bin/python3" ] ||
  debootstrap --variant=minbase --include=ca-certificates,python3-minimal,python3-venv bookworm "$root" >"$root.log" ||
  { tail -5 "$root.log" >&2; rm -rf "$root"; echo "docker-test: debootstrap found no Debian; is there a network?" >&2; exit 2; }
for unneeded in doc man info locale; do
  rm -rf "$root/usr/share/$unneeded"/*
  echo "path-exclude /usr/share/$unneeded/*"
done >"$root/etc/dpkg/dpkg.cfg.d/slim"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
find "$root/usr" -name __pycache__ -prune -exec rm -rf {} +
tar --directory "$root" --create . | podman import --quiet - localhost/facestudy-base >/dev/null
rm -rf "$root" "$root.log"
