"""The rules of the house that a machine can check."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = sorted(path for part in ("decision", "costs", "cases") for path in (ROOT / "advisor" / part).rglob("*.py"))
ALLOWED = {"advice": {"reasons", "flips", "scoring", "unknowns"}, "wording": {"advice", "flips"}}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_imports_nothing_of_the_web(path):
    for name in imports(path):
        assert name.partition(".")[0] not in {"django", "crispy_forms", "django_htmx", "weasyprint"}
        if name.startswith("advisor"):
            assert name.startswith(("advisor.decision", "advisor.costs", "advisor.cases"))


@pytest.mark.parametrize("path", sorted((ROOT / "advisor/decision").rglob("*.py")), ids=lambda path: path.name)
def test_the_decision_knows_nothing_of_costs_and_cases(path):
    assert not any(name.startswith(("advisor.costs", "advisor.cases")) for name in imports(path))


def test_the_core_runs_without_django():
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from advisor.decision.advice import advise\n"
        "from advisor.decision.loading import load_model\n"
        "print(advise(load_model(), {'ops': 'none'}).recommended)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "vps"


def test_no_alternative_and_no_option_key_decides_anything_in_the_core():
    keys = {"vps", "serverless", "nomad", "managed_kubernetes", "kubernetes", "crew", "trend", "database"}
    for path in (ROOT / "advisor/decision").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in keys, (
                    f"{path.name}:{node.lineno} names {node.value!r}: it belongs in the data"
                )


def test_every_file_that_is_locked_names_no_registry():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-docs.txt", "requirements-bench.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text


@pytest.mark.parametrize(
    "folder",
    [
        str(path.parent.relative_to(ROOT))
        for path in ROOT.rglob("package-lock.json")
        if "node_modules" not in path.parts
    ],
)
def test_every_lock_of_npm_has_hashes_and_names_no_registry(folder):
    text = (ROOT / folder / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in text
    assert '"integrity": "sha512-' in text


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_link_into_the_repository_leads_somewhere(name):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []
