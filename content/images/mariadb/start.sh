#!/bin/bash
# Makes the database at the first start, then becomes the server. What is asked for comes in as environment variables:
#   one of   MARIADB_ROOT_PASSWORD  MARIADB_ALLOW_EMPTY_ROOT_PASSWORD  MARIADB_RANDOM_ROOT_PASSWORD
#   as well  MARIADB_DATABASE  MARIADB_USER + MARIADB_PASSWORD
# A variable may be given as NAME_FILE, too: its value is then read from that file.
set -euo pipefail
data=/var/lib/mysql

say() { printf '%s [%s] [Entrypoint]: %s\n' "$(date '+%Y-%m-%d %H:%M:%S%z')" "$1" "$2" >&2; }

from_file() {
  local name=$1 file=$1_FILE
  if [[ -n ${!file:-} ]]; then export "$name=$(<"${!file}")"; fi
}

# As a string of SQL.
quoted() {
  local text=${1//\\/\\\\}
  printf "'%s'" "${text//\'/\'\'}"
}

wishes() {
  # The first statement makes the server, which starts without its table of users, read them.
  printf 'FLUSH PRIVILEGES;\n'
  printf 'ALTER USER root@localhost IDENTIFIED BY %s;\n' "$(quoted "$MARIADB_ROOT_PASSWORD")"
  printf "CREATE USER root@'%%' IDENTIFIED BY %s;\n" "$(quoted "$MARIADB_ROOT_PASSWORD")"
  printf "GRANT ALL ON *.* TO root@'%%' WITH GRANT OPTION;\n"
  if [[ -n ${MARIADB_DATABASE:-} ]]; then printf 'CREATE DATABASE IF NOT EXISTS `%s`;\n' "${MARIADB_DATABASE//\`/\`\`}"; fi
  if [[ -n ${MARIADB_USER:-} ]]; then
    printf "CREATE USER %s@'%%' IDENTIFIED BY %s;\n" "$(quoted "$MARIADB_USER")" "$(quoted "${MARIADB_PASSWORD:-}")"
    if [[ -n ${MARIADB_DATABASE:-} ]]; then
      printf "GRANT ALL ON \`%s\`.* TO %s@'%%';\n" "${MARIADB_DATABASE//\`/\`\`}" "$(quoted "$MARIADB_USER")"
    fi
  fi
}

make_database() {
  if [[ -z ${MARIADB_ROOT_PASSWORD:-} && -n ${MARIADB_RANDOM_ROOT_PASSWORD:-} ]]; then
    MARIADB_ROOT_PASSWORD=$(head -c 24 /dev/urandom | base64 | tr -d '/+=')
    say Note "GENERATED ROOT PASSWORD: $MARIADB_ROOT_PASSWORD"
  fi
  if [[ -z ${MARIADB_ROOT_PASSWORD:-} && -z ${MARIADB_ALLOW_EMPTY_ROOT_PASSWORD:-} ]]; then
    say ERROR 'The database is not initialized yet, and no root password is given'
    say ERROR 'Give one of MARIADB_ROOT_PASSWORD, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD, MARIADB_RANDOM_ROOT_PASSWORD'
    exit 1
  fi
  : "${MARIADB_ROOT_PASSWORD:=}"
  say Note 'Initializing the database files'
  wishes > /run/wishes.sql
  mariadb-install-db --user=mysql --datadir=/var/lib/mysql --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve \
    --extra-file=/run/wishes.sql > /run/install.log 2>&1 || { cat /run/install.log >&2; exit 1; }
  rm -f /run/wishes.sql /run/install.log
  say Note 'The database files are initialized'
}

if [[ ${1:-} == -* ]]; then set -- mariadbd "$@"; fi
if [[ ${1:-} == mariadbd ]]; then
  for name in MARIADB_ROOT_PASSWORD MARIADB_DATABASE MARIADB_USER MARIADB_PASSWORD; do from_file "$name"; done
  chown mysql:mysql "$data" /run/mysqld
  if [[ ! -d $data/mysql ]]; then make_database; fi
fi
exec "$@"
