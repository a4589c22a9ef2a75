"""A real WordPress for one run: Debian's package, PHP's own server, and a MariaDB that listens on a socket alone."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.embed.building import SITES
from tests.serving import free_port, wait_for

PACKAGE = Path("/usr/share/wordpress")
FIXTURE = SITES / "wordpress"


@contextmanager
def wordpress(folder: Path, advisor: str, posts: dict[str, str]) -> Iterator[dict[str, str]]:
    """The addresses of posts with these contents, by slug, as long as the context lasts."""
    blog = folder / "blog"
    shutil.copytree(PACKAGE, blog, ignore=shutil.ignore_patterns("wp-config.php"))
    shutil.copy(FIXTURE / "wp-config.php", blog)
    shutil.copy(FIXTURE / "install.php", blog)
    plugins = blog / "wp-content" / "mu-plugins"
    plugins.mkdir(parents=True)
    shutil.copy(FIXTURE / "local-advisor.php", plugins)
    port = free_port()
    socket = folder / "db.sock"
    variables = {
        "BLOG_SOCKET": str(socket),
        "BLOG_ADDRESS": f"http://localhost:{port}",
        "ADVISOR_PORT": str(urlsplit(advisor).port),
    }
    with _database(folder / "data", socket):
        environment = os.environ | variables
        php = ["php", "-d", "error_reporting=0"]
        told = subprocess.run(
            [*php, "install.php"],
            cwd=blog,
            env=environment,
            input=json.dumps(posts),
            capture_output=True,
            text=True,
            check=False,
        )
        numbers = dict(line.split() for line in told.stdout.splitlines() if line.partition(" ")[0] in posts)
        assert set(numbers) == set(posts), told.stdout[-2000:] + told.stderr[-2000:]
        serve = [*php, "-S", f"localhost:{port}", "-t", str(blog)]
        with subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                wait_for(port, host="localhost")
                yield {slug: f"http://localhost:{port}/?p={number}" for slug, number in numbers.items()}
            finally:
                server.terminate()


@contextmanager
def _database(data: Path, socket: Path) -> Iterator[None]:
    user = ["--user=root"] if os.geteuid() == 0 else []
    make = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
    subprocess.run([*make, *user], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    options = [f"--datadir={data}", f"--socket={socket}", "--skip-networking", f"--pid-file={data}/pid", *user]
    command = ["/usr/sbin/mariadbd", "--no-defaults", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + 30
            while not socket.exists():
                assert time.monotonic() < until, "the database did not start"
                time.sleep(0.1)
            create = [
                "mariadb",
                "--no-defaults",
                f"--socket={socket}",
                "-u",
                "root",
                "-e",
                "CREATE DATABASE wordpress",
            ]
            subprocess.run(create, check=True)
            yield
        finally:
            server.terminate()
