#!/bin/sh
# `docker run redis`, `docker run redis --appendonly yes` and `docker run -it redis redis-cli -h …` all do what they say.
set -e
case "${1:-}" in
  -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ]; then
  # Reachable from other containers: without a password Redis would otherwise answer its own localhost only.
  set -- "$@" --protected-mode no
  if [ "$(id -u)" = 0 ]; then
    chown -R redis:redis /data
    exec setpriv --reuid redis --regid redis --clear-groups "$@"
  fi
fi
exec "$@"
