#!/bin/sh
# What docker starts for `docker buildx …`, and for `docker build` where DOCKER_BUILDKIT is not 0. BuildKit is not served on this
# machine, and the real plugin would only say that it can't pull its builder; this says what to do.
if [ "${1:-}" = docker-cli-plugin-metadata ]; then
  echo '{"SchemaVersion":"0.1.0","Vendor":"Drydock","Version":"none","ShortDescription":"BuildKit (not on this machine)"}'
  exit 0
fi
cat >&2 <<'TEXT'
BuildKit (docker buildx, DOCKER_BUILDKIT=1) is not on this machine: all learners share one engine, and its builds would share one cache.
Build with the classic builder:

    DOCKER_BUILDKIT=0 docker build -t NAME .

TEXT
exit 1
