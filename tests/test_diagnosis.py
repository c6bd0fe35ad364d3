"""The finger on the first wrong layer: every mistake of the catalogue, planted and found by its name."""

import json
import re

import keras
import numpy as np
import pytest
from diagnosed import NETWORKS, question, with_mistake
from without_keras import command_without_keras

import keras_notes
import reference
from keras_notes import diagnose
from keras_notes.diagnosis import MISTAKES
from keras_notes.diagnosis.mistakes.mistake import mistake
from keras_notes.diagnosis.truth import copy_of, random_layers
from reference.layers import GRU, LSTM, BatchNormalization, Dense, Dropout, Input, SimpleRNN
from reference.models import Sequential

X = np.random.default_rng(3).normal(size=(5, 4))


def places(asked, each):
    """Where the mistake can be made: in the loss, or in the layers one by one."""
    return [None] if isinstance(asked.loss, each.kinds) else range(len(asked.model.layers))


@pytest.mark.parametrize("name", MISTAKES)
def test_every_mistake_is_found_by_its_name(name):
    """In the first network and the first layer in which it shows."""
    each = MISTAKES[name]
    for network in NETWORKS:
        asked = question(network)
        for at in places(asked, each):
            wrong = with_mistake(asked, each, at)
            if wrong is None:
                continue
            found = diagnose(asked.model, asked.x, wrong, asked.y, asked.loss, asked.training)
            owner = "loss" if at is None else asked.model.layers[at].name
            assert (found.mistake, found.layer) == (name, owner), found
            assert found.sentence.startswith(
                f"your {owner} equals ours with {each.yours}; Keras {each.keras}"
            )
            assert not found.agrees
            return
    pytest.fail(f"{name} changes nothing in any network")


def test_there_are_many():
    assert len(MISTAKES) >= 100


def test_names_are_given_once():
    def kernel_flipped(layer):
        return None

    with pytest.raises(ValueError, match="two mistakes are called kernel_flipped"):
        mistake(Dense, yours="", keras="")(kernel_flipped)


# ------------------------------------------------------------------ few numbers, and several mistakes


def network():
    model = Sequential([Input((4,)), Dense(4, "tanh"), Dense(3, "relu"), Dense(2, "softmax")])
    rng = np.random.default_rng(1)
    model.set_weights([rng.normal(size=weight.shape) for weight in model.weights])
    return model


def outputs(x, weights, bias=True, transposed=(), sums=None):
    """A learner's network, straight down, in a loop."""
    found = []
    for i in range(3):
        kernel, b = weights[2 * i : 2 * i + 2]
        z = x @ (kernel.T if i in transposed else kernel) + (b if bias else 0)
        x = [np.tanh(z), np.maximum(z, 0), np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)][i]
        found.append(x)
    return found


def test_all_agree():
    model = network()
    found = diagnose(model, X, lambda x: outputs(x, model.get_weights()))
    assert found.agrees
    assert found.sentence == "All agree: dense, dense_1, dense_2."
    assert "departs" not in str(found)
    assert json.loads(found.to_json())["agrees"] is True


def test_the_last_output_alone_shows_a_mistake_in_the_middle():
    model = network()
    last = outputs(X, model.get_weights(), transposed=[0])[-1]
    found = diagnose(model, X, {"dense_2": last})
    assert (found.first, found.layer, found.mistake) == ("dense_2", "dense", "kernel_transposed")
    assert found.sentence.endswith("with a kernel of shape (inputs, units).")


def test_a_mistake_in_every_layer():
    model = network()
    found = diagnose(model, X, {"dense_2": outputs(X, model.get_weights(), bias=False)[-1]})
    assert found.layer == "dense, dense_1 and dense_2"
    assert found.mistake == "bias_forgotten"


def test_a_second_mistake_is_told_of():
    model = network()
    first, second, last = outputs(X, model.get_weights(), transposed=[0])
    found = diagnose(model, X, [first, second + 1, last])
    assert found.mistake == "kernel_transposed"
    assert found.sentence.endswith("It does not explain your dense_1: correct it, and look again.")
    found = diagnose(model, X, [first, second, last])
    assert found.sentence.endswith("It explains all that comes after, too.")


