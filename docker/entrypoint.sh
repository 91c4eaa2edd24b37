#!/bin/sh
# The first argument is the container's role. Nothing here prints the environment: it contains secrets.
set -eu
role=${1:-web}
case "$role" in
  web)
    # Threads, since requests wait for the database and videos are sent slowly; 75 s is longer than a clip. Heartbeat
    # files are in memory, and there is no socket in the home folder. No access log: URLs contain participants' tokens.
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
