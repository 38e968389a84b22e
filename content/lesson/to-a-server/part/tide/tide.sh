if [ -z "$TIDE_TOKEN" ]; then
  echo "TIDE_TOKEN is not set" >&2
  exit 1
fi
exec httpd -f -p 8080
