"""The summary, letter by letter; configurations, there and back."""

import json

import keras
import numpy as np
import pytest
from halves import KERAS, NUMPY, X, both_halves, shapes

from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.sequential import network as keras_network
from reference.layers import Activation, Dense, Flatten, Input
from reference.sequential import Sequential, network


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    keras.utils.clear_session(free_memory=False)


def summary(model):
    printed = []
    model.summary(print_fn=printed.append)
    return "\n".join(printed).splitlines()


def stack(half, *layers, **kwargs):
    return half.Sequential(
        [getattr(half, name)(*args, **options) for name, args, options in layers], **kwargs
    )


MODELS = {
    "nothing": (),
    "2-3-2": (("Input", [(2,)], {}), ("Dense", [3, "relu"], {}), ("Dense", [2, "softmax"], {})),
    "784-16-16-10": (("Input", [(784,)], {}), *[("Dense", [units], {}) for units in (16, 16, 10)]),
    "pictures": (("Input", [(8, 8, 3)], {}), ("Flatten", [], {}), ("Dense", [4, None, False], {})),
    "megabytes": (("Input", [(1000,)], {}), ("Dense", [2000], {}), ("Activation", ["relu"], {})),
    "unbuilt": (("Dense", [3], {}), ("Dense", [2], {})),
    "a word too many": (("Input", [(3,)], {}), ("Dense", [4], {"name": "the_first_and_only_hidden_layer"})),
    "a word too long": (("Input", [(3,)], {}), ("Dense", [4], {"name": "x" * 50})),
    "many axes": (("Input", [(1000, 1000, 1000, 20)], {}), ("Dense", [30], {})),
}


@pytest.mark.parametrize("layers", MODELS.values(), ids=MODELS)
def test_summary_is_that_of_keras(layers):
    found, expected = (summary(stack(half, *layers, name="model")) for half in (NUMPY, KERAS))
    assert found == expected


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_summary_of_a_trained_and_partly_frozen_model(dtype, optimizer):
    with precision(dtype):
        theirs = keras_network((3, 4, 5, 2))
        theirs.layers[1].trainable = False
        theirs.compile(optimizer, "mse")
        ours = twin(theirs)
        assert summary(ours) == summary(theirs)
        for half in (theirs, ours):
            half.fit(X, np.ones((6, 2)), verbose=0)
        assert summary(ours) == summary(theirs)


def test_summary_prints_by_itself(capsys):
    model = network((2, 3, 2))
    model.summary()
    assert capsys.readouterr().out.splitlines() == summary(model)


@both_halves
def test_a_configuration_makes_the_same_model_with_weights_of_its_own(half):
    for layers in MODELS.values():
        model = stack(half, *layers)
        other = half.Sequential.from_config(model.get_config())
        assert other.get_config() == model.get_config()
        assert (other.name, other.built, shapes(other)) == (model.name, model.built, shapes(model))
        assert all(a is not b for a, b in zip(model.weights, other.weights, strict=True))


@pytest.mark.parametrize("layers", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize("through_json", [False, True])
def test_the_configuration_of_one_half_makes_the_other(layers, through_json):
    theirs = stack(KERAS, *layers, name="model")
    config = theirs.get_config()
    ours = Sequential.from_config(json.loads(json.dumps(config)) if through_json else config)
    assert summary(ours) == summary(theirs)
    for layer, original in zip(ours.layers, theirs.layers, strict=True):
        shared = layer.get_config()
        expected = original.get_config() | {"dtype": "float32"}
        assert {key: expected[key] for key in shared} == shared
        back = type(original).from_config(shared)
        assert back.get_config() == original.get_config()


def test_what_a_configuration_may_not_ask_for():
    config = keras_network((3, 2)).get_config()
    for entry, change, message in (
        (1, {"class_name": "Conv4D"}, "no layer named 'Conv4D' here; there are .*Dense"),
        (
            1,
            {"config": {"units": 3, "lora_rank": 2}},
            r"does not support .*'lora_rank': 2",
        ),
        (0, {"config": {"batch_shape": (None, 3), "sparse": True}}, r"does not support \{'sparse': True\}"),
    ):
        layers = [dict(each) for each in config["layers"]]
        layers[entry] |= change
        with pytest.raises(ValueError, match=message):
            Sequential.from_config(config | {"layers": layers})


def test_a_model_shows_its_name_and_whether_it_is_built():
    assert repr(Sequential(name="pets")) == "<Sequential name=pets, built=False>"
    layers = [Input((2, 2)), Flatten(), Dense(1), Activation("tanh")]
    assert repr(Sequential(layers)) == "<Sequential name=sequential, built=True>"
