"""A web site of somebody else on this machine: http://localhost:PORT, another site than the advisor's 127.0.0.1."""

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


class Host:
    """Serves a folder, pages that are put, or both."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.pages: dict[str, tuple[bytes, dict[str, str]]] = {}
        handler = type("Handler", (_Handler,), {"host": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.origin = f"http://localhost:{self.server.server_port}"

    def put(self, path: str, body: str, **headers: str) -> str:
        """Has a page under a path, with further headers (underscores for hyphens); returns its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (body.encode(), {"Content-Type": "text/html; charset=utf-8"} | named)
        return self.origin + path

    def find(self, path: str) -> tuple[bytes, dict[str, str]] | None:
        """What a path gives: body and headers."""
        if path in self.pages or self.folder is None:
            return self.pages.get(path)
        file = self.folder / path.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            return None
        return file.read_bytes(), {"Content-Type": mimetypes.guess_type(file.name)[0] or "application/octet-stream"}


class _Handler(BaseHTTPRequestHandler):
    host: Host
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        found = self.host.find(path)
        # A browser asks for an icon by itself and would log that there is none.
        status = HTTPStatus.OK if found else HTTPStatus.NO_CONTENT if "favicon" in path else HTTPStatus.NOT_FOUND
        body, headers = found or (b"", {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def hosting() -> Iterator[Host]:
    """A running site."""
    host = Host()
    threading.Thread(target=host.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield host
    finally:
        host.server.shutdown()
        host.server.server_close()