def test_mistakes_that_give_the_same_numbers_are_all_named():
    """Without the loss itself, ½ Σ² and a forgotten factor 2 are one and the same."""
    model, y = network(), np.ones((5, 2))
    right = reference.gradients(model, X, y, "mse")
    halved = {f"d {name}": grad / 2 for name, grad in right.weights.items()}
    found = diagnose(model, X, halved, y, "mse")
    named = {
        found.mistake,
        *(each.name for each in MISTAKES.values() if each.sentence("loss") in found.others),
    }
    assert named == {"half_of_the_squared_error", "gradient_without_its_2"}
    assert "The same numbers would come of this" in str(found)


def back_through_time(x, y, weights, late):
    """A learner's gradient of the recurrent kernel, and what it should be."""
    kernel, recurrent, bias = weights
    h = [np.zeros((len(x), len(recurrent)))]
    for t in range(x.shape[1]):
        h.append(np.tanh(x[:, t] @ kernel + h[-1] @ recurrent + bias))
    dh, total = 2 * (h[-1] - y) / y.size, 0
    for t in reversed(range(x.shape[1])):
        dz = dh * (1 - h[t + 1] ** 2)
        total, dh = total + h[t + late].T @ dz, dz @ recurrent.T
    return {"d simple_rnn/recurrent_kernel": total}


@pytest.mark.parametrize(("late", "name"), [(0, None), (1, "recurrent_gradient_a_step_late")])
def test_a_learner_s_own_way_back_through_time(late, name):
    """Not the wrong variant against itself: written down independently."""
    rng = np.random.default_rng(2)
    model = copy_of(Sequential([Input((5, 3)), SimpleRNN(4)]), "float64")
    model.set_weights([rng.normal(size=weight.shape) for weight in model.weights])
    x, y = rng.normal(size=(6, 5, 3)), rng.normal(size=(6, 4))
    yours = back_through_time(x, y, model.get_weights(), late)
    assert diagnose(model, x, yours, y, "mse").mistake == name


def test_of_one_mistake_the_fewest_places_are_named():
    """Made in the first layer, too, it gives the same numbers: nobody asks for the gradient of x."""
    asked, name = question("square"), "input_gradient_through_the_kernel"
    yours = with_mistake(asked, MISTAKES[name], 1)
    del yours["d input"]
    found = diagnose(asked.model, asked.x, yours, asked.y, asked.loss)
    assert (found.mistake, found.layer, found.others) == (name, "dense_1", ())


def test_a_learner_s_own_slope_behind_the_crossentropy():
    model, y = network(), np.eye(2)[[0, 1, 0, 1, 0]]
    _, hidden, a = outputs(X, model.get_weights())
    dz = (a - y) / len(y) * a * (1 - a)
    grads = {"d dense_2/kernel": hidden.T @ dz, "d dense_2/bias": dz.sum(axis=0)}
    found = diagnose(model, X, grads, y, "categorical_crossentropy")
    assert (found.layer, found.mistake) == ("dense_2", "entries_slope_behind_the_crossentropy")


# ------------------------------------------------------------------ forms of what is yours


def test_every_form_of_yours(tmp_path):
    model, y = network(), np.ones((5, 2))
    first, second, last = outputs(X, model.get_weights())
    np.savez(tmp_path / "yours.npz", dense=first, dense_2=last)
    forms = [
        {"dense": first.tolist(), "dense_2": last},
        [first, second, last],
        (first, second, last),
        tmp_path / "yours.npz",
        str(tmp_path / "yours.npz"),
        lambda x: {"dense": np.tanh(x @ model.layers[0].kernel + model.layers[0].bias)},
        reference.trace(model, X),
        reference.gradients(model, X, y, "mse"),
        {"dense/kernel": reference.gradients(model, X, y, "mse").weights["dense/kernel"]},
        {
            "input": reference.gradients(model, X, y, "mse").inputs,
            "loss": reference.gradients(model, X, y, "mse").loss,
        },
        {"dense/z": X @ model.layers[0].kernel + model.layers[0].bias},
    ]
    for yours in forms:
        assert diagnose(model, X, yours, y, "mse").agrees, yours
    model.save(tmp_path / "model.keras")
    assert diagnose(tmp_path / "model.keras", X, [first, second, last]).agrees


