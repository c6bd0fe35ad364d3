"""A trained Keras model, seen and used without TensorFlow, and compared layer by layer."""

from keras_notes.stories import own_model
from keras_notes.story import Story, command


def main() -> None:
    """Load a .keras file with NumPy, look into it, compare it with Keras layer by layer, train on."""
    own_model.tell(Story("Your own model"))


if __name__ == "__main__":
    command(main)
