"""The errors of the notes: what they say, and what Keras and NumPy compute instead."""

from keras_notes.claims import claims, errata
from keras_notes.story import Figures, Story, command


def main(figures: Figures = None) -> None:
    """Refute the wrong items of the notes, one by one, with numbers computed now."""
    wrong = [claim for claim in claims().values() if claim.verdict == "wrong"]
    story = Story(f"{len(wrong)} errors")
    story.say(
        """Each of these stands in the notes of somebody who was learning. The last column of a table is what
        the note's version gives, computed beside what Keras and the NumPy half compute."""
    )
    findings = errata.run_claims(wrong)
    for claim in wrong:
        story.say(f"{claim.id}. The note: {claim.says}")
        story.say(f"In truth: {claim.correct}")
        story.console.print()
        story.console.print(errata.evidence_table(claim, findings[claim.id]))
    story.pictures("errata", figures)
    if errata.counts(findings)["fail"]:
        raise SystemExit(1)


if __name__ == "__main__":
    command(main)
