"""A NumPy LSTM with one mistake in it, found."""

import inspect

import numpy as np
from keras import Sequential
from keras.layers import LSTM, Dense, Input

from keras_notes.diagnosis import diagnose
from keras_notes.startup import quiet_tensorflow
from keras_notes.story import Story

__all__ = ["tell"]

Array = np.ndarray
X = np.random.default_rng(5).normal(size=(4, 6, 3))
Y = np.random.default_rng(6).normal(size=(4, 2))


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def lstm(x: Array, kernel: Array, recurrent_kernel: Array, bias: Array) -> Array:
    """A learner's LSTM, written down from a drawing of one."""
    h = c = np.zeros((len(x), len(recurrent_kernel)))
    for t in range(x.shape[1]):
        z = x[:, t] @ kernel + h @ recurrent_kernel + bias
        i, f, o, g = np.split(z, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h


def corrected(x: Array, kernel: Array, recurrent_kernel: Array, bias: Array) -> Array:
    """The same, with the gates where Keras has them."""
    h = c = np.zeros((len(x), len(recurrent_kernel)))
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h


def tell(story: Story) -> None:
    """Diagnose the forward pass, correct it, and go on with the backward pass."""
    with quiet_tensorflow():
        model = Sequential([Input((6, 3)), LSTM(4, name="lstm"), Dense(2, name="dense")], name="learner")
        rng = np.random.default_rng(7)
        model.set_weights([rng.normal(size=weight.shape) for weight in model.weights])
    *weights, kernel, bias = model.get_weights()
    story.say("""A learner has written this down, and it does not give what Keras gives. Why?""")
    story.show(inspect.getsource(lstm))
    h = lstm(X, *weights)
    found = diagnose(model, X, {"lstm": h, "dense": h @ kernel + bias})
    _expect("gates_in_the_order_ifoc", found.mistake)
    story.show(str(found))
    story.say(
        """The gates corrected, and the first gradient written, of the squared error for the last layer:"""
    )
    h = corrected(X, *weights)
    y = h @ kernel + bias
    dy = y - Y
    mine = {"lstm": h, "dense": y, "loss": np.mean((y - Y) ** 2), "d dense/bias": (dy / dy.size).sum(axis=0)}
    found = diagnose(model, X, mine, Y, loss="mse")
    _expect("gradient_without_its_2", found.mistake)
    story.show(str(found))
    story.say("""With the 2, all is well:""")
    found = diagnose(model, X, mine | {"d dense/bias": (2 * dy / dy.size).sum(axis=0)}, Y, loss="mse")
    _expect(None, found.mistake)
    story.show(found.sentence)


def _expect(name: str | None, found: str | None) -> None:
    if name != found:
        raise RuntimeError(f"the story tells of {name}, and {found} was found")
