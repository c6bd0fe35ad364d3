"""Stories of a user's own model, told by scripts and in the report."""

from collections.abc import Callable
from io import StringIO

from rich.console import Console

from keras_notes.stories import own_model, wrong_layer
from keras_notes.story import WIDTH, Story

__all__ = ["STORIES", "told"]

STORIES: dict[str, Callable[[Story], None]] = {
    "your own model": own_model.tell,
    "the first wrong layer": wrong_layer.tell,
}


def told(title: str) -> str:
    """A story as a text. Raises a RuntimeError if its halves disagree."""
    text = StringIO()
    story = Story(title, Console(file=text, width=WIDTH, color_system=None, highlight=False))
    STORIES[title](story)
    return text.getvalue()