def test_a_keras_model_and_its_losses():
    keras.utils.clear_session(free_memory=False)
    theirs = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "tanh"), keras.layers.Dense(2)])
    theirs.compile("sgd", keras.losses.MeanSquaredError())
    y = np.ones((5, 2))
    grads = keras_notes.gradients(theirs, X, y)
    assert diagnose(theirs, X, grads, y).agrees
    assert diagnose(theirs, X, keras_notes.trace(theirs, X), training=True).agrees
    summed = {"d dense/kernel": grads.weights["dense/kernel"] * 5}
    assert diagnose(theirs, X, summed, y, keras.losses.mean_squared_error).layer == "loss"


# ------------------------------------------------------------------ rounding is no mistake


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_gradient_that_is_0_but_for_rounding(dtype):
    """That of a bias in front of a BatchNormalization."""
    layers = [Dense(4, dtype=dtype), BatchNormalization(dtype=dtype), Dense(2, dtype=dtype)]
    model, y = Sequential([Input((4,), dtype=dtype), *layers]), X[:, :2]
    grads = {f"d {name}": grad for name, grad in reference.gradients(model, X, y, "mse").weights.items()}
    assert np.abs(grads["d dense/bias"]).max() < 1e-6
    noise = 4 * np.finfo(dtype).eps * np.array([0.01, -0.02, 0, 0.01], dtype)
    assert diagnose(model, X, grads | {"d dense/bias": noise}, y, "mse").agrees
    found = diagnose(model, X, grads | {"d dense/bias": grads["d dense/bias"] + 1e-4}, y, "mse")
    assert found.first == "d dense/bias"


def test_a_small_gradient_is_not_0():
    """Of saturated units: judged by its own size, not by that of the others."""
    model, y = network(), X[:, :2]
    weights = model.get_weights()
    model.set_weights([weights[0], weights[1] + 15, *weights[2:]])
    grads = reference.gradients(copy_of(model, "float64"), X, y, "mse").weights
    assert 0 < np.abs(grads["dense/kernel"]).max() < 1e-5 * np.abs(grads["dense_2/kernel"]).max()
    wrong = grads | {"dense/kernel": grads["dense/kernel"].T}
    assert diagnose(model, X, wrong, y, "mse").mistake == "kernel_gradient_transposed"
    assert diagnose(model, X, reference.gradients(model, X, y, "mse"), y, "mse").agrees  # 1 - tanh² is 0 here


def test_the_tolerance_may_be_0():
    model = copy_of(network(), "float64")
    assert diagnose(model, X, reference.trace(model, X), tolerance=0.0).agrees
    assert not diagnose(model, X, reference.trace(network(), X), tolerance=0.0).agrees


def test_what_is_no_number_in_both_is_no_difference():
    model, x = network(), np.where(X > 1, np.nan, X)
    right = np.asarray(model.layers[0](x), "float64")
    assert np.isnan(right).any()
    assert diagnose(model, x, {"dense": right}).agrees
    found = diagnose(model, x, {"dense": np.nan_to_num(right)})
    assert re.search("0% of it are NaN or infinite, of Keras's [1-9]", found.sentence)


def test_a_stateful_layer_goes_on_from_its_states():
    model = Sequential([Input(batch_shape=(3, 4, 2)), LSTM(2, stateful=True), Dense(1)])
    x = np.random.default_rng(0).normal(size=(3, 4, 2)).astype("float32")
    model.layers[0](x)
    second, _ = model.layers[0].forward(x)
    assert diagnose(model, x, {"lstm": second}).agrees


