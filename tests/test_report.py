"""The web page and the tables: what they show of a report that is not all agreement."""

import numpy as np
from rich.console import Console

from keras_notes.claims import Fact, Finding, claims, contradictions
from keras_notes.parity import Result, measure
from keras_notes.report.page import errata_section, page
from keras_notes.report.tables import cases_table, concepts_table, differences_table
from keras_notes.run import ConceptReport, Report

SAME = measure("output", np.float64([1, 2]), np.float64([1, 2]))
ROUNDED = measure("d input", np.float64([1, 2]), np.float64([1, 2 + 1e-15]))
OTHER = measure("d <bias>", np.float64([1, 2]), np.float64([1, 3]))
GOOD = Result("Dense(units=4)", "float64", "float64", (SAME, ROUNDED))
BAD = Result("Dense(units=5)", "float64", "exact", (SAME, OTHER))


def report(*results):
    return Report(0, (ConceptReport("dense", results),))


def text(table):
    console = Console(width=80, color_system=None)
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def test_the_summary_counts_tensors_by_verdict():
    summary = report(GOOD, BAD).summary
    assert summary["tensors"] == 4
    assert (summary["identical"], summary["equal_to_rounding"], summary["different"]) == (2, 1, 1)
    assert not report(GOOD, BAD).agrees
    assert report(GOOD).agrees


def test_the_tables_fit_80_columns_and_name_what_differs():
    for table in (concepts_table(report(GOOD, BAD)), cases_table(report(GOOD, BAD).concepts[0])):
        assert max(map(len, text(table).splitlines())) <= 80
    assert "DIFFERENT" in text(cases_table(report(GOOD, BAD).concepts[0]))
    assert "d <bias>" in text(differences_table(report(GOOD, BAD)))


def test_the_page_marks_differences_and_escapes_names():
    html = page(report(GOOD, BAD), {"dense": {"dense_product": b"png"}}, {"dense": "About <it>."})
    assert "some tensors are DIFFERENT" in html
    assert "d &lt;bias&gt;" in html
    assert "About &lt;it&gt;." in html
    assert 'class="bad"' in html
    assert html.count("<table") == html.count("</table>")
    assert "every tensor agrees" in page(report(GOOD), {}, {})
    assert "<pre class='scroll'>a &lt;b&gt;</pre>" in page(report(GOOD), {}, {}, stories={"told": "a <b>"})


def test_the_errata_section_shows_both_numbers_and_all_contradictions():
    claim = claims()["S0-03"]
    finding = Finding((Fact("a sum", keras=6.0, numpy=6.0, note=2.0),))
    html = "".join(errata_section([claim, claims()["S0-07"]], {"S0-03": finding, "S0-07": Finding(())}))
    assert "a sum" in html
    assert ">2<" in html
    assert ">6<" in html
    assert "1 hold and 1 fail" in html
    assert all(number in html for number in contradictions())
