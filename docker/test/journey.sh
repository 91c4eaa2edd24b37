#!/bin/sh
# A small complete study on the running stack: corpus, two networks, videos, participants, report; then security checks.
set -eu
on() { service=$1; shift; podman --cgroup-manager=cgroupfs exec "facestudy-test-$service" "$@"; }
manage() { service=$1; shift; on "$service" python manage.py "$@"; }
say() { printf '\n▸ %s\n' "$*"; }
stop() { printf 'docker-test: %s\n' "$*" >&2; exit 1; }

say "create a synthetic corpus and train two small networks"
manage worker enqueue corpus small --turns 24 --wait
for network in separate-1 joint-1; do
  on worker sh -c "printf 'corpus = \"%s/corpora/small\"\nnetwork = \"$network\"\nhidden = 16\nepochs = 2\n' \"\$FACESTUDY_STATE\" >~/$network.toml"
  on worker sh -c "python manage.py enqueue train ~/$network.toml --wait"
done

say "create a study of one clip; the workers render its videos"
on worker sh -c 'cd && python /app/manage.py study new journey --clips 1'
on worker sh -c 'python manage.py study create ~/journey.toml'
manage worker jobs --wait --batch journey
manage web study open journey

say "simulated participants use the real pages"
manage scheduler simulate journey --raters 3 --url http://web:8000
manage web study close journey
manage web report journey --out /state/report
on worker sh -c 'test -s /state/report/results-simulated.json' || stop "the report is missing"

say "the settings for production"
production="env FACESTUDY_PRODUCTION=1 FACESTUDY_SECRET_KEY=$POSTGRES_PASSWORD"
on web $production sh docker/entrypoint.sh migrate
on web $production python -c "
import evalsite.wsgi
from django.test import Client
answer = Client().get('/sign-in/', secure=True, headers={'host': 'localhost'})
assert answer.status_code == 200, answer.status_code
assert Client().get('/sign-in/', headers={'host': 'localhost'}).status_code == 301
"

say "security checks"
for service in web scheduler worker trainer; do
  [ "$(on "$service" id -u)" = 10001 ] || stop "$service does not run as user 10001"
  ! on "$service" touch /app/changed 2>/dev/null || stop "$service can change its own program"
done
on web python -c 'import importlib.util as u, sys; sys.exit(any(map(u.find_spec, sys.argv[1:])))' \
  torch librosa opensmile pyrender numba playwright || stop "the web image contains libraries that only workers need"
for name in $(podman ps --all --format '{{.Names}}'); do
  ! podman logs "$name" 2>&1 | grep -qF "$POSTGRES_PASSWORD" || stop "$name wrote a secret to its log"
done
! on web test -e /app/docker/.env || stop "the image contains the secrets file"
say "all steps passed"
