"""The loader refuses unsound data and says where it is."""

import shutil

import pytest

from advisor.decision.loading import ARTICLE, EDITIONS, FILES, editions, load_folder, load_model
from advisor.decision.tables import BadData
from tests.sheets import MODEL


@pytest.fixture
def folder(tmp_path):
    """A copy of the newest edition that a test may spoil."""
    copy = tmp_path / MODEL.edition
    shutil.copytree(EDITIONS / MODEL.edition, copy)
    return copy


def spoil(folder, file, old, new):
    path = folder / f"{file}.toml"
    text = path.read_text("utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {file}.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("clauses", 'quote = "I spent', 'quote = "I have spent', "clauses.toml, [A2]: the quote is not verbatim"),
        ("clauses", "[A2]\nline = 3", "[A2]\nline = 4", "clauses.toml, [A2]: the quote is not verbatim on line 4"),
        ("clauses", "[A2]\nline = 3", "[A2]\nline = 9999", "clauses.toml, [A2]: the quote is not verbatim"),
        ("clauses", "[A2]\n", "[A1]\n", "clauses.toml: "),
        ("clauses", 'opposes = ["vps"]', 'opposes = ["mainframe"]', "unknown alternative 'mainframe'"),
        ("clauses", 'use = "Cost: no licence', 'used = "Cost: no licence', "clauses.toml, [A65]: unknown key used"),
        ("clauses", 'use = "Not used twice: says the same as A10."\n', "", "A58 must either be cited or say"),
        ("judgements", "[J1]", '[J99]\ntext = "x"\n[J1]', "judgements.toml: nothing cites J99"),
        ("questions", 'number = 6, supposing = "you had', 'nummer = 6, supposing = "you had', "unknown key nummer"),
        ("questions", 'hint = "A guess', 'hunt = "A guess', "questions.toml, [questions.servers]: unknown key hunt"),
        ("questions", '"10-29", "30-up"] }', '"10-29", "40-up"] }', "unknown option '40-up'"),
        ("questions", 'clause = "A24"', 'clause = "A99"', "unknown clause 'A99'"),
        ("questions", 'last = ["hosting", "work"]', 'last = ["hosting"]', "must name every question once"),
        ("questions", "monthly = {", "unsure = {", "needs two options or more, none of them 'unsure'"),
        ("fits", "fit = [4, 4, 4, 4, 3]", "fit = [4, 4, 4, 4]", "fits.toml, [services.3-9]: fit must give 5 numbers"),
        ("fits", "fit = [4, 4, 4, 4, 3]", "fit = [4, 4, 4, 4, 5]", "a fit is a whole number from 0 to 4, not 5"),
        ("fits", "fit = [4, 4, 4, 4, 3]", "fit = [4, 4, 4, 4, true]", "a fit is a whole number from 0 to 4"),
        ("fits", "fit = [4, 4, 4, 4, 3]", "fit = [4, 4, 4, 3, 3]", "the cell of serverless is 3, below 4, and cites"),
        ("fits", "fit = [4, 4, 4, 4, 3]", "fit = [4, 4, 4, 4, 4]", "the full cell of vps must not be cited"),
        ("fits", 'clauses = ["A24", "A5"', 'clauses = ["A24", "A500"', "unknown clause or judgement 'A500'"),
        ("fits", 'clauses = ["A24", "A5", "A63", "J6"]', "clauses = []", "cites no clause and no judgement"),
        ("fits", '{ of = ["vps"], clauses = ["A24", "A5"', '{ of = ["vpn"], clauses = ["A24", "A5"', "alternative 'vpn'"),
        ("fits", "monthly = {", "yearly = {", "fits.toml, [deploys]: options must be monthly"),
        ("fits", "[load]", "[lode]", "fits.toml"),
        ("fits", "weight = 14", "weight = -1", "weight must be a whole number of 0 or more"),
        ("fits", "weight = 14", "weight = 1.5", "weight must be a int"),
        ("fits", 'columns = ["kubernetes", ', 'columns = ["nomad", ', "names something twice"),
        ("vetoes", 'services = ["1"]', 'services = ["one"]', "vetoes.toml, [one-app.when]: unknown option of services"),
        ("vetoes", 'when = { services = ["1"], ', 'when = { sevices = ["1"], ', "unknown question 'sevices'"),
        ("vetoes", 'clauses = ["A29", "A10"]', 'clauses = ["A29", "A1O"]', "unknown clause or judgement 'A1O'"),
        ("vetoes", 'when = { servers = ["idle"] }\n', "", "vetoes.toml, [idle]: has no premise"),
        ("vetoes", "[idle]", "[one-app]", "vetoes.toml: "),
        ("remarks", 'only_veto = ["own-hardware"]', 'only_veto = ["own"]', "unknown veto 'own'"),
        ("remarks", "scores_best = true", 'scores_best = "yes"', "scores_best must be a bool"),
        ("alternatives", "simplicity = 5", "simplicity = 4", "simplicity must give the numbers 1 to 5"),
        ("alternatives", 'name = "Nomad"', 'name = " "', "alternatives.toml, [nomad]: name is empty"),
    ],
)  # fmt: skip
def test_it_refuses_unsound_data_and_names_file_and_place(folder, file, old, new, says):
    spoil(folder, file, old, new)
    with pytest.raises(BadData) as refusal:
        load_folder(folder)
    assert says in str(refusal.value)
    assert f"{file}.toml" in str(refusal.value)


def test_it_refuses_a_missing_file_by_name(folder):
    (folder / "vetoes.toml").unlink()
    with pytest.raises(BadData, match=r"vetoes\.toml: there is no such file"):
        load_folder(folder)


def test_it_accepts_the_edition_as_it_stands(folder):
    assert load_folder(folder).digest == MODEL.digest


def test_the_digest_changes_with_any_table(folder):
    spoil(folder, "judgements", "worse than plain servers", "far worse than plain servers")
    assert load_folder(folder).digest != MODEL.digest


def test_an_unknown_edition_is_refused_with_the_known_ones():
    with pytest.raises(BadData, match=editions()[-1]):
        load_model("1999-01-01")


def test_every_clause_is_quoted_verbatim_from_its_line():
    lines = ARTICLE.read_text("utf-8").splitlines()
    assert len(MODEL.clauses) == 79
    assert all(clause.quote in lines[clause.line - 1] for clause in MODEL.clauses.values())


def test_the_claim_that_its_subject_disputes_is_marked_wherever_it_is_quoted():
    for id in ("A17", "A40"):
        assert MODEL.clauses[id].disputed.startswith("Disputed: the company's own account differs.")


def test_no_text_of_the_model_names_the_company_of_the_disputed_claim():
    words = [(EDITIONS / MODEL.edition / f"{name}.toml").read_text("utf-8") for name in FILES]
    assert not any("Ona " in text or "Gitpod" in text for text in words)
