"""Says in one line when the port of `make run` is taken: port_is_free.py HOST PORT."""

import socket
import sys

host, port = sys.argv[1], sys.argv[2]
if not port.isdecimal() or not 0 < int(port) < 65536:
    sys.exit(f"PORT must be a number from 1 to 65535, not {port!r}.")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, int(port)))
    except OSError as error:
        sys.exit(f"Cannot serve on {host}:{port}: {error.strerror}. Try another one: PORT={int(port) + 1} make run")
