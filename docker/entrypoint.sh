#!/bin/sh
# One word says what a container is. Nothing here prints the environment: it holds secrets.
set -eu
role=${1:-web}
case "$role" in
  web)
    # Threads, since requests wait for the database and videos are sent slowly; 75 s is longer than a clip. Heartbeats
    # lie in memory, and no socket is made in the home folder. No access log: addresses carry participants' tokens.
    exec gunicorn evalsite.wsgi --bind=0.0.0.0:8000 --worker-class=gthread --workers="${WEB_WORKERS:-2}" \
      --threads=8 --keep-alive=75 --graceful-timeout=10 --worker-tmp-dir=/dev/shm --no-control-socket ;;
  migrate)
    python manage.py migrate --no-input
    if [ "${FACESTUDY_PRODUCTION:-0}" = 1 ]; then python manage.py collectstatic --no-input; fi ;;
  worker | scheduler)
    exec python manage.py "$@" ;;
  *)
    exec "$@" ;;
esac
