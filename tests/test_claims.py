"""The notes item by item: every item is there once, and its evidence holds on both halves."""

import json
import runpy
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from keras_notes import cli
from keras_notes.claims import Fact, Finding, claims, contradictions, errata, registry
from reference import activations
from reference.dense import Dense

OWN = [claim.id for claim in claims().values() if not claim.text and not claim.same_as]


def on_one_worker(id):
    """The items of a chapter together: they share what they computed."""
    return pytest.param(id, id=id, marks=pytest.mark.xdist_group(f"chapter {claims()[id].chapters[0]}"))


@pytest.mark.parametrize("id", [on_one_worker(id) for id in OWN])
def test_the_evidence_of_the_item_holds(id):
    finding = claims()[id].run()
    failing = [fact for fact in finding.facts if not fact.holds]
    assert finding.holds, f"{finding.error} {failing or 'no facts'}"
    if claims()[id].verdict == "wrong":
        assert any(fact.note is not None for fact in finding.facts), "the note's version is not computed"


def test_all_284_items_are_there_once():
    assert len(claims()) == 284
    assert Counter(id[:2] for id in claims()) == {"S0": 27, "S1": 70, "S2": 65, "S3": 71, "S4": 51}


def test_the_verdicts_count_as_in_the_inventory():
    found = Counter(claim.verdict for claim in claims().values())
    assert found == {"right": 187, "imprecise": 73, "wrong": 15, "depends on version": 9}


def test_an_item_is_text_or_has_a_check_or_points_to_an_item_with_one():
    for claim in claims().values():
        assert not (claim.text and claim.same_as), claim.id
        if claim.same_as:
            assert claim.same_as in OWN, claim.id
    assert set(registry._checks()) == set(OWN)


def test_items_name_the_note_by_its_file_and_line():
    for claim in claims().values():
        assert claim.note.endswith(".txt")
        assert all(part.isdigit() for part in claim.lines.split("-"))


def test_every_contradiction_rests_on_items():
    assert len(contradictions()) == 26
    for each in contradictions().values():
        assert each.rests_on, each.number
        assert set(each.rests_on) <= set(claims())


def test_breaking_the_reference_breaks_the_items_that_rest_on_it(monkeypatch):
    assert claims()["S2-35"].run().holds
    monkeypatch.setattr(activations.relu, "derivative", lambda dy, x, y, **_: dy * (x >= 0))
    assert not claims()["S2-35"].run().holds


def test_forgetting_the_bias_breaks_the_items_that_rest_on_it(monkeypatch):
    monkeypatch.setattr(Dense, "pre_activation", lambda self, x: x @ self.kernel)
    assert not claims()["S0-17"].run().holds


@pytest.mark.parametrize(
    ("fact", "holds"),
    [
        (Fact("", keras=1.0, numpy=1.0), True),
        (Fact("", keras=1.0, numpy=1.1), False),
        (Fact("", keras=1.0, numpy=1.0, expected=2.0), False),
        (Fact("", keras=1.0, numpy=1.0, note=1.0), False),
        (Fact("", keras=1.0, numpy=1.0, note=2.0), True),
        (Fact("", keras="ValueError", numpy="nothing"), False),
        (Fact("", keras=True, numpy=np.True_), True),
        (Fact("", keras=np.ones(2), numpy=np.ones((2, 1))), False),
        (Fact("", keras=np.array(["a"]), numpy=np.array(["a"])), True),
    ],
)
def test_what_makes_a_fact_hold(fact, holds):
    assert fact.holds is holds


def test_a_check_without_facts_or_with_an_error_does_not_hold(monkeypatch):
    assert not Finding(()).holds
    monkeypatch.setitem(registry._checks(), "S0-03", lambda: iter([1 / 0]))
    finding = claims()["S0-03"].run()
    assert not finding.holds
    assert "ZeroDivisionError" in finding.error


def test_an_item_is_checked_once():
    with pytest.raises(ValueError, match="S0-03 has a check already"):
        registry.check("S0-03")(lambda: iter(()))


def run(*arguments):
    result = CliRunner().invoke(cli.app, ["errata", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_errata_shows_one_item_with_its_evidence(tmp_path):
    path = tmp_path / "item.json"
    result = run("--id", "s0-03", "--json", str(path))
    assert result.exit_code == 0
    assert "AVERAGE" in result.stdout
    assert "1 items: 1 hold, 0 fail, 0 are text" in result.stdout
    (item,) = json.loads(path.read_text())["items"]
    assert item["facts"][0]["keras"] == "6"
    assert item["facts"][0]["note"] == "2"


def test_errata_lists_all_items_and_the_contradictions(monkeypatch):
    stub = Finding((Fact("", keras=1.0, numpy=1.0, note=2.0),))
    monkeypatch.setattr(registry.Claim, "run", lambda self: None if self.text else stub)
    result = run("--all")
    assert result.exit_code == 0
    assert "284 items" in result.stdout
    assert "S4-51" in result.stdout
    assert "C26" in result.stdout
    assert "88 items: 88 hold" in run().stdout


def test_errata_of_a_chapter_that_fails_exits_with_1(monkeypatch):
    stub = Finding((Fact("", keras=1.0, numpy=2.0),), "broken")
    monkeypatch.setattr(registry.Claim, "run", lambda self: stub)
    result = run("--chapter", "10")
    assert result.exit_code == 1
    assert "FAILS" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--id", "S9-99"], "no item named 'S9-99'; there are S0-01 to S4-51"),
        (["--chapter", "21"], "no chapter 21; there are 0 to 20"),
        (["--json", "/no/such/folder/x.json"], "there is no folder"),
    ],
)
def test_wrong_usage_of_errata_exits_with_2(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_script_tells_all_errors_and_draws_only_when_asked(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    main = runpy.run_path(str(Path(__file__).parents[1] / "scripts" / "errata.py"))["main"]
    main()
    told = capsys.readouterr().out
    assert all(claim.id in told for claim in claims().values() if claim.verdict == "wrong")
    assert "FAILS" not in told
    assert list(tmp_path.iterdir()) == []
    stub = Finding((Fact("", keras=1.0, numpy=2.0),))
    monkeypatch.setattr(registry.Claim, "run", lambda self: stub)
    with pytest.raises(SystemExit, match="1"):
        main(tmp_path / "pictures")
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["errata_notes_and_truth.png"]


def test_values_are_shown_in_few_characters():
    assert errata.shown(np.float32(0.1)) == "0.1"
    assert errata.shown(np.arange(100)) == "[ 0 1 ... 98 99]"
    assert errata.shown("ValueError") == "ValueError"
    assert errata.shown(np.bool_(True)) == "True"
    assert errata.shown(7) == "7"
