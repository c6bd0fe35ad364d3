"""The errors of the notes: what they say, and what Keras and NumPy compute instead."""

from keras_notes.claims import claims, errata
from keras_notes.story import Figures, Story, command


def main(figures: Figures = None) -> None:
    """Refute the wrong items of the notes, one by one, with numbers computed now."""
    wrong = [claim for claim in claims().values() if claim.verdict == "wrong"]
    story = Story(f"{len(wrong)} errors")
    story.say(
        """Each of these stands in the notes of somebody who was learning. The number that the note's version
        gives is computed beside the one that Keras and the NumPy half compute."""
    )
    findings = errata.run_claims(wrong)
    for claim in wrong:
        story.say(f"{claim.id} ({claim.note}, line {claim.lines}). The note: {claim.says}")
        finding = findings[claim.id]
        facts = finding.facts if finding else ()
        for fact in facts:
            if fact.note is not None:
                story.say(f"{fact.what}: by the note {errata.shown(fact.note)}")
        story.compare(*((fact.what, fact.keras, fact.numpy) for fact in facts))
        story.say(f"So: {claim.correct}")
    story.end("errata", figures)


if __name__ == "__main__":
    command(main)
