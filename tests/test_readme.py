"""The README's code runs as it stands there."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from keras_notes.concepts import CONCEPTS, cases
from keras_notes.parity import Case
from keras_notes.report.classes import vocabulary
from reference import layers

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text(), flags=re.DOTALL)


def test_the_first_example_runs_and_agrees(capsys):
    namespace = {}
    exec(BLOCKS[0], namespace)
    out = capsys.readouterr().out
    assert "d dense" in out
    assert "DIFFERENT" not in out
    assert len(re.findall("identical|equal to rounding", out)) == 7
    assert len([line for line in BLOCKS[0].splitlines() if line.strip()]) <= 10


def test_the_other_examples_run_and_a_program_prints_the_same_on_both_halves(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # one of them saves a model
    namespace = {}
    for block in BLOCKS:
        exec(block, namespace)
    assert namespace["grads"]["kernel"].shape == (8, 6)
    told = capsys.readouterr().out
    assert "fit() showed" in told
    assert "equals ours with a softmax over the whole batch at once" in told
    assert [path.name for path in tmp_path.iterdir()] == ["model.keras"]
    theirs, ours = (ast.literal_eval(line) for line in told.splitlines() if re.match(r"\[\d", line))
    assert ours == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_concept_is_in_the_table(concept):
    assert f"`{concept}`" in README.read_text()


def test_the_table_of_layers_is_the_present_one():
    """As `keras-notes layers --markdown` prints it: each layer, its rows, and how many are exact."""
    table = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \| \d+ \|", README.read_text(), flags=re.MULTILINE)
    rows, exact = Counter(), Counter()
    for row in (row for concept in CONCEPTS for row in cases(concept) if isinstance(row, Case)):
        rows[row.layer.__name__] += 1
        exact[row.layer.__name__] += row.exact
    wanted = {name: (str(rows[name]), str(exact[name])) for name in layers.__all__}
    assert {name: tuple(counts) for name, *counts in table} == {
        name: counts for name, counts in wanted.items() if name not in ("Input", "Layer")
    }


def test_the_table_of_classes_names_all_of_them():
    table = set(re.findall(r"^\| ([\w.]+) \| `(\w+)` \|", README.read_text(), flags=re.MULTILINE))
    assert table == {(each.kind, each.keras.__name__) for each in vocabulary().values()}