def test_random_layers_are_told_of():
    model, y = Sequential([Input((4,)), Dense(4), Dropout(0.5), Dense(2)]), X[:, :2]
    found = diagnose(model, X, reference.gradients(model, X, y, "mse"), y, "mse")
    assert found.sentence.endswith(" the random numbers of dropout are not yours: compare at the rate 0.")
    assert diagnose(model, X, reference.trace(model, X)).agrees
    for rate, drawing in ((0.0, []), (0.2, ["gru"])):
        assert random_layers(Sequential([Input((5, 3)), GRU(2, dropout=rate), Dense(2)])) == drawing


# ------------------------------------------------------------------ without a mistake of the catalogue

RIGHT = outputs(X, network().get_weights())[0]
HINTS = {
    "the same, transposed": (
        RIGHT.T,
        r"its shape is \(4, 5\), Keras's is \(5, 4\): .* transpose\(\(1, 0\)\) makes",
    ),
    "in another shape": (RIGHT.reshape(5, 2, 2), "the same numbers in the same order"),
    "of another size": (RIGHT[:3], r"its shape is \(3, 4\), Keras's is \(5, 4\)\.$"),
    "times the batch": (5 * RIGHT, "it is 5 times ours: the batch"),
    "a third": (RIGHT / 3, "it is 0.333333 times ours"),
    "a half of it": (RIGHT / 2, "it is 0.5 times ours: 1 / the outputs"),
    "with an offset": (RIGHT + 0.25, "it is ours plus 0.25 everywhere"),
    "units in another order": (RIGHT[:, [2, 0, 3, 1]], r"the last axis\) in the order \[2, 0, 3, 1\]"),
    "not numbers": (np.where(RIGHT > 0, np.nan, RIGHT), "of it are NaN or infinite"),
    "a single entry": (
        RIGHT + np.eye(5, 4) * [0, 0, 1, 0],
        r"5% of its entries depart, all in 1 of 5 rows; first at \[2, 2\]: yours .* ours",
    ),
    "rounded a little": (
        RIGHT * (1 + 3e-5 * np.sign(X)),
        r"ours but for 3.0e-05 of the largest entry: rounding, .* tolerance=1e-04 takes it for equal",
    ),
    "rounded": (np.round(RIGHT, 3), "another epsilon, an approximation, or float16"),
    "something else": (np.cos(RIGHT), r"100% of its entries depart; first at \[0, 0\]"),
    "nothing": (0 * RIGHT, "100% of its entries depart"),
}


@pytest.mark.parametrize("kind", HINTS)
def test_what_else_can_be_said(kind):
    yours, message = HINTS[kind]
    found = diagnose(network(), X, {"dense": yours})
    assert (found.first, found.mistake) == ("dense", None)
    assert found.sentence.startswith("your dense is the first to depart: ")
    assert pytest.approx(0) != found.tensors[0].relative
    assert re.search(message, found.sentence), found.sentence


def test_axes_in_another_order_of_one_size():
    model = Sequential([Input((3, 3)), Dense(3)])
    x = np.random.default_rng(0).normal(size=(3, 3, 3))
    found = diagnose(model, x, [model(x).transpose(1, 0, 2)])
    assert "it is ours with the axes in another order" in found.sentence


# ------------------------------------------------------------------ refused

TARGETS = {"y": X[:, :2], "loss": "mse"}


@pytest.mark.parametrize(
    ("yours", "options", "message"),
    [
        ({}, {}, "yours is empty"),
        ([RIGHT], {}, "yours has 1 arrays, the model 3 layers: dense, dense_1, dense_2"),
        (
            {"hidden": X},
            {},
            "there is nothing named 'hidden' in the model; there are dense/z, dense, dense_1/z",
        ),
        ({"loss": 1.0}, {}, "'loss' needs y, and a loss or a compiled model"),
        ({"d dense": X}, {}, "'d dense' needs y, and a loss"),
        (
            {"dense/bias": [1, 2, 3, 4], "d dense/bias": [1, 2, 3, 4]},
            TARGETS,
            "'d dense/bias' is given twice",
        ),
        ({"dense": [["a"]]}, {}, "dense: expected numbers, got <U1"),
        ({"dense": [[1], [1, 2]]}, {}, "dense: setting an array element"),
        (3, {}, "yours must be a dict, a list, a path or a function, got int"),
        ({"dense": RIGHT}, {"y": X}, "y was given without a loss"),
        ({"dense": RIGHT}, {"loss": "mse"}, "a loss needs targets"),
        ({"dense": RIGHT}, {"y": X, "loss": "evil"}, "unknown loss 'evil'"),
        (
            {"d dense_2": RIGHT},
            {"y": np.eye(2)[[0, 1, 0, 1, 0]], "loss": "categorical_crossentropy"},
            "there is no gradient 'd dense_2': nothing leads back to it",
        ),
    ],
)
def test_what_is_refused(yours, options, message):
    with pytest.raises(ValueError, match=message):
        diagnose(network(), X, yours, **options)


