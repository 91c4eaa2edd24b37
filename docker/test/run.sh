#!/bin/sh
# Builds the images, starts the stack of compose.yml and takes part in a study, without a Docker daemon: make docker-test
# Needs root, Debian's packages and pip's own configuration. DOCKER_TEST_CACHE=FOLDER keeps the base and the
# images there for the next run; otherwise everything is removed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

stop() { printf 'docker-test: %s\n' "$*" >&2; exit 2; }
say() { printf '\n▸ %s\n' "$*"; }

[ "$(id -u)" = 0 ] || stop "containers without a daemon need root; run: sudo make docker-test"
missing=""
for each in buildah crun debootstrap podman; do command -v "$each" >/dev/null || missing="$missing $each"; done
if [ -n "$missing" ]; then
  command -v apt-get >/dev/null || stop "please install$missing"
  say "installing$missing"
  apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
    stop "apt-get could not install$missing; see its message above"
fi

cache=${DOCKER_TEST_CACHE:-}
[ -n "$cache" ] || { cache=$(mktemp -d); trap 'rm -rf "$cache"' EXIT; }
trap 'exit 130' INT TERM
mkdir -p "$cache/tmp"
printf '[storage]\ndriver = "vfs"\nrunroot = "%s/run"\ngraphroot = "%s/storage"\n' "$cache" "$cache" >"$cache/storage.conf"
printf '[engine]\ntmp_dir = "%s/libpod"\n' "$cache" >"$cache/containers.conf"
export CONTAINERS_STORAGE_CONF="$cache/storage.conf" CONTAINERS_CONF="$cache/containers.conf" TMPDIR="$cache/tmp" BUILDAH_ISOLATION=chroot

if ! podman image exists localhost/facestudy-base; then
  say "creating a base image"
  sh "$here/base.sh" "$cache/root"
fi

# pip's configuration, and the files it names, are mounted during the builds and stay out of the images.
python3 -m pip config list | sed -n "s/^[a-z:]*\.\([a-z-]*\)='\(.*\)'$/\1 = \2/p" | awk -F ' = ' '!seen[$1]++' |
  sed '1i [global]' >"$cache/pip.conf"
pip_mounts="--volume=$cache/pip.conf:/etc/pip.conf:ro"
for path in $(grep -o '/[^ ]*' "$cache/pip.conf" | sed 's|^//||' | sort -u); do
  path=${path%/simple}
  [ ! -e "$path" ] || pip_mounts="$pip_mounts --volume=$path:$path:ro"
done

build() {
  say "building $1"
  buildah bud --ulimit nofile=1024:1024 --build-arg BASE=localhost/facestudy-base $pip_mounts \
    --tag "localhost/facestudy-$1" --file "$2" "$3" >"$cache/build.log" 2>&1 ||
    { tail -30 "$cache/build.log" >&2; stop "the image facestudy-$1 could not be built; see above"; }
  size=$(podman image inspect --format '{{.Size}}' "localhost/facestudy-$1")
  echo "  $((size / 1000000)) MB"
  [ "$size" -le "$(($4 * 1000000))" ] || stop "the image facestudy-$1 may have $4 MB at most"
}
build servers "$here/servers.Dockerfile" "$here" 1000
build web docker/web.Dockerfile . 450
build worker docker/worker.Dockerfile . 3000

# Private namespaces: no foreign control groups, no port in use, no network access.
POSTGRES_PASSWORD=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
export POSTGRES_PASSWORD
unshare --mount --net sh "$here/inside.sh" "${PYTHON:-.venv/bin/python}"
[ -z "${DOCKER_TEST_CACHE:-}" ] || podman image prune --force >/dev/null
