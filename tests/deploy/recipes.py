"""Every recipe for running the product, read down to the facts that all of them have to agree on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import hcl2
import yaml
from cfnlint.decode.cfn_yaml import load as load_template

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"


@dataclass(frozen=True)
class Recipe:
    """What a recipe says; seconds and MiB. `stop` is how long the platform waits before it kills."""

    http: int
    metrics: int | None
    user: str | None
    alive: str | None
    ready: str
    memory: int
    stop: int
    drain: int
    environment: dict[str, str]
    read_only: bool = True


def dockerfile() -> str:
    """The recipe of the image."""
    return (ROOT / "Dockerfile").read_text("utf-8")


def image_environment() -> dict[str, str]:
    """What the image sets."""
    block = re.search(r"^ENV ((?:.*\\\n)*.*)$", dockerfile(), re.M)[1]
    return dict(pair.split("=", 1) for pair in block.replace("\\\n", " ").split())


def image() -> Recipe:
    """The image by itself: Docker waits 10 seconds if nobody says otherwise."""
    http, metrics = re.search(r"^EXPOSE (\d+) (\d+)$", dockerfile(), re.M).groups()
    probe = re.search(r"^HEALTHCHECK .*http://127\.0\.0\.1:8000(/\w+)", dockerfile(), re.M)[1]
    user = re.search(r"^USER (\S+)$", dockerfile(), re.M)[1]
    return Recipe(int(http), int(metrics), user, None, probe, 768, 35, 0, image_environment())


def compose() -> Recipe:
    """compose.yaml."""
    service = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["advisor"]
    http, metrics = map(int, service["expose"])
    return Recipe(
        http,
        metrics,
        service["user"],
        None,
        _path(service["healthcheck"]["test"]),
        int(service["mem_limit"].removesuffix("m")),
        int(service["stop_grace_period"].removesuffix("s")),
        0,
        service["environment"],
        service["read_only"],
    )


def systemd() -> Recipe:
    """deploy/systemd: without containers; a socket hands its connections to the next server."""
    text = (DEPLOY / "systemd" / "advisor.service").read_text("utf-8")
    socket = (DEPLOY / "systemd" / "advisor.socket").read_text("utf-8")
    entries = [line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#")]
    environment = dict(value.split("=", 1) for key, value in entries if key == "Environment")
    unit = {key: value for key, value in entries if key != "Environment"}
    assert unit["ProtectSystem"] == "strict"
    return Recipe(
        int(re.search(r"ListenStream=127\.0\.0\.1:(\d+)", socket)[1]),
        int(environment["ADVISOR_METRICS_BIND"].rpartition(":")[2]),
        f"{unit['User']}:{unit['Group']}",
        None,
        _path([unit["ExecStartPost"]]),
        int(unit["MemoryMax"].removesuffix("M")),
        int(unit["TimeoutStopSec"]),
        0,
        environment,
    )


def nomad() -> Recipe:
    """deploy/nomad."""
    with (DEPLOY / "nomad" / "advisor.nomad.hcl").open("r", encoding="utf-8") as file:
        job = _plain(hcl2.load(file))["job"][0]["advisor"]
    group = next(each["advisor"] for each in job["group"] if "advisor" in each)
    task = group["task"][0]["advisor"]
    ports = {name: port["to"] for each in group["network"][0]["port"] for name, port in each.items()}
    checks = {check["name"]: check["path"] for check in group["service"][0]["check"]}
    environment = task["env"][0] | {"ADVISOR_REDIS": re.search(r"ADVISOR_REDIS=(\w+)", str(task["template"]))[1]}
    return Recipe(
        ports["http"],
        ports["metrics"],
        task["user"],
        checks["alive"],
        checks["ready"],
        task["resources"][0]["memory"],
        int(task["kill_timeout"].removesuffix("s")),
        int(group["shutdown_delay"].removesuffix("s")),
        environment,
        task["config"][0]["readonly_rootfs"],
    )


def kubernetes() -> Recipe:
    """deploy/kubernetes."""
    pod = yaml.safe_load((DEPLOY / "kubernetes" / "deployment.yaml").read_text("utf-8"))["spec"]["template"]["spec"]
    kustomization = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text("utf-8"))
    container, user = pod["containers"][0], pod["securityContext"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    drain = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    return Recipe(
        ports["http"],
        ports["metrics"],
        f"{user['runAsUser']}:{user['runAsGroup']}",
        container["livenessProbe"]["httpGet"]["path"],
        container["readinessProbe"]["httpGet"]["path"],
        int(container["resources"]["limits"]["memory"].removesuffix("Mi")),
        pod["terminationGracePeriodSeconds"],
        drain,
        dict(literal.split("=", 1) for literal in kustomization["configMapGenerator"][0]["literals"]),
        container["securityContext"]["readOnlyRootFilesystem"],
    )


def cloud_run() -> Recipe:
    """deploy/cloud-run: the user is the image's; the platform gives 10 seconds, whatever one asks for."""
    spec = yaml.safe_load((DEPLOY / "cloud-run" / "service.yaml").read_text("utf-8"))["spec"]["template"]["spec"]
    container = spec["containers"][0]
    return Recipe(
        container["ports"][0]["containerPort"],
        None,
        None,
        container["livenessProbe"]["httpGet"]["path"],
        container["startupProbe"]["httpGet"]["path"],
        int(container["resources"]["limits"]["memory"].removesuffix("Mi")),
        10,
        0,
        {entry["name"]: entry["value"] for entry in container["env"]},
    )


def fargate() -> Recipe:
    """deploy/fargate."""
    resources = load_template(str(DEPLOY / "fargate" / "template.yaml"))["Resources"]
    container = resources["Task"]["Properties"]["ContainerDefinitions"][0]
    http, metrics = (port["ContainerPort"] for port in container["PortMappings"])
    assert resources["Targets"]["Properties"]["Port"] == http
    return Recipe(
        http,
        metrics,
        container["User"],
        None,
        resources["Targets"]["Properties"]["HealthCheckPath"],
        container["Memory"],
        container["StopTimeout"],
        0,
        {entry["Name"]: str(entry["Value"]) for entry in container["Environment"]},
        container["ReadonlyRootFilesystem"],
    )


RECIPES = {each.__name__: each for each in (image, compose, systemd, nomad, kubernetes, cloud_run, fargate)}


def _path(command: list[str]) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/\w+)", " ".join(command))[1]


def _plain(value):
    """What hcl2 reads, without the quotes that it keeps around strings and keys."""
    if isinstance(value, dict):
        return {_plain(key): _plain(each) for key, each in value.items() if not key.startswith("__")}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.strip('"') if isinstance(value, str) else value
