"""Files: what a .keras file holds, and that NumPy alone reads it, goes on from it, and writes it."""

import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from keras_notes import serialization
from keras_notes.lockstep import start_from
from keras_notes.optimizers import Adam
from keras_notes.parity.precision import precision
from keras_notes.sequential import network
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Figures, Story, command
from reference.serialization import load_model

X = np.random.default_rng(0).normal(size=(20, 2))
Y = np.eye(2)[(X[:, 0] > X[:, 1]).astype(int)]


def saved(folder: Path) -> Path:
    """The file of a network 2-3-2 in the middle of its training."""
    model = start_from(network((2, 3, 2)), seed=1)
    model.compile(Adam(0.05), "categorical_crossentropy", metrics=["accuracy"])
    model.fit(X, Y, epochs=3, shuffle=False, verbose=0)
    path = folder / "body_type.keras"
    model.save(path)
    return path


def inside(story: Story, path: Path) -> None:
    """What is in the file."""
    story.say("""A .keras file is a zip archive with two texts and a file of arrays. Keras wrote this one:""")
    with zipfile.ZipFile(path) as archive:
        for each in archive.infolist():
            story.show(f"  {each.filename:<20} {each.file_size:>7,} bytes")
        config = json.loads(archive.read("config.json"))
        arrays = h5py.File(archive.open("model.weights.h5"))
    layer = config["config"]["layers"][1]
    story.say(
        f"""config.json has every layer's class and arguments, {layer["class_name"]} with units =
        {layer["config"]["units"]} among them, and what the model was compiled with. The arrays stand by
        layer, and behind them Adam's: its step counter, its rate, a momentum and a velocity a weight."""
    )
    found: list[str] = []
    arrays.visititems(
        lambda name, each: found.append(f"{name} {each.shape}") if hasattr(each, "shape") else None
    )
    story.show("\n".join(f"  {each}" for each in [*found[:7], "…"]))


def halves(path: Path) -> tuple[Any, Any]:
    """The model out of the file: Keras's and NumPy's."""
    return serialization.load_model(path), load_model(path)


def used(story: Story, path: Path) -> None:
    """Predict, evaluate, train on."""
    story.say("""Both halves load it, NumPy without Keras and without h5py. They predict and judge alike:""")
    theirs, ours = halves(path)
    story.compare(
        ("the first prediction", theirs.predict(X[:1], verbose=0), ours.predict(X[:1], verbose=0)),
        ("loss and accuracy", *(np.array(half.evaluate(X, Y, verbose=0)) for half in (theirs, ours))),
    )
    story.say(
        """And both train on as if nothing had happened, Adam with its momenta. The loss of 3 more epochs:"""
    )
    losses = [half.fit(X, Y, epochs=3, shuffle=False, verbose=0).history["loss"] for half in (theirs, ours)]
    story.compare(
        ("loss", *(np.array(each) for each in losses)),
        ("kernel of the last layer", *(half.get_weights()[2] for half in (theirs, ours))),
        ("steps of Adam", *(int(half.optimizer.iterations) for half in (theirs, ours))),
    )
    ours.save(path)
    again = serialization.load_model(path)
    story.say("""What NumPy has trained goes back into a file, and Keras reads it:""")
    story.compare(("the first prediction", again.predict(X[:1], verbose=0), ours.predict(X[:1], verbose=0)))


def main(figures: Figures = None) -> None:
    """Files: what a .keras file holds, and that NumPy alone reads it, goes on from it, and writes it."""
    story = Story("Files of models")
    with tempfile.TemporaryDirectory() as folder, precision("float64"), quiet_tensorflow():
        path = saved(Path(folder))
        inside(story, path)
        used(story, path)
    story.end("serialization", figures)


if __name__ == "__main__":
    command(main)
