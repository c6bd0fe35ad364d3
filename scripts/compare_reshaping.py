"""Flatten: a picture becomes a row."""

import numpy as np

from keras_notes import twin
from keras_notes.dense import Dense
from keras_notes.parity.tape import keras_layer, numpy_layer
from keras_notes.reshaping import Flatten
from keras_notes.sequential import Input, Sequential
from keras_notes.story import Figures, Story, command

PICTURE = np.arange(6, dtype="float32").reshape(1, 2, 3)
DY = np.float32([[1, -1, 2, -2, 3, -3]])


def row_after_row(story: Story) -> None:
    """The order, and the way back."""
    flatten = Flatten()
    theirs, ours = np.asarray(flatten(PICTURE)), twin(flatten)(PICTURE)
    story.say("One picture of 2 rows and 3 columns, row after row:")
    story.show(f"\n{PICTURE[0]}")
    story.compare(("flattened", theirs, ours))
    row, column = 1, 2
    story.say(
        f"""Pixel ({row}, {column}) of a picture 3 wide stands at 3 · {row} + {column} = {3 * row + column}:
        the picture has {PICTURE[0, row, column]:g} there, the row {theirs[0, 3 * row + column]:g}. In a digit
        of 28 x 28, pixel (r, c) stands at 28 r + c."""
    )
    story.say(
        f"Nothing is computed, so the gradient {DY[0].astype(int).tolist()} only takes the old shape again:"
    )
    back, numbers = keras_layer(flatten, PICTURE, DY), numpy_layer(twin(flatten), PICTURE, DY)
    story.compare(("dx", back["d input"][0], numbers["d input"][0]))


def before_dense(story: Story) -> None:
    """Why pictures need it."""
    story.say("Dense maps the last axis only. On five pictures of 8 x 8, without and with Flatten:")
    pictures = np.zeros((5, 8, 8), dtype="float32")
    rows = []
    for name, layers in (("Dense(2)", [Dense(2)]), ("Flatten, Dense(2)", [Flatten(), Dense(2)])):
        model = Sequential([Input((8, 8)), *layers])
        other = twin(model)
        rows.append((f"{name}: output shape", str(tuple(model(pictures).shape)), str(other(pictures).shape)))
        rows.append((f"{name}: parameters", model.count_params(), other.count_params()))
    story.compare(*rows)


def main(figures: Figures = None) -> None:
    """Flatten: a picture becomes a row."""
    story = Story("Flatten")
    row_after_row(story)
    before_dense(story)
    story.end("reshaping", figures)


if __name__ == "__main__":
    command(main)
