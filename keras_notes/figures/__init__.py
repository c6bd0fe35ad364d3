"""Pictures of the concepts, each computed from both halves.

    from keras_notes.figures import draw, save
    save(draw("activations"), "pictures")

Importing this package imports matplotlib; nothing else in keras_notes does.
"""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from matplotlib.figure import Figure

from keras_notes.figures import activations, initializers, losses
from keras_notes.figures.style import png

__all__ = ["FIGURES", "draw", "png", "save"]

FIGURES: dict[str, dict[str, Callable[[], Figure]]] = {
    "activations": {"slopes": activations.slopes},
    "initializers": {"families": initializers.families},
    "losses": {"values_and_gradients": losses.values_and_gradients},
}


def draw(concept: str) -> dict[str, Figure]:
    """All pictures of a concept, by the names `save` gives their files; none for a concept without."""
    return {f"{concept}_{name}": function() for name, function in FIGURES.get(concept, {}).items()}


def save(figures: Mapping[str, Figure], folder: str | Path) -> list[Path]:
    """Write each figure to `folder/<name>.png`, creating the folder; return the paths.

    Each file appears whole or not at all: it is written under another name and renamed.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, figure in figures.items():
        path = folder / f"{name}.png"
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
            file.write(png(figure))
        os.replace(file.name, path)
        paths.append(path)
    return paths
