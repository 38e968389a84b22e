#!/bin/sh
# `docker build` on an engine before 23 means the classic builder (DOCKER_BUILDKIT=0), and the client then prints four lines
# of deprecation warning that a learner can do nothing about. This passes everything on to the real client and leaves out
# exactly those lines; any other command is not touched.
real=/usr/bin/docker
case "${DOCKER_BUILDKIT:-}" in 0 | false) ;; *) exec "$real" "$@" ;; esac

is_build() {
  while [ $# -gt 0 ]; do
    case "$1" in
      -H | --host | -c | --context | --config | -l | --log-level | --tlscacert | --tlscert | --tlskey)
        [ $# -ge 2 ] || return 1
        shift 2
        ;;
      -*) shift ;;
      build) return 0 ;;
      image | builder) [ "${2:-}" = build ] && return 0 || return 1 ;;
      *) return 1 ;;
    esac
  done
  return 1
}
is_build "$@" || exec "$real" "$@"

# stderr goes through the filter, stdout stays what it was (fd 3), fd 4 carries the exit code past the pipe.
{
  code=$(
    {
      {
        "$real" "$@" 2>&1 >&3 3>&- 4>&-
        echo $? >&4
      } | {
        trap '' INT
        sed -u -e '/^DEPRECATED: The legacy builder is deprecated/,/^$/d' >&2 3>&- 4>&-
      }
    } 4>&1
  )
} 3>&1
exit "${code:-130}"
