"""What the product is made of, and what looks at it."""

import re
import subprocess
import sys
from pathlib import Path

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


def test_the_workflow_runs_what_the_makefile_has():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    steps = [
        step
        for path in WORKFLOWS
        for job in yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
        for step in job["steps"]
    ]
    used = {word for step in steps for word in re.findall(r"^make (\S+)$", step.get("run", ""), re.M)}
    assert used and used <= targets
    assert any("pip-audit --strict" in step.get("run", "") for step in steps)
    assert all(re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in steps if "uses" in step)
