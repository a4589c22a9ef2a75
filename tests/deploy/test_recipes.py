"""The recipes for running the product agree with each other, with the code, and with what their tools accept."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.deploy.recipes import DEPLOY, RECIPES, ROOT, image_environment

TOOLS = Path(sys.executable).parent
PLACES = {name: read for name, read in RECIPES.items() if name != "image"}
REDIS = {"compose", "systemd", "nomad", "kubernetes", "fargate"}


def run(*command, **environment):
    found = subprocess.run(
        list(map(str, command)), cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )
    return found.returncode, found.stdout + found.stderr


# --- they agree --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
def test_ports_user_probes_and_memory_are_the_same_everywhere(recipe):
    found = recipe()
    assert found.http == 8000
    assert found.metrics in {9100, None}
    assert found.user in {"10001:10001", None}
    assert found.ready == "/readyz"
    assert found.alive in {"/livez", None}
    assert found.memory == 768
    assert found.read_only


@pytest.mark.parametrize(("name", "recipe"), PLACES.items(), ids=list(PLACES))
def test_what_has_begun_is_finished_before_the_platform_kills(name, recipe):
    found = recipe()
    grace = int(found.environment.get("ADVISOR_GRACE_SECONDS", 25))
    assert grace + found.drain + 2 <= found.stop
    assert found.stop == (10 if name == "cloud_run" else 35)


@pytest.mark.parametrize(("name", "recipe"), PLACES.items(), ids=list(PLACES))
def test_each_sets_only_variables_that_there_are_and_all_that_it_needs(name, recipe):
    given = recipe().environment
    code = "".join(path.read_text("utf-8") for path in (ROOT / "advisor").rglob("*.py"))
    known = set(re.findall(r'"(ADVISOR_[A-Z_]+)"', code)) | {"XDG_CACHE_HOME", "PYTHONDONTWRITEBYTECODE"}
    assert set(given) <= known
    assert {"ADVISOR_ORIGIN", "ADVISOR_BEHIND_PROXY", "ADVISOR_PROXY_HOPS", "ADVISOR_GRACE_SECONDS"} <= set(given)
    assert (given["ADVISOR_BEHIND_PROXY"], given["ADVISOR_PROXY_HOPS"]) == ("1", "1")
    assert ("ADVISOR_REDIS" in given) == (name in REDIS)


@pytest.mark.parametrize(("name", "recipe"), PLACES.items(), ids=list(PLACES))
def test_the_settings_accept_what_each_sets(name, recipe, tmp_path):
    given = {key: value for key, value in recipe().environment.items() if key.startswith("ADVISOR_")}
    given["ADVISOR_ORIGIN"] = "https://advisor.example"
    if "ADVISOR_REDIS" in given:
        given["ADVISOR_REDIS"] = "redis://cache:6379/0"
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("ADVISOR_", "DJANGO_"))}
    environment = clean | image_environment() | given | {"ADVISOR_SCRATCH": str(tmp_path)}
    tmp_path.chmod(0o700)
    code = "import advisor.settings, advisor.production.gunicorn as g; print(g.graceful_timeout, g.bind)"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


def test_systemd_runs_what_the_image_runs():
    image, unit = (
        (ROOT / "Dockerfile").read_text("utf-8"),
        (DEPLOY / "systemd" / "advisor.service").read_text("utf-8"),
    )
    command = re.search(r'^CMD \["/venv/bin/(\w+)", "-c", "(.+?)"\]', image, re.M).groups()
    assert f"ExecStart=/opt/advisor/.venv/bin/{command[0]} -c {command[1]}\n" in unit


def test_nomad_s_proxy_spreads_requests_like_all_others():
    shared = (DEPLOY / "caddy" / "replicas.caddy").read_text("utf-8")
    job = (DEPLOY / "nomad" / "advisor.nomad.hcl").read_text("utf-8")
    for line in re.findall(r"^(?:lb_|fail_|max_fails).*$", shared, re.M):
        assert line in job


def test_every_image_has_a_version():
    files = [ROOT / "compose.yaml", *DEPLOY.rglob("*.yaml"), *DEPLOY.rglob("*.hcl")]
    images = re.findall(
        r"^\s*image\s*[:=]\s*\"?([\w./:-]+)", "\n".join(path.read_text("utf-8") for path in files), re.M
    )
    assert len(images) > 6
    ours = {"advisor", "IMAGE", "var.image"}  # kustomize, the registry's owner and a variable fill these in
    assert all(":" in image and not image.endswith(":latest") for image in images if image not in ours)


def test_the_readme_leads_to_every_recipe():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(f"deploy/{folder.name}" in readme for folder in DEPLOY.iterdir())


# --- their tools accept them ---------------------------------------------------------------------------------------------


def test_hadolint_finds_nothing_in_the_dockerfile():
    assert run(TOOLS / "hadolint", "Dockerfile") == (0, "")


def test_the_image_has_no_build_tools_no_root_and_a_pinned_base():
    text = (ROOT / "Dockerfile").read_text("utf-8")
    stages = text.split("\nFROM ")
    assert len(stages) == 3
    assert re.search(r"^ARG BASE=docker\.io/library/python:3\.13-slim-trixie$", text, re.M)
    assert not re.search(r"gcc|build-essential|pip install|curl", stages[2])
    assert re.search(r"^USER \d+:\d+$", stages[2], re.M)


def test_compose_is_valid():
    code, said = run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")
    assert code == 0, said


def test_the_kubernetes_resources_are_valid():
    kustomization = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text("utf-8"))
    files = [DEPLOY / "kubernetes" / name for name in kustomization["resources"]]
    assert {path.name for path in (DEPLOY / "kubernetes").iterdir()} == {
        "kustomization.yaml",
        *kustomization["resources"],
    }
    code, said = run(TOOLS / "kubernetes-validate", "--strict", *files)
    assert code == 0, said


def test_kustomize_makes_valid_resources(tmp_path):
    code, built = run(TOOLS / "kubectl", "kustomize", DEPLOY / "kubernetes")
    assert code == 0, built
    (tmp_path / "all.yaml").write_text(built)
    code, said = run(TOOLS / "kubernetes-validate", "--strict", tmp_path / "all.yaml")
    assert code == 0, said
    assert "image: advisor:0.1.0" in built


def test_the_template_for_fargate_is_valid():
    code, said = run(TOOLS / "cfn-lint", DEPLOY / "fargate" / "template.yaml")
    assert code == 0, said


def test_the_service_for_cloud_run_has_what_the_platform_asks_for():
    service = yaml.safe_load((DEPLOY / "cloud-run" / "service.yaml").read_text("utf-8"))
    assert (service["apiVersion"], service["kind"]) == ("serving.knative.dev/v1", "Service")
    spec = service["spec"]["template"]["spec"]
    assert spec["containerConcurrency"] == 2 * 8  # workers x threads: more would wait inside
    assert all(isinstance(entry["value"], str) for entry in spec["containers"][0]["env"])
    assert "IMAGE" in spec["containers"][0]["image"]


@pytest.mark.parametrize("file", ["caddy/Caddyfile", "systemd/Caddyfile"])
def test_caddy_accepts_its_configuration(file, tmp_path):
    for path in [*(DEPLOY / "caddy").glob("*.caddy"), DEPLOY / file]:
        shutil.copy(path, tmp_path)
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile"]
    code, said = run(*command, ADVISOR_ORIGIN="https://advisor.example", XDG_DATA_HOME=str(tmp_path))
    assert code == 0, said


@pytest.mark.skipif(  # macOS has none; on Debian set-up installs it
    not shutil.which("systemd-analyze") and not os.environ.get("CI"), reason="there is no systemd here"
)
def test_systemd_accepts_its_units(tmp_path):
    for path in (DEPLOY / "systemd").glob("advisor.*"):
        text = (
            path.read_text("utf-8")
            .replace("/opt/advisor/.venv/bin/", f"{TOOLS}/")
            .replace("=/opt/advisor", f"={ROOT}")
        )
        (tmp_path / path.name).write_text(text)
    code, said = run("systemd-analyze", "verify", tmp_path / "advisor.service", tmp_path / "advisor.socket")
    assert (code, said) == (0, "")
