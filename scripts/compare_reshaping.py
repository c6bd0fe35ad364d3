"""Reshaping: a picture becomes a row, gets a border, and grows."""

import numpy as np

from keras_notes import twin
from keras_notes.dense import Dense
from keras_notes.parity.tape import keras_layer, numpy_layer
from keras_notes.reshaping import (
    Cropping2D,
    Flatten,
    Permute,
    RepeatVector,
    Reshape,
    UpSampling1D,
    UpSampling2D,
    ZeroPadding2D,
)
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


def other_orders(story: Story) -> None:
    """Reshape, Permute, RepeatVector."""
    story.say(
        """Reshape leaves the numbers in their order and cuts it into other rows; Permute gives the axes
        another order: of the same picture they make different ones of 3 x 2. RepeatVector makes a sequence of
        one vector:"""
    )
    rows = []
    for layer, x in ((Reshape((3, 2)), PICTURE), (Permute((2, 1)), PICTURE), (RepeatVector(2), DY[:, :3])):
        rows.append((type(layer).__name__, np.asarray(layer(x))[0], twin(layer)(x)[0]))
    story.compare(*rows)


def borders(story: Story) -> None:
    """Padding and cropping: each is the other's way back."""
    story.say(
        """Amounts are ((top, bottom), (left, right)). Zeros around the picture, one row above and two columns
        to the right; the gradient of the picture is what lies inside, so it is cropped:"""
    )
    image = PICTURE[..., None] + 1
    amounts = ((1, 0), (0, 2))
    padding = ZeroPadding2D(amounts)
    wide = np.asarray(padding(image))
    dy = np.arange(wide.size, dtype="float32").reshape(wide.shape)
    back, numbers = keras_layer(padding, image, dy), numpy_layer(twin(padding), image, dy)
    cropping = Cropping2D(amounts)
    story.compare(
        ("padded", wide[0, :, :, 0], twin(padding)(image)[0, :, :, 0]),
        ("dx", back["d input"][0, :, :, 0], numbers["d input"][0, :, :, 0]),
        ("dy, cropped", np.asarray(cropping(dy))[0, :, :, 0], twin(cropping)(dy)[0, :, :, 0]),
    )


def more_pixels(story: Story) -> None:
    """Repeating and interpolating."""
    story.say("Upsampling repeats every step; a number that was used twice gets the sum of two gradients:")
    steps, dy = np.float32([0, 4, 8]).reshape(1, 3, 1), np.float32([1, 2, 3, 4, 5, 6]).reshape(1, 6, 1)
    layer = UpSampling1D(2)
    back, numbers = keras_layer(layer, steps, dy), numpy_layer(twin(layer), steps, dy)
    story.compare(
        ("0 4 8, twice", back["output"].ravel(), numbers["output"].ravel()),
        ("dx for 1 2 3 4 5 6", back["d input"].ravel(), numbers["d input"].ravel()),
    )
    story.say(
        """Or new pixels lie in between. Pixels are squares with their number in the middle, so the new ones
        stand at a quarter and three quarters; beyond the edge is nothing. An image is A x Bᵀ, with one matrix
        of weights for its rows and one for its columns, and its gradient Aᵀ dy B:"""
    )
    image = steps.reshape(1, 1, 3, 1)
    rows = []
    for method in ("nearest", "bilinear", "bicubic", "lanczos3"):
        layer = UpSampling2D((1, 2), interpolation=method)
        rows.append((method, np.asarray(layer(image)).ravel(), twin(layer)(image).ravel()))
    story.compare(*rows)


def main(figures: Figures = None) -> None:
    """Reshaping: a picture becomes a row, gets a border, and grows."""
    story = Story("Reshaping")
    row_after_row(story)
    before_dense(story)
    other_orders(story)
    borders(story)
    more_pixels(story)
    story.end("reshaping", figures)


if __name__ == "__main__":
    command(main)
