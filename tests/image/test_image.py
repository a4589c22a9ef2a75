"""The image, built and running: read-only, as a user that is nobody, with nothing that it does not need."""

import contextlib
import json
import os
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.production.running import fetch, free_port, listens, wait_until
from tests.sheets import sheet

RUN = """
set -e
root="$1"; shift
mount --bind "$root" "$root"
mount -o remount,ro,bind "$root"
mount -t tmpfs -o size=64m,mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=0755 tmpfs "$root/dev"
for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
mkdir "$root/dev/shm"; mount -t tmpfs -o size=64m,mode=1777 tmpfs "$root/dev/shm"
mount -t proc proc "$root/proc"
exec chroot --userspec="$ADVISOR_RUN_AS" "$root" /usr/bin/env -i "$@"
"""
"""What a container engine does for `docker run --read-only --tmpfs /tmp`, as far as files and users go."""


@pytest.fixture(scope="module")
def root():
    return Path(os.environ["ADVISOR_IMAGE_ROOT"])


@pytest.fixture(scope="module")
def config():
    command = ["buildah", "inspect", "--type", "image", os.environ["ADVISOR_IMAGE"]]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found["Docker"]["config"]


def inside(root, config, command, **environment):
    """A command in the image with its environment, in mounts of its own; it ends with them."""
    given = dict(pair.split("=", 1) for pair in config["Env"]) | environment
    pairs = [f"{key}={value}" for key, value in given.items()]
    return subprocess.Popen(
        [
            "unshare",
            "--mount",
            "sh",
            "-c",
            RUN,
            "sh",
            str(root),
            *pairs,
            "sh",
            "-c",
            f'cd {config["WorkingDir"]}; exec "$@"',
            "sh",
            *command,
        ],
        env=os.environ | {"ADVISOR_RUN_AS": config["User"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def output(root, config, *command):
    process = inside(root, config, command)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


@pytest.fixture(scope="module")
def server(root, config):
    """The server, started by the image's own command: its port and its process."""
    port, figures = free_port(), free_port()
    own = {"ADVISOR_BIND": f"127.0.0.1:{port}", "ADVISOR_METRICS_BIND": f"127.0.0.1:{figures}"}
    process = inside(root, config, config["Cmd"], ADVISOR_ORIGIN=f"http://127.0.0.1:{port}", **own)
    try:
        wait_until(lambda: listens(port) or process.poll() is not None)
        assert process.poll() is None, process.communicate()[0]
        yield port, figures, process
    finally:
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(40)
            process.kill()


def test_it_is_nobody_and_says_what_it_needs(config):
    assert config["User"] == "10001:10001"
    assert set(config["ExposedPorts"]) == {"8000/tcp", "9100/tcp"}
    assert config["Healthcheck"]["Test"][0] == "CMD"
    assert config["StopSignal"] == "SIGTERM"


def test_nothing_can_be_written_but_tmp(root, config):
    for path in ("/app/x", "/venv/x", "/etc/x", "/x"):
        code, said = output(root, config, "touch", path)
        assert code != 0 and "Read-only file system" in said, path
    assert output(root, config, "touch", "/tmp/x")[0] == 0


def test_no_build_tools_are_in_it(root, config):
    tools = ("gcc", "cc", "make", "curl", "wget", "git", "/venv/bin/pip")
    code, said = output(root, config, "sh", "-c", f"for tool in {' '.join(tools)}; do command -v $tool; done; true")
    assert (code, said) == (0, "")
    assert output(root, config, "/venv/bin/python", "-c", "import pip, sys; print(pip.__file__)")[0] != 0


def test_no_tests_no_history_and_no_secret_are_in_it(root):
    names = {path.name for path in (root / "app").iterdir()}
    assert names == {"advisor", "manage.py", "requirements.txt", "static", "staticfiles", "templates"}


def test_it_answers_pages_static_files_and_reports(server):
    port, _, _ = server
    status, headers, body = fetch(port, "/questions/")
    assert status == 200
    stylesheet = body.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    status, headers, _ = fetch(port, stylesheet, Accept_Encoding="br")
    assert (status, headers["content-encoding"]) == (200, "br")
    assert headers["cache-control"] == "max-age=315360000, public, immutable"
    query = "&".join(f"{key}={value}" for key, value in sheet().items())
    status, headers, body = fetch(port, f"/advice.pdf?{query}", timeout=90)
    assert (status, headers["content-type"], body[:5]) == (200, "application/pdf", b"%PDF-")


def test_it_is_healthy_by_its_own_check(server, root, config):
    port, _, _ = server
    command = [part.replace("8000", str(port)) for part in config["Healthcheck"]["Test"][1:]]
    assert output(root, config, *command)[0] == 0
    nobody = [part.replace("8000", str(free_port())) for part in config["Healthcheck"]["Test"][1:]]
    assert output(root, config, *nobody)[0] == 1


def test_it_shows_figures_and_runs_as_nobody_within_its_memory(server):
    _, figures, process = server
    text = urllib.request.urlopen(f"http://127.0.0.1:{figures}/metrics", timeout=10).read().decode()
    assert "advisor_requests_total" in text
    family = [process.pid, *descendants(process.pid)]
    assert {int(status(pid, "Uid")[0]) for pid in family} == {10001}
    used = sum(proportional_set_size(pid) for pid in family) / 1024
    print(f"\n{len(family)} processes, {used:.0f} MB")
    assert used < 768 * 0.8


def test_it_stops_in_peace_when_it_is_told_to(server):
    _, _, process = server
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(40) == 0
    lines = [json.loads(line) for line in process.stdout.read().splitlines() if line.startswith("{")]
    assert lines[-1]["message"] == "Shutting down: Master"
    assert all("services=" not in json.dumps(line) for line in lines)


def descendants(pid):
    """All processes below one."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += [int(child), *descendants(int(child))]
    return found


def status(pid, key):
    """A line of /proc/PID/status, without its key."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return lines[key].split()


def proportional_set_size(pid):
    """Memory in kB, shared pages counted in parts."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
