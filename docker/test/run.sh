#!/bin/sh
# Builds the images, starts the stack of compose.yml and takes part in a study, without a Docker daemon: make docker-test
# Needs root, Debian's packages, and what pip is told by its own settings. DOCKER_TEST_ROOM=FOLDER keeps the base and the
# images there for the next time; else nothing stays behind.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

stop() { printf 'docker-test: %s\n' "$*" >&2; exit 2; }
say() { printf '\n▸ %s\n' "$*"; }

[ "$(id -u)" = 0 ] || stop "this makes containers without a daemon, which only root may; please run: sudo make docker-test"
missing=""
for each in buildah crun debootstrap podman; do command -v "$each" >/dev/null || missing="$missing $each"; done
if [ -n "$missing" ]; then
  command -v apt-get >/dev/null || stop "please install$missing"
  say "installing$missing"
  apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
    stop "apt-get could not install$missing; see its message above"
fi

room=${DOCKER_TEST_ROOM:-}
[ -n "$room" ] || { room=$(mktemp -d); trap 'rm -rf "$room"' EXIT; }
trap 'exit 130' INT TERM
mkdir -p "$room/tmp"
printf '[storage]\ndriver = "vfs"\nrunroot = "%s/run"\ngraphroot = "%s/storage"\n' "$room" "$room" >"$room/storage.conf"
printf '[engine]\ntmp_dir = "%s/libpod"\n' "$room" >"$room/containers.conf"
export CONTAINERS_STORAGE_CONF="$room/storage.conf" CONTAINERS_CONF="$room/containers.conf" TMPDIR="$room/tmp" BUILDAH_ISOLATION=chroot

if ! podman image exists localhost/facestudy-base; then
  say "making a base image"
  sh "$here/base.sh" "$room/root"
fi

# pip's settings, and the files they name, are lent to the builds and stay out of the images.
python3 -m pip config list | sed -n "s/^[a-z:]*\.\([a-z-]*\)='\(.*\)'$/\1 = \2/p" | awk -F ' = ' '!seen[$1]++' |
  sed '1i [global]' >"$room/pip.conf"
lent="--volume=$room/pip.conf:/etc/pip.conf:ro"
for path in $(grep -o '/[^ ]*' "$room/pip.conf" | sed 's|^//||' | sort -u); do
  path=${path%/simple}
  [ ! -e "$path" ] || lent="$lent --volume=$path:$path:ro"
done

build() {
  say "building $1"
  buildah bud --ulimit nofile=1024:1024 --build-arg BASE=localhost/facestudy-base $lent \
    --tag "localhost/facestudy-$1" --file "$2" "$3" >"$room/build.log" 2>&1 ||
    { tail -30 "$room/build.log" >&2; stop "the image facestudy-$1 could not be built; see above"; }
  size=$(podman image inspect --format '{{.Size}}' "localhost/facestudy-$1")
  echo "  $((size / 1000000)) MB"
  [ "$size" -le "$(($4 * 1000000))" ] || stop "the image facestudy-$1 may have $4 MB at most"
}
build servers "$here/servers.Dockerfile" "$here" 1000
build web docker/web.Dockerfile . 450
build worker docker/worker.Dockerfile . 3000

# Private namespaces: no control groups that belong to others, no port that others use, no way out.
POSTGRES_PASSWORD=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
export POSTGRES_PASSWORD
unshare --mount --net sh "$here/inside.sh" "${PYTHON:-.venv/bin/python}"
[ -z "${DOCKER_TEST_ROOM:-}" ] || podman image prune --force >/dev/null
