"""A trained Keras model, seen and used without TensorFlow."""

import tempfile
from pathlib import Path

import numpy as np
from keras import Sequential
from keras.layers import GRU, Dense, Embedding, Input
from keras.optimizers import Adam

from keras_notes.own_model import Batch
from keras_notes.parity.own_model import compare_file
from keras_notes.parity.seeded import seeded
from keras_notes.report.tables import cases_table
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Story
from reference import gradients, load_model, trace

__all__ = ["tell"]

RNG = np.random.default_rng(0)
WORDS = RNG.integers(1, 9, (40, 6))
LABELS = (WORDS[:, 0] > WORDS[:, -1]).astype("float32")[:, None]  # is the first word the larger?


def trained(path: Path) -> None:
    """Let Keras train a small network of words and save it."""
    with seeded(2):
        layers = [
            Embedding(9, 4, name="embedding"),
            GRU(5, name="gru"),
            Dense(1, "sigmoid", name="dense"),
        ]
        model = Sequential([Input((6,)), *layers], name="words")
    model.compile(Adam(0.03), "binary_crossentropy", metrics=["accuracy"])
    model.fit(WORDS, LABELS, epochs=10, shuffle=False, verbose=0)
    model.save(path)


def tell(story: Story) -> None:
    """Load it, look into it, compare it, train on."""
    with tempfile.TemporaryDirectory() as folder, quiet_tensorflow():
        path = Path(folder) / "words.keras"
        trained(path)
        story.say(
            """Keras has trained a network that reads six words, and saved it. NumPy loads the file, and
            neither Keras nor TensorFlow has a part in what follows:"""
        )
        model = load_model(path)
        loss, accuracy = model.evaluate(WORDS, LABELS, verbose=0)
        story.show(f"  {model}\n  loss {loss:.4f}, accuracy {accuracy:.3f} on the words that it has learnt")
        looked_into(story, path)
        story.say("""With Keras beside it, every layer of both halves, outputs and gradients:""")
        report = compare_file(path, Batch(WORDS[:8], LABELS[:8]), seed=0)
        if not report.agrees:
            raise RuntimeError("the halves disagree about a model out of a file")
        story.console.print(cases_table(report.concepts[0]))
        history = model.fit(WORDS, LABELS, epochs=5, shuffle=False, verbose=0).history
        story.say(
            f"""And NumPy trains on, Adam from the step it stood at ({model.optimizer.iterations} now): the
            loss falls to {history["loss"][-1]:.4f}. model.save(path) gives it back to Keras."""
        )


def looked_into(story: Story, path: Path) -> None:
    """What one asks Keras for and hardly gets."""
    model = load_model(path)
    story.say("""What every layer makes of the first sample, and what the loss wants of it:""")
    found = gradients(model, WORDS[:1], LABELS[:1])
    for layer in trace(model, WORDS[:1]):
        slope = found.activations.get(layer.name)
        wanted = "not formed: the loss reads the logits" if slope is None else f"{np.abs(slope).max():.4f}"
        story.show(f"  {layer.name:<10} {layer.output.shape!s:<10} largest gradient {wanted}")