def test_an_input_that_does_not_fit():
    with pytest.raises(ValueError, match="expected an input of shape"):
        diagnose(network(), X[:, :2], {"dense": RIGHT})
    with pytest.raises(ValueError, match="at least one sample"):
        diagnose(network(), X[:0], {"dense": RIGHT[:0]})


# ------------------------------------------------------------------ the command


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A model with its data, and the outputs of an LSTM with its gates in another order."""
    monkeypatch.chdir(tmp_path)
    model = Sequential([Input((5, 3)), LSTM(4), Dense(2)])
    rng = np.random.default_rng(0)
    model.set_weights([rng.normal(size=weight.shape) for weight in model.weights])
    x = rng.normal(size=(3, 5, 3))
    model.save("model.keras")
    np.savez("x.npz", x=x)
    asked = model.get_weights()
    order = np.r_[0:4, 4:8, 12:16, 8:12]
    other = Sequential([Input((5, 3)), LSTM(4), Dense(2)])
    other.set_weights([*(weight[..., order] for weight in asked[:3]), *asked[3:]])
    hidden = other.layers[0](x)
    np.savez("yours.npz", lstm=hidden, dense=other(x))
    np.savez("right.npz", lstm=model.layers[0](x))
    return tmp_path


def run(*arguments):
    found = command_without_keras("diagnose", *arguments)
    return found.returncode, found.stdout, found.stderr


def test_the_command_needs_no_keras(files):
    status, out, err = run("model.keras", "yours.npz", "--inputs", "x.npz", "--json", "found.json")
    assert (status, err) == (1, "")
    assert "your lstm equals ours with gates in the order i, f, o, c; Keras stores i, f, c, o." in " ".join(
        out.split()
    )
    found = json.loads((files / "found.json").read_text())
    assert (found["layer"], found["mistake"]) == ("lstm", "gates_in_the_order_ifoc")
    assert [each["name"] for each in found["tensors"]] == ["lstm", "dense"]
    assert run("model.keras", "right.npz", "--inputs", "x.npz")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.keras", "yours.npz", "--inputs", "x.npz"], "no such file: nowhere.keras"),
        (["x.npz", "yours.npz", "--inputs", "x.npz"], "the file's name must end in .keras, got 'x.npz'"),
        (["model.keras", "nowhere.npz", "--inputs", "x.npz"], "no such file: nowhere.npz"),
        (["model.keras", "model.keras", "--inputs", "x.npz"], "there is nothing named"),
        (
            ["model.keras", "yours.npz", "--inputs", "yours.npz"],
            "expected the arrays x and y, or x alone, found lstm",
        ),
        (
            ["model.keras", "x.npz", "--inputs", "x.npz"],
            "there is nothing named 'x' in the model; there are lstm",
        ),
        (["model.keras", "yours.npz", "--inputs", "right.npz"], "expected an input of shape"),
        (
            ["model.keras", "yours.npz", "--inputs", "x.npz", "--json", "no/where.json"],
            "there is no folder no",
        ),
        (["model.keras", "yours.npz", "--inputs", "x.npz", "--loss", "mse"], "a loss needs targets"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(files, arguments, message, capsys, monkeypatch):
    from keras_notes.cli import app

    with pytest.raises(SystemExit) as stopped:
        app(["diagnose", *arguments])
    told = capsys.readouterr()
    assert stopped.value.code == 2
    assert not told.out
    (line,) = told.err.splitlines()
    assert line.startswith("keras-notes: ")
    assert message in line
