"""A NumPy LSTM with one mistake in it, found; then a gradient with another."""

from keras_notes.stories import wrong_layer
from keras_notes.story import Story, command


def main() -> None:
    """Find the first wrong layer of a NumPy network, and the mistake it comes of."""
    wrong_layer.tell(Story("The first wrong layer"))


if __name__ == "__main__":
    command(main)
