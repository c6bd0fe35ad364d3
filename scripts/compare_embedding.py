"""Embedding: a row for each word, learned where it is read, and a way back."""

import numpy as np

from keras_notes import twin
from keras_notes.dense import Dense
from keras_notes.embedding import Embedding, ReversibleEmbedding
from keras_notes.parity.tape import keras_layer, numpy_layer
from keras_notes.sequential import Input, Sequential
from keras_notes.story import Figures, Story, command

ROWS = np.float32([[0, 0], [2, 1], [-1, 3], [1, -2], [0, -1]])
WORDS = np.array([[2, 4, 2]])


def looked_up(story: Story) -> None:
    """Rows, and who learns."""
    layer = Embedding(5, 2)
    layer.build((None, 3))
    layer.set_weights([ROWS])
    dense = Dense(2, use_bias=False)
    dense.build((None, 5))
    dense.set_weights([ROWS])
    one_hot = np.eye(5, dtype="float32")[WORDS]
    story.say(
        f"""Five words, each a vector of two numbers: the rows of a matrix. The sentence {WORDS[0].tolist()}
        reads three rows. A Dense layer without bias does the same with one-hot inputs, and multiplies by many
        zeros on the way."""
    )
    story.compare(
        ("Embedding", np.asarray(layer(WORDS))[0], twin(layer)(WORDS)[0]),
        ("Dense on one-hot", np.asarray(dense(one_hot))[0], twin(dense)(one_hot)[0]),
    )
    dy = np.float32([[[1, 0], [0, 2], [3, -1]]])
    story.say(
        f"""Word 2 comes twice, so its row learns from both places: of dy = {dy[0].astype(int).tolist()} it
        gets (1, 0) + (3, -1). Rows nobody read get nothing, and an index has no gradient itself."""
    )
    theirs, ours = keras_layer(layer, WORDS, dy), numpy_layer(twin(layer), WORDS, dy)
    story.compare(("dE", theirs["d embeddings"], ours["d embeddings"]))


def nothing_here(story: Story) -> None:
    """The index 0 as padding."""
    rows = []
    for mask_zero in (False, True):
        layer = Embedding(5, 1, mask_zero=mask_zero, embeddings_initializer="ones")
        model = Sequential([Input((3,)), layer])
        model.compile("sgd", "mse")
        x, y = np.array([[2, 0, 0]]), np.float32([[[0], [3], [3]]])
        loss = [each.evaluate(x, y, verbose=0) for each in (model, twin(model))]
        rows.append((f"mask_zero={mask_zero}", *loss))
    story.say(
        """Sentences differ in length, so 0 fills them up. Row 0 is a row like any other, unless mask_zero
        says that it stands for nothing: then the filled places are no part of the loss. All vectors are 1,
        the targets of the sentence (2, 0, 0) are 0, 3, 3:"""
    )
    story.compare(*rows)


def back(story: Story) -> None:
    """From vectors to words."""
    layer = ReversibleEmbedding(5, 2)
    layer.build((None, 3))
    layer.set_weights([ROWS])
    x, dy = np.float32([[1, 1]]), np.float32([[1, 0, 0, 0, -1]])
    story.say(
        """ReversibleEmbedding takes a vector back to a number for each word, by the same matrix: the product
        with its row. For (1, 1), word 1 has the most, 2 + 1:"""
    )
    theirs = keras_layer(layer, x, dy, reverse=True)
    ours = numpy_layer(twin(layer), x, dy, reverse=True)
    story.compare(*((name, theirs[name], ours[name]) for name in ("output", "d input", "d embeddings")))


def main(figures: Figures = None) -> None:
    """Embedding: a row for each word, learned where it is read, and a way back."""
    story = Story("Embedding")
    looked_up(story)
    nothing_here(story)
    back(story)
    story.end("embedding", figures)


if __name__ == "__main__":
    command(main)
