"""Running the items, and showing what came out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from rich import box
from rich.table import Table

from keras_notes.claims.registry import CHAPTERS, Claim, Fact, Finding, claims, contradictions

__all__ = [
    "Findings",
    "contradictions_table",
    "counts",
    "evidence_table",
    "items_table",
    "of_note",
    "run_claims",
    "select",
    "shown",
    "to_json",
]

Findings = Mapping[str, Finding | None]


def select(everything: bool = False, chapter: int | None = None, id: str | None = None) -> list[Claim]:
    """The wrong and imprecise items, or all, or those of a chapter, or one by its ID.

    Raises a ValueError for an ID or a chapter that does not exist.
    """
    known = claims()
    if id is not None:
        if id.upper() not in known:
            raise ValueError(f"no item named {id!r}; there are {next(iter(known))} to {list(known)[-1]}")
        return [known[id.upper()]]
    if chapter is not None:
        if not 0 <= chapter < len(CHAPTERS):
            raise ValueError(f"no chapter {chapter}; there are 0 to {len(CHAPTERS) - 1}")
        return [claim for claim in known.values() if chapter in claim.chapters]
    return [claim for claim in known.values() if everything or claim.verdict in ("wrong", "imprecise")]


def run_claims(selected: Iterable[Claim], progress: Callable[[int], None] | None = None) -> Findings:
    """The finding of every item by its ID, None for text; shared evidence is computed once."""
    found: dict[str, Finding | None] = {}
    by_evidence: dict[str, Finding | None] = {}
    for number, claim in enumerate(selected, start=1):
        if claim.evidence_of not in by_evidence:
            by_evidence[claim.evidence_of] = claim.run()
        found[claim.id] = by_evidence[claim.evidence_of]
        if progress is not None:
            progress(number)
    return found


def shown(value: Any) -> str:
    """A value in few characters."""
    if value is None or isinstance(value, str | bool | np.bool_):
        return str(value)
    array = np.asarray(value)
    if array.dtype.kind in "fiub" and array.ndim == 0:
        return f"{array.item():.6g}" if array.dtype.kind == "f" else str(array.item())
    text = np.array2string(array, precision=4, threshold=8, edgeitems=2, separator=" ")
    return " ".join(text.split())


def counts(findings: Findings) -> dict[str, int]:
    """How many items hold, do not hold, and are text."""
    checked = [finding for finding in findings.values() if finding is not None]
    hold = sum(finding.holds for finding in checked)
    return {
        "items": len(findings),
        "hold": hold,
        "fail": len(checked) - hold,
        "text": len(findings) - len(checked),
    }


def _state(finding: Finding | None) -> str:
    return "text" if finding is None else "holds" if finding.holds else "FAILS"


def of_note(finding: Finding | None) -> Fact | None:
    """The fact that sets the note's version beside the right one, if there is one."""
    facts = finding.facts if finding else ()
    return next((fact for fact in facts if fact.note is not None), None)


def items_table(selected: Iterable[Claim], findings: Findings) -> Table:
    """Two rows an item: what the note says with its number, and what holds with the right one."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("item", no_wrap=True)
    table.add_column("the note says\n→ what holds", ratio=1)
    table.add_column("computed", overflow="fold", max_width=20)
    for claim in selected:
        finding = findings[claim.id]
        fact, state = of_note(finding), _state(finding)
        style = "bold red" if state == "FAILS" else None
        note, right = (shown(fact.note), shown(fact.keras)) if fact else ("", "")
        table.add_row(
            f"{claim.id} {claim.verdict}", claim.says, note, style=style, end_section=not claim.correct
        )
        if claim.correct:
            table.add_row(
                f"      {state}", f"→ {claim.correct}", right, style=style or "green", end_section=True
            )
    return table


def evidence_table(claim: Claim, finding: Finding | None) -> Table:
    """All facts of one item: Keras's value, NumPy's, what is expected, and the note's."""
    shared = f", evidence of {claim.same_as}" if claim.same_as else ""
    title = f"{claim.id} · {claim.note}:{claim.lines} · {claim.verdict}{shared}"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("what", "Keras", "NumPy", "expected", "note", ""):
        table.add_column(column, overflow="fold")
    for fact in finding.facts if finding else ():
        values = (shown(fact.keras), shown(fact.numpy))
        optional = ("" if value is None else shown(value) for value in (fact.expected, fact.note))
        table.add_row(fact.what, *values, *optional, "holds" if fact.holds else "FAILS")
    if finding and finding.error:
        table.add_row(finding.error, "", "", "", "", "FAILS", style="bold red")
    return table


def contradictions_table(findings: Findings) -> Table:
    """A row a contradiction, with its resolution and whether the items it rests on hold."""
    table = Table(title="Contradictions", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("", "topic", "positions → resolution", "rests on"):
        table.add_column(column, overflow="fold")
    for each in contradictions().values():
        failing = [id for id in each.rests_on if _state(findings.get(id)) == "FAILS"]
        state = f"FAILS: {', '.join(failing)}" if failing else "holds"
        table.add_row(each.number, each.topic, f"{each.positions}\n[dim]→ {each.resolution}[/dim]", state)
    return table


def to_json(selected: Iterable[Claim], findings: Findings) -> dict[str, Any]:
    """The items with their facts, and the counts, as JSON's types; values as short texts."""
    items = []
    for claim in selected:
        finding = findings[claim.id]
        facts = [
            {
                **{key: shown(value) for key, value in fact._asdict().items() if value is not None},
                "holds": fact.holds,
            }
            for fact in (finding.facts if finding else ())
        ]
        item = {
            key: getattr(claim, key)
            for key in ("id", "note", "lines", "verdict", "says", "correct", "same_as")
        }
        items.append(
            {**item, "state": _state(finding), "facts": facts, "error": finding.error if finding else ""}
        )
    return {"items": items, "summary": counts(findings)}
