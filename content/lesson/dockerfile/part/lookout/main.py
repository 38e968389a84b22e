import signal
import sys

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("on the lookout", flush=True)
while True:
    signal.pause()
