"""The code in the notes runs on either half: only the name of the package is another.

The notes ask for layers by `input_shape=` and leave out what they imported pages earlier; both is
pinned here, and so is what a reader should write today.
"""

import keras
import numpy as np
import pytest

TWO_THREE_TWO = """
from {package}.models import Sequential
from {package}.layers import Activation, Dense
stack = [Dense(units=3, input_shape=(2,), activation="relu"), Dense(units=2, activation="softmax")]
model = Sequential(stack)
"""
IMPORTS = """
from {package}.models import Sequential
from {package}.layers import Activation, Dense, Input
"""
WITHOUT_KEYWORDS = """
model = Sequential([Dense(3, input_shape=(2,), activation="relu"), Dense(2, activation="softmax")])
"""
THREE_FOUR_TWO = """
from {package}.models import Sequential
from {package}.layers import Dense
model = Sequential([Dense(4, input_shape=(3,)), Dense(2)])
"""
TEN_32_TWO = """
from {package}.models import Sequential
model = Sequential([Dense(32, input_shape=(10,), activation="relu"), Dense(2, activation="softmax")])
"""
EIGHT_SIX_SIX_FOUR = """
model = Sequential([
    Dense(6, input_shape=(8,), activation="relu"), Dense(6, activation="relu"), Dense(4, activation="softmax")
])
"""
TODAY = """
model = Sequential([Input((2,)), Dense(3, "relu"), Dense(2, "softmax")])
"""
FIT = """
history = model.fit(
    x=scaled_train_samples, y=train_labels, batch_size=10, epochs=20, shuffle=True, verbose=2
)
"""
BLOCKS = {
    "S2-19": (TWO_THREE_TWO, [(2, 3), (3,), (3, 2), (2,)], ["relu", "softmax"]),
    "S1-36": (IMPORTS + WITHOUT_KEYWORDS, [(2, 3), (3,), (3, 2), (2,)], ["relu", "softmax"]),
    "S3-19": (THREE_FOUR_TWO, [(3, 4), (4,), (4, 2), (2,)], ["linear", "linear"]),
    "S3-71": (IMPORTS + TEN_32_TWO, [(10, 32), (32,), (32, 2), (2,)], ["relu", "softmax"]),
    "8-6-6-4": (
        IMPORTS + EIGHT_SIX_SIX_FOUR,
        [(8, 6), (6,), (6, 6), (6,), (6, 4), (4,)],
        2 * ["relu"] + ["softmax"],
    ),
}
both_packages = pytest.mark.parametrize("package", ["keras", "reference"])


def run(source, package, **names):
    exec(source.format(package=package), names)
    return names


@both_packages
@pytest.mark.parametrize(("source", "weights", "activations"), BLOCKS.values(), ids=BLOCKS)
def test_a_network_of_the_notes(package, source, weights, activations):
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`"):
        model = run(source, package)["model"]
    assert [tuple(weight.shape) for weight in model.weights] == weights
    assert [layer.activation.__name__ for layer in model.layers] == activations
    x = np.random.default_rng(0).normal(size=(5, weights[0][0])).astype("float32")
    y = np.asarray(model(x))
    assert y.shape == (5, weights[-1][0])
    assert np.allclose(y.sum(axis=1), 1) == (activations[-1] == "softmax")


@pytest.mark.parametrize(("source", "weights", "activations"), BLOCKS.values(), ids=BLOCKS)
def test_with_the_same_weights_both_say_the_same(source, weights, activations):
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`"):
        theirs, ours = (run(source, package)["model"] for package in ("keras", "reference"))
    ours.set_weights(theirs.get_weights())
    x = np.random.default_rng(0).normal(size=(5, weights[0][0])).astype("float32")
    np.testing.assert_allclose(ours.predict(x, verbose=0), theirs.predict(x, verbose=0), rtol=1e-5, atol=1e-7)


@both_packages
def test_what_should_be_written_today_does_not_warn(package):
    assert len(run(IMPORTS + TODAY, package)["model"].weights) == 4


@both_packages
def test_a_block_that_leaves_out_its_imports_does_not_run_alone(package):
    for source, missing in ((TEN_32_TWO, "Dense"), (FIT, "model"), (WITHOUT_KEYWORDS, "Sequential")):
        with pytest.raises(NameError, match=missing):
            run(source, package)


@both_packages
def test_the_call_of_fit_in_the_notes(package, capsys):
    """S3-63: 105 samples in batches of ten are eleven steps, and twenty epochs 220; two lines an epoch."""
    names = run(
        IMPORTS + "model = Sequential([Input((1,)), Dense(16, 'relu'), Dense(2, 'softmax')])", package
    )
    rng = np.random.default_rng(3)
    samples, labels = rng.random((105, 1)), rng.integers(0, 2, 105)
    names["model"].compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    names |= {"scaled_train_samples": samples, "train_labels": labels}
    history = run(FIT, package, **names)["history"]
    lines = capsys.readouterr().out.splitlines()
    assert lines[::2] == [f"Epoch {epoch}/20" for epoch in range(1, 21)]
    assert all(line.startswith("11/11 - ") and " - accuracy: " in line for line in lines[1::2])
    assert [len(values) for values in history.history.values()] == [20, 20]
    assert int(names["model"].optimizer.iterations) == 220


def test_the_float_type_of_both_halves_is_the_same_by_default():
    assert keras.config.floatx() == "float32"
    for package in ("keras", "reference"):
        model = run(IMPORTS + TODAY, package)["model"]
        assert str(np.asarray(model.predict(np.ones((1, 2)), verbose=0)).dtype) == "float32"
