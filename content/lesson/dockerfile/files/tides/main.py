# When the next high tide comes, as JSON. Everything but the tide itself is Python's own library.
import json
import signal
import sys
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tide_table import next_high_tide

PORT = 8000


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"tide": next_high_tide(datetime.now(timezone.utc)).isoformat()}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


# As process 1 of a container we have to say ourselves what the signal means.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(f"listening on 0.0.0.0:{PORT}", flush=True)
ThreadingHTTPServer(("0.0.0.0", PORT), Answer).serve_forever()
