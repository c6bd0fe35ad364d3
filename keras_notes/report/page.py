"""A comparison as one web page that needs nothing beside itself."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from types import MappingProxyType

from keras_notes.claims import Claim, contradictions
from keras_notes.claims.errata import Findings, counts, of_note, shown
from keras_notes.parity.measure import DIFFERENT, EQUAL, IDENTICAL
from keras_notes.run import ConceptReport, Report

__all__ = ["errata_section", "page"]

STYLE = """
:root { color-scheme: light dark; --line: #8884; --bad: #c0392b; --good: #1e7a46; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0 } nav { columns: 12rem; margin: 1rem 0 2rem }
table { border-collapse: collapse; font-size: .85rem; margin: 1rem 0; width: 100% }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.bad { color: var(--bad); font-weight: 700 } .good { color: var(--good) }
figure { margin: 1rem 0 } figure img { max-width: 100%; background: white }
summary { cursor: pointer; font-weight: 600; margin-top: .5rem } .scroll { overflow-x: auto }
"""


def _row(cells: list[str], tag: str = "td", numbers_from: int = 1) -> str:
    parts = (
        f'<{tag} class="number">{cell}</{tag}>' if i >= numbers_from else f"<{tag}>{cell}</{tag}>"
        for i, cell in enumerate(cells)
    )
    return f"<tr>{''.join(parts)}</tr>"


def _counts(concept: ConceptReport) -> list[str]:
    return [
        str(len(concept.results)),
        str(sum(1 for _ in concept.tensors)),
        *(str(concept.count(verdict)) for verdict in (IDENTICAL, EQUAL)),
        f'<span class="{"bad" if concept.count(DIFFERENT) else "good"}">{concept.count(DIFFERENT)}</span>',
    ]


def _overview(report: Report) -> Iterator[str]:
    header = ["concept", "cases", "tensors", IDENTICAL, EQUAL, DIFFERENT]
    yield f"<table>{_row(header, 'th')}"
    for concept in report.concepts:
        name = escape(concept.name)  # that of a model out of a file may be anything
        yield _row([f'<a href="#{name}">{name}</a>', *_counts(concept)])
    totals = [str(value) for key, value in report.summary.items() if key != "concepts"]
    yield _row(["<b>all</b>", *totals]) + "</table>"


def _tensors(concept: ConceptReport) -> Iterator[str]:
    header = ["case", "tier", "tensor", "verdict", "shape", "bit for bit", "ULP", "relative"]
    yield f'<div class="scroll"><table>{_row(header, "th", 4)}'
    for result in concept.results:
        for tensor in result.tensors:
            verdict = escape(f"{tensor.verdict} {tensor.note}".strip())
            named = [escape(result.case), f"{result.tier} {result.dtype}", escape(tensor.name)]
            marked = f'<span class="{"good" if tensor.agrees else "bad"}">{verdict}</span>'
            numbers = [f"{tensor.identical_share:.1%}", f"{tensor.max_ulp:.3g}", f"{tensor.max_relative:.1e}"]
            yield _row([*named, marked, str(tensor.shape), *numbers], numbers_from=4)
    yield "</table></div>"


def _pictures(figures: Mapping[str, bytes]) -> Iterator[str]:
    for name, png in figures.items():
        data = base64.b64encode(png).decode("ascii")
        title = escape(name.replace("_", " "))
        yield f'<figure><img alt="{title}" src="data:image/png;base64,{data}"></figure>'


def errata_section(selected: Iterable[Claim], findings: Findings) -> Iterator[str]:
    """What the notes say and what holds, item by item, each with the number computed now."""
    numbers = counts(findings)
    yield '<h2 id="errata">errata</h2><p>The wrong and imprecise items of the notes, and what holds. '
    yield f"{numbers['items']} items, of which {numbers['hold']} hold and {numbers['fail']} fail.</p>"
    header = ["item", "the note says", "what holds", "computed", "by the note", "right"]
    yield f'<div class="scroll"><table>{_row(header, "th", len(header))}'
    for claim in selected:
        finding = findings[claim.id]
        fact = of_note(finding)
        numbers_of = (fact.what, shown(fact.note), shown(fact.keras)) if fact else ("", "", "")
        mark = "good" if finding is None or finding.holds else "bad"
        item = f'<span class="{mark}">{claim.id}</span><br>{claim.verdict}'
        yield _row([item, *map(escape, (claim.says, claim.correct, *numbers_of))], numbers_from=len(header))
    yield "</table></div><h3>Contradictions</h3><table>"
    for each in contradictions().values():
        yield _row([each.number, *map(escape, (each.topic, each.positions, each.resolution))], numbers_from=4)
    yield "</table>"


def page(
    report: Report,
    figures: Mapping[str, Mapping[str, bytes]],
    about: Mapping[str, str],
    errata: Iterable[str] = (),
    stories: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the page: an overview, then a section a concept.

    Parameters
    ----------
    report : Report
    figures : mapping of concept to mapping of name to PNG bytes
    about : mapping of concept to a few words on it
    errata : the parts of `errata_section`, if the page is to have one
    stories : mapping of title to text
    """
    versions = ", ".join(f"{name} {number}" for name, number in report.versions.items())
    verdict = "every tensor agrees" if report.agrees else "some tensors are DIFFERENT"
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'><title>keras-notes: comparison</title>",
        f"<style>{STYLE}</style></head><body><h1>Keras and NumPy, side by side</h1>",
        f"<p>{versions}; seed {report.seed}; "
        f"<b class='{'good' if report.agrees else 'bad'}'>{verdict}</b>.</p>",
        *_overview(report),
    ]
    for concept in report.concepts:
        name = escape(concept.name)
        parts.append(f'<h2 id="{name}">{name}</h2><p>{escape(about.get(concept.name, ""))}</p>')
        parts += _pictures(figures.get(concept.name, {}))
        parts.append(f"<details><summary>{len(concept.results)} cases, tensor by tensor</summary>")
        parts += [*_tensors(concept), "</details>"]
    for title, text in stories.items():
        parts.append(f"<h2>{escape(title)}</h2><pre class='scroll'>{escape(text.strip())}</pre>")
    return "\n".join([*parts, *errata, *_pictures(figures.get("errata", {})), "</body></html>\n"])
