"""Pictures of the concepts, each computed from both halves.

    from keras_notes.figures import draw, save
    save(draw("activations"), "pictures")

Importing this package imports matplotlib; the concepts do without.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from matplotlib.figure import Figure

from keras_notes.figures import (
    activation_layers,
    activations,
    areas,
    basics,
    classes,
    convolution,
    core,
    curves,
    digits,
    embedding,
    errata,
    initializers,
    losses,
    measuring,
    networks,
    normalization,
    pooling,
    preprocessing,
    recurrence,
    regularization,
    reshaping,
    schedules,
    serialization,
    slopes,
    surface,
)
from keras_notes.figures.style import png

__all__ = ["FIGURES", "draw", "png", "save"]

# By concept, in the order of the concepts: the pictures by name.
FIGURES: dict[str, dict[str, Callable[[], Figure]]] = {
    "neuron": {"thresholds": basics.thresholds},
    "activations": {"slopes": activations.slopes},
    "dense": {"product": basics.dense},
    "core": {"masking": core.masking, "equations": core.equations},
    "embedding": {"lookup": embedding.lookup},
    "activation_layers": {
        "bends": activation_layers.bends,
        "masked_softmax": activation_layers.masked_softmax,
    },
    "reshaping": {"flatten": basics.flatten, "interpolation": reshaping.interpolation},
    "random": {"distributions": measuring.distributions},
    "initializers": {"families": initializers.families},
    "sequential": {"hidden_activations": basics.hidden_activations},
    "anatomy": {"body_types": networks.body_types, "animals": networks.animals},
    "losses": {"values_and_gradients": losses.values_and_gradients, "families": losses.families},
    "gradients": {"difference_steps": slopes.difference_steps},
    "backpropagation": {"vanishing": slopes.vanishing},
    "schedules": {"rates": schedules.rates},
    "optimizers": {"learning_rates": surface.learning_rates, "rules": surface.rules},
    "metrics": {
        "loss_and_accuracy": measuring.loss_and_accuracy,
        "curves_at_thresholds": areas.curves_at_thresholds,
    },
    "training": {"lock_step": curves.lock_step},
    "preprocessing": {"scaling": measuring.scaling, "bins": preprocessing.bins},
    "classification": {"body_types": classes.body_types},
    "digits": {
        "film_weights": digits.short_training("weights", "film"),
        "modern_weights": digits.short_training("weights", "modern"),
        "modern_one_digit": digits.short_training("one_digit", "modern"),
    },
    "convolution": {"kernels": convolution.kernels, "bands": convolution.bands},
    "pooling": {"gradients": pooling.gradients},
    "recurrence": {"gates": recurrence.gates, "through_time": recurrence.through_time},
    "normalization": {"arrival": normalization.arrival, "groups": normalization.groups},
    "regularization": {"masks": regularization.masks, "pulls": regularization.pulls},
    "serialization": {"goes_on": serialization.goes_on},
    "errata": {"notes_and_truth": errata.notes_and_truth},
}


def draw(concept: str) -> dict[str, Figure]:
    """All pictures of a concept, by the names that `save` gives their files."""
    if concept not in FIGURES:
        raise ValueError(f"draw: there are no pictures of {concept!r}; there are of {', '.join(FIGURES)}")
    return {f"{concept}_{name}": function() for name, function in FIGURES[concept].items()}


def save(figures: Mapping[str, Figure], folder: str | Path) -> list[Path]:
    """Write each figure to `folder/<name>.png`, creating the folder; return the paths.

    Each file appears whole or not at all: it is written under another name and renamed.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, figure in figures.items():
        path = folder / f"{name}.png"
        part = folder / f".{name}.{os.getpid()}.part"
        part.write_bytes(png(figure))
        os.replace(part, path)
        paths.append(path)
    return paths
