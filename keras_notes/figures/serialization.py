"""A picture of a training that goes through a file."""

import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from keras_notes.figures.style import KERAS, NUMPY, figure, picture
from keras_notes.lockstep import start_from
from keras_notes.optimizers import Adam
from keras_notes.sequential import network
from keras_notes.serialization import load_model
from reference.serialization import load_model as load_without_keras

__all__ = ["goes_on"]

BEFORE, AFTER = 10, 20


@picture
def goes_on() -> Figure:
    """Ten epochs by Keras, then a file, then twenty by each half, and by one that lost its momenta."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120, 2)).astype("float32")
    y = np.eye(2, dtype="float32")[(x[:, 0] * x[:, 1] > 0).astype(int)]
    model = start_from(network((2, 8, 2)), seed=1)
    model.compile(Adam(0.03), "categorical_crossentropy")
    options = {"batch_size": 40, "shuffle": False, "verbose": 0}
    first = model.fit(x, y, epochs=BEFORE, **options).history["loss"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        halves = [load_model(path), load_without_keras(path), load_without_keras(path, compile=False)]
    halves[2].compile("adam", "categorical_crossentropy")
    halves[2].optimizer.learning_rate = 0.03
    lines = [half.fit(x, y, epochs=AFTER, **options).history["loss"] for half in halves]
    made = figure(7, 4, "A training that goes through a .keras file")
    axes, later = made.subplots(), np.arange(BEFORE, BEFORE + AFTER)
    axes.plot(np.arange(BEFORE), first, color=KERAS, linewidth=4, alpha=0.5)
    axes.plot(later, lines[0], color=KERAS, linewidth=4, alpha=0.5, label="Keras")
    axes.plot(later, lines[1], "--", color=NUMPY, label="NumPy, from the same file")
    axes.plot(later, lines[2], ":", color=NUMPY, label="NumPy, without the state of Adam")
    axes.axvline(BEFORE - 0.5, color="grey", linewidth=1, label="saved and loaded")
    axes.set(xlabel="epoch", ylabel="loss")
    axes.legend()
    return made
