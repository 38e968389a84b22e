# The sign at the quay. Where it hangs is told from outside: one image serves every town.
if [ -z "$TOWN" ]; then
  echo "TOWN is not set" >&2
  exit 1
fi
state=OPEN
# The second edition has a mistake in it.
[ "$EDITION" = 2 ] && state=CLOSED
mkdir -p /www
echo "sign $EDITION, $TOWN: $state" >/www/index.html
exec httpd -f -p 8080 -h /www
