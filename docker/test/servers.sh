#!/bin/sh
# Does what the official images' entry points do: creates the database at the first start, runs servers without root.
set -eu
case "$1" in
  postgres)
    data=/var/lib/postgresql/data
    chown postgres: "$data"
    as="setpriv --reuid=postgres --regid=postgres --clear-groups"
    if [ ! -s "$data/PG_VERSION" ]; then
      password=$(mktemp)
      printf '%s' "$POSTGRES_PASSWORD" >"$password"
      chown postgres: "$password"
      $as initdb --pgdata="$data" --username="$POSTGRES_USER" --pwfile="$password" --auth=scram-sha-256 --encoding=UTF8
      rm "$password"
      printf 'CREATE DATABASE "%s"' "$POSTGRES_DB" | $as postgres --single -D "$data" -j postgres
    fi
    unset POSTGRES_PASSWORD
    exec $as postgres -D "$data" -c listen_addresses='*' ;;
  redis-server)
    chown redis: /data
    exec setpriv --reuid=redis --regid=redis --clear-groups "$@" ;;
  *)
    exec "$@" ;;
esac
