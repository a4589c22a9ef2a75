"""What the product is made of, and what looks at it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scripts.sbom import main, parts_of_list, parts_of_lock
from tests.production.running import ROOT

TOOLS = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def run(*command):
    found = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)
    return found.returncode, found.stdout + found.stderr


def test_the_list_of_parts_is_the_lock_file(tmp_path):
    assert main(tmp_path / "sbom.json") == 0
    assert len(parts_of_lock()) > 20
    assert parts_of_list(tmp_path / "sbom.json") == parts_of_lock()


def test_every_package_is_pinned_with_hashes():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        entries = re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:]
        assert len(entries) > 20
        assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


def test_bandit_finds_nothing():
    code, said = run(
        TOOLS / "bandit", "--quiet", "--recursive", "--configfile", "pyproject.toml", "advisor", "manage.py"
    )
    assert code == 0, said


def test_zizmor_finds_nothing_in_the_workflows():
    code, said = run(TOOLS / "zizmor", "--offline", "--no-progress", *WORKFLOWS)
    assert code == 0, said


@pytest.fixture(scope="module")
def jobs():
    """The jobs of the workflows."""
    return [job for path in WORKFLOWS for job in yaml.safe_load(path.read_text("utf-8"))["jobs"].values()]


@pytest.fixture(scope="module")
def commands(jobs):
    """What they run, line by line."""
    return [line for job in jobs for step in job["steps"] for line in step.get("run", "").splitlines()]


def test_the_workflow_runs_tests_and_audit_and_only_what_the_makefile_has(commands):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    used = {line.removeprefix("make ") for line in commands if line.startswith("make ")}
    assert {"test", "test-faults", "audit"} <= used <= targets


def test_the_workflow_fails_where_pip_audit_cannot_ask(commands):
    (asked,) = [line for line in commands if "pip-audit" in line]
    assert asked.startswith(".venv/bin/pip-audit --strict ")
    assert asked.endswith("--requirement requirements.txt")


def test_the_workflow_builds_the_image_on_a_digest_and_waits_until_it_is_healthy(commands):
    (base,) = [line for line in commands if line.startswith("base=")]
    shown = subprocess.run(
        ["sh", "-c", f'{base}; echo "$base"'], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout == "docker.io/library/python:3.13-slim-trixie\n"
    assert any(line.startswith('docker build --build-arg "BASE=$pinned" ') for line in commands)
    assert any("docker run" in line and "--read-only" in line for line in commands)


def test_nothing_in_the_workflow_may_fail_unseen_or_run_code_that_is_not_pinned(jobs, commands):
    assert all("continue-on-error" not in part for job in jobs for part in (job, *job["steps"]))
    assert not any("|| true" in line for line in commands)
    used = [step["uses"] for job in jobs for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.search(r"@[0-9a-f]{40}$", name) for name in used)
