"""The report: the same figures as the page, valid, readable by machines, and the same bytes every time."""

import json
import re
import subprocess
import sys
from pathlib import Path

import page as validator
import pikepdf
import pytest
from django.test import Client

from advisor.costs.costs import costs
from advisor.decision import wording
from advisor.decision.advice import advise
from advisor.report.rendering import PAPERS, render
from advisor.report.report import LONG_LINK, file_name, job, key
from tests.report.situations import SITUATIONS, generated, query
from tests.sheets import MODEL, sheet

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The five situations as files."""
    path = tmp_path_factory.mktemp("reports")
    for name, asked in SITUATIONS.items():
        (path / f"{name}.pdf").write_bytes(render(job(asked)))
    return path


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def words(path, *options):
    """The text of a PDF without any white space: a line may break anywhere."""
    return re.sub(r"\s+", "", run("pdftotext", "-raw", *options, str(path), "-"))


def squeezed(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("seed", range(8))
def test_every_figure_of_the_page_s_sections_stands_in_the_pdf(seed, tmp_path):
    """Twenty-five sheets with costs a run, two hundred in all."""
    for asked in generated(seed, 25):
        path = tmp_path / "report.pdf"
        path.write_bytes(render(job(asked)))
        text, advice = words(path), advise(asked.model, asked.answers)
        found = costs(advice.sheet, asked.inputs, asked.book)
        expected = [wording.headline(advice), wording.closeness(advice), wording.checklist(advice)]
        expected += [reason.text for reason in (*advice.reasons, *advice.cautions, *advice.notes, *advice.next_steps)]
        expected += [weak.text for weak in advice.weak_fits]
        expected += [wording.supposing(MODEL, flip) for flip in (*advice.flips, *advice.pairs)]
        expected += [veto.text for ranked in advice.ranking for veto in ranked.vetoes]
        if advice.rival:
            expected += [f"{advice.points_for} points for", f"{advice.points_against} for its hardest rival"]
        expected += [str(ranked.score) for ranked in advice.ranking if ranked.score is not None]
        sign = {"USD": "$", "EUR": "€"}[found.currency]
        for bill in found.bills.values():
            if bill.monthly:
                sums = (bill.machines, bill.people, bill.monthly)
                expected += [f"{sign}{amounts.typical:,.0f}" for amounts in sums]
                expected += [f"{sign}{amounts.low:,.0f} to {sign}{amounts.high:,.0f}" for amounts in sums]
            else:
                expected.append(bill.says)
        rival = advice.rival or next(r.alternative for r in advice.ranking if r.alternative != advice.recommended)
        for billed in (found.bills[advice.recommended], found.bills[rival]):
            for line in billed.lines:
                expected += [
                    line.label,
                    *(f"{sign}{amount:,.2f}" for amount in (line.amount.low, line.amount.typical, line.amount.high)),
                ]
                expected += line.sources
            if billed.monthly:
                ends = (billed.monthly, billed.horizon)
                expected += [f"{sign}{a:,.2f}" for sums in ends for a in (sums.low, sums.typical, sums.high)]
        expected += [asked.model.edition, asked.book.edition, asked.model.digest]
        missing = [entry for entry in expected if squeezed(entry) not in text]
        assert missing == [], dict(asked.answers)
        pages = int(re.search(r"Pages:\s+(\d+)", run("pdfinfo", str(path)))[1])
        assert 3 <= pages <= 5, dict(asked.answers)
        first = words(path, "-l", "1")
        assert [entry for entry in _answer(advice, found, sign) if squeezed(entry) not in first] == [], asked.encode()


def _answer(advice, found, sign):
    """What a reader must not have to turn the page for: verdict, balance, reasons, changes, money, link."""
    advised = MODEL.alternatives[advice.recommended]
    yield from (wording.headline(advice), wording.closeness(advice), wording.checklist(advice))
    yield wording.ARTICLE
    if not advice.too_little:
        yield from (advised.long_name, advised.description)
    yield from (reason.text for reason in advice.reasons)
    changes = [wording.supposing(MODEL, flip) for flip in advice.flips or advice.pairs]
    yield from changes[:6]
    if len(changes) > 6:
        yield f"{len(changes) - 6} more overleaf"
    if advice.rival:
        yield f"{advice.points_for} points for {advised.in_sentence}, {advice.points_against} for its hardest rival"
    for ranked in advice.ranking:
        bill = found.bills[ranked.alternative]
        sums = bill.monthly
        says = f"{sign}{sums.typical:,.0f}{sign}{sums.low:,.0f} to {sign}{sums.high:,.0f}" if sums else bill.says
        yield f"{ranked.score}{says}"
    yield "Open this advice, change an answer, see every source:https://advisor.test/advice/?"


@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize("name", SITUATIONS)
def test_it_is_pdf_ua_1_and_pdf_a_3a_at_once(folder, name, profile):
    path = folder / f"{name}.pdf"
    report = str(validator.validate_pdf(str(path), profile=profile))
    assert misread(report, path) or ("0 failed" in report and "no failures" in report), report


def misread(report, path):
    """Whether all that the validator says against a file is the length of streams which end with a carriage return.

    It takes that byte and the line feed before `endstream` for one end of line, and so finds the stream too short;
    /Length is right, as qpdf and pikepdf agree.
    """
    said = re.findall(r"\[\S+\] .*", report)
    ours = [re.search(r"LENGTH-001\].* \(object (\d+) 0\)", line) for line in said]
    if not said or not all(ours):
        return False
    with pikepdf.open(path) as file:
        return all(file.get_object(int(number[1]), 0).read_raw_bytes().endswith(b"\r") for number in ours)


@pytest.mark.parametrize("name", SITUATIONS)
def test_qpdf_finds_no_fault(folder, name):
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(folder / f"{name}.pdf"))


@pytest.mark.parametrize("name", SITUATIONS)
def test_headings_lists_tables_and_figures_are_tagged(folder, name):
    tree = run("pdfinfo", "-struct", str(folder / f"{name}.pdf"))
    for tag in ("H1", "H2", "L (block)", "LI", "Table", "TH", "TD", "Figure"):
        assert re.search(rf"^\s*{re.escape(tag)}", tree, re.M), tag
    with pikepdf.open(folder / f"{name}.pdf") as pdf:
        cells = [
            each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") in {"/TH", "/TD"}
        ]
        headers = {str(cell.ID) for cell in cells if cell.S == "/TH"}
        assert len(headers) > 10
        for cell in cells:
            if cell.S == "/TD":
                assert {str(id) for id in cell.A.Headers} <= headers
                assert len(cell.A.Headers) >= 1


def test_language_title_bookmarks_and_metadata_are_set_and_nothing_is_a_link_twice(folder):
    with pikepdf.open(folder / "team.pdf") as pdf:
        assert pdf.Root.Lang == "en"
        assert pdf.docinfo["/Title"] == "No. Use serverless containers. Do you need Kubernetes?"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261124")
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children] or [item.title for item in outline.root]
        assert "All five compared" in titles
        assert not [annotation for each in pdf.pages for annotation in each.get("/Annots", [])]
        xmp = bytes(pdf.Root.Metadata.read_raw_bytes())
        assert b'pdfuaid:part="1"' in xmp
        assert b'pdfaid:part="3"' in xmp


def test_every_figure_has_words(folder):
    with pikepdf.open(folder / "team.pdf") as pdf:
        figures = [
            each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
        assert len(figures) >= 7  # the balance, five bars, the QR code
        assert all(str(figure.get("/Alt", "")).strip() for figure in figures)


@pytest.mark.parametrize(("more", "fits"), [({}, True), ({"discount": "12.5"}, False)])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_link_too_long_for_the_first_page_stands_at_the_end(more, fits, paper, tmp_path):
    hours = {f"hours_{key}": "123.25" for key in MODEL.alternatives}
    inputs = {"salary": "123456", "egress": "1234", "storage": "1234", "vcpu": "12", "server_cost": "1234"}
    asked = query(sheet(), paper, **inputs, **hours, **more)
    link = f"https://advisor.test/advice/?{asked.encode()}"
    assert abs(len(link) - LONG_LINK) < 15
    path = tmp_path / "report.pdf"
    path.write_bytes(render(job(asked)))
    first = words(path, "-l", "1")
    assert (link in first) == fits
    assert link in words(path)
    assert ("itstandsinfullattheendofthisdocument." in first) != fits


def test_nothing_is_set_too_small_to_be_read():
    css = (ROOT / "static/css/report.css").read_text()
    sizes = {
        float(size) for size in re.findall(r"font-size: ([\d.]+)pt", css.replace("font-size: 1pt; color: #fff", ""))
    }
    assert min(sizes) >= 7.4


def test_fonts_are_embedded_as_subsets(folder):
    lines = run("pdffonts", str(folder / "team.pdf")).splitlines()[2:]
    assert lines
    assert all(re.match(r"[A-Z]{6}\+", line) for line in lines)
    assert all(" yes yes yes " in line for line in lines)
    assert {re.sub(r"^[A-Z]{6}\+", "", line.split()[0]).split("-")[0] for line in lines} >= {"Fraunces"}


@pytest.mark.parametrize(
    ("name", "size"), [("team", "595.276 x 841.89 pts (A4)"), ("unfinished", "612 x 792 pts (letter)")]
)
def test_the_paper_is_the_one_that_was_asked_for(folder, name, size):
    assert size in run("pdfinfo", str(folder / f"{name}.pdf"))


def test_the_attachment_is_the_page_s_json_twin(folder):
    asked = SITUATIONS["team"]
    with pikepdf.open(folder / "team.pdf") as pdf:
        (name,) = pdf.attachments
        attached = json.loads(pdf.attachments[name].get_file().read_bytes())
        assert name == "advice.json"
        assert pdf.attachments[name].obj.AFRelationship == "/Source"
    assert attached == Client().get(f"/advice.json?{asked.encode()}").json()


def test_equal_jobs_give_equal_bytes_in_another_process_too(folder):
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        "import django; django.setup()\n"
        "import hashlib\n"
        "from advisor.report.report import job\n"
        "from advisor.report.rendering import render\n"
        "from tests.report.situations import SITUATIONS\n"
        "print(hashlib.sha256(render(job(SITUATIONS['team']))).hexdigest())"
    )
    here = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    import hashlib

    assert here.stdout.strip() == hashlib.sha256((folder / "team.pdf").read_bytes()).hexdigest()


def test_the_key_changes_with_whatever_the_report_depends_on(settings):
    asked = query(sheet())
    others = [query(sheet(ops="one")), query(sheet(), "Letter"), query(sheet(), provider="gcp")]
    assert len({key(each) for each in (asked, *others)}) == 4
    before = key(asked)
    settings.ADVISOR_ORIGIN = "https://elsewhere.test"
    assert key(asked) != before


def test_the_file_name_says_when_and_what():
    assert file_name(query(sheet())) == "do-you-need-kubernetes-2026-11-24-serverless.pdf"
    managed = query(sheet(services="10-29", team="11-40", skills="production", ops="one"))
    assert file_name(managed).endswith("-managed-kubernetes.pdf")
