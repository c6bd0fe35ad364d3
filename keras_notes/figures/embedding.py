"""Picture of an embedding: rows that are looked up, and rows that learn."""

import numpy as np
from matplotlib.figure import Figure

from keras_notes.embedding import Embedding
from keras_notes.figures.core import grid
from keras_notes.figures.style import figure, picture
from keras_notes.parity import twin
from keras_notes.parity.tape import keras_layer, numpy_layer

__all__ = ["lookup"]

WORDS = ("(none)", "cat", "dog", "sat", "ran")
SENTENCE = np.array([[2, 4, 2, 1]])


@picture
def lookup() -> Figure:
    """The matrix, the rows of a sentence, their gradients, and the sum of these at each row."""
    layer = Embedding(5, 2)
    layer.build((None, 4))
    layer.set_weights([np.array([[0, 0], [2, 1], [-1, 3], [1, -2], [0, -1]])])
    dy = np.array([[[1, 0], [0, 2], [3, -1], [-2, 1]]], dtype="float32")
    keras, numpy = keras_layer(layer, SENTENCE, dy), numpy_layer(twin(layer), SENTENCE, dy)
    made = figure(11, 4.1, "Embedding: a row for each word; a word that comes twice learns from both places")
    panels = made.subplots(1, 5)
    said = [WORDS[i] for i in SENTENCE[0]]
    parts = [
        (np.asarray(layer.embeddings), "E, a row a word", WORDS),
        (keras["output"][0], "E[x], Keras", said),
        (dy[0], "dy", said),
        (keras["d embeddings"], "dE, Keras", WORDS),
        (numpy["d embeddings"], "dE, NumPy", WORDS),
    ]
    for axes, (values, title, names) in zip(panels, parts, strict=True):
        grid(axes, values, title, 5.0)
        axes.set_yticks(range(len(names)), names)
    return made
