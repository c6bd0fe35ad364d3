"""Sequential on both halves: building, growing, shrinking, weights. `half` is Keras or the NumPy half."""

import keras
import numpy as np
import pytest
from halves import NUMPY, X, both_halves, shapes
from parity_rows import parity_of

from keras_notes.sequential import collapse as keras_collapse
from keras_notes.sequential import network as keras_network
from reference.sequential import collapse, network

test_parity = parity_of("sequential")


@pytest.fixture(autouse=True)
def _names_start_anew():
    keras.utils.clear_session(free_memory=False)


def old_way(half, *layers):
    """A model of these (class, arguments), built with `input_shape=`; the warning is expected."""
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`/`input_dim` argument to a layer"):
        return half.Sequential([getattr(half, name)(*args, **kwargs) for name, args, kwargs in layers])


@both_halves
def test_with_an_input_the_weights_are_there_at_once(half):
    model = half.Sequential([half.Input((3,)), half.Dense(4, "relu"), half.Dense(2)])
    assert model.built
    assert [type(layer).__name__ for layer in model.layers] == ["Dense", "Dense"]
    assert shapes(model) == [(3, 4), (4,), (4, 2), (2,)]
    assert (model.input_shape, model.output_shape) == ((None, 3), (None, 2))
    assert (model.count_params(), model.layers[1].count_params()) == (26, 10)


@both_halves
def test_without_one_they_come_with_the_first_data(half):
    model = half.Sequential([half.Dense(4), half.Dense(2)])
    assert not model.built
    assert model.weights == []
    for unbuilt in (model, model.layers[0]):
        with pytest.raises(ValueError, match="built"):
            unbuilt.count_params()
    assert tuple(model(X).shape) == (6, 2)
    assert model.built
    assert shapes(model) == [(3, 4), (4,), (4, 2), (2,)]
    with pytest.raises(ValueError, match=r"(?s)expected.* 3"):
        model(X[:, :2])


@both_halves
def test_build_by_hand_and_not_for_another_shape(half):
    model = half.Sequential([half.Dense(4)])
    model.build((None, 3))
    before = model.get_weights()
    model.build((None, 3))
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    with pytest.raises(ValueError, match=r"input.*\(None, 3\).*\(None, 5\)"):
        model.build((None, 5))
    with pytest.raises(ValueError, match="no layers"):
        half.Sequential().build((None, 3))
    with pytest.raises(ValueError, match="no layers"):
        half.Sequential()(X)


@both_halves
@pytest.mark.parametrize("argument", [{"input_shape": (3,)}, {"input_dim": 3}])
def test_input_shape_on_the_first_layer_builds_and_warns(half, argument):
    model = old_way(half, ("Dense", (4,), argument), ("Dense", (2,), {}))
    assert shapes(model) == [(3, 4), (4,), (4, 2), (2,)]
    assert model.input_shape == (None, 3)


@both_halves
def test_input_shape_on_a_later_layer_warns_and_says_nothing(half):
    model = old_way(half, ("Input", ((3,),), {}), ("Dense", (4,), {}), ("Dense", (2,), {"input_shape": (7,)}))
    assert shapes(model) == [(3, 4), (4,), (4, 2), (2,)]
    assert not old_way(half, ("Dense", (4,), {}), ("Dense", (2,), {"input_shape": (4,)})).built


@both_halves
def test_adding_and_popping(half):
    model = half.Sequential()
    model.add(half.Input((3,)))
    for units in (4, 5, 2):
        model.add(half.Dense(units))
    last = model.pop()
    assert last.units == 2
    assert (shapes(model), model.output_shape) == ([(3, 4), (4,), (4, 5), (5,)], (None, 5))
    model.add(half.Dense(6))
    assert tuple(model(X).shape) == (6, 6)
    while model.layers:
        model.pop()
    assert not model.built
    model.add(half.Dense(7))  # the Input has stayed
    assert shapes(model) == [(3, 7), (7,)]


@both_halves
def test_there_may_be_nothing_to_pop(half):
    with pytest.raises(IndexError):
        half.Sequential().pop()


@both_halves
def test_what_may_not_be_added(half):
    for wrong in ("relu", None, half.Dense):
        with pytest.raises(ValueError, match=r"(?i)layer"):
            half.Sequential([half.Dense(3), wrong])
    with pytest.raises(ValueError, match="input shape"):
        half.Sequential([half.Input((3,)), half.Input((3,))])
    with pytest.raises(ValueError, match=r"name.*'twice'"):
        half.Sequential([half.Dense(3, name="twice"), half.Dense(3, name="twice")])


def test_stricter_than_keras():
    """An Input behind a layer, one layer in two places, and layers of two float types."""
    dense = NUMPY.Dense(3)
    for layers, message in (
        ([NUMPY.Dense(3), NUMPY.Input((3,))], "the input shape is given once, before all layers"),
        ([dense, dense], "is in the model already"),
        ([NUMPY.Dense(3, dtype="float64"), NUMPY.Dense(3)], "dense_1 is float32, the model float64"),
    ):
        with pytest.raises(ValueError, match=message):
            NUMPY.Sequential(layers)
    model = network((3, 4))
    for wrong in (NUMPY.Dense(3, dtype="float64"), NUMPY.Input((4,)), model.layers[0], "relu"):
        with pytest.raises(ValueError, match=r"sequential(\.add)?:"):
            model.add(wrong)
    assert shapes(model) == [(3, 4), (4,)]


@both_halves
def test_names(half):
    model = half.Sequential(
        [half.Dense(2), half.Dense(2), half.Dense(2, name="out"), half.Flatten(), half.Dense(2)]
    )
    assert [layer.name for layer in model.layers] == ["dense", "dense_1", "out", "flatten", "dense_2"]
    assert half.Sequential(name="pets").name == "pets"


@both_halves
def test_open_and_fixed_sizes(half):
    assert half.Sequential([half.Input((None, 3)), half.Dense(4)]).output_shape == (None, None, 4)
    fixed = half.Sequential([half.Input(batch_shape=(5, 3)), half.Dense(4)])
    assert (fixed.input_shape, fixed.output_shape) == ((5, 3), (5, 4))


def test_network_and_collapse_refuse_what_they_cannot_do():
    for sizes in ((3,), ()):
        with pytest.raises(ValueError, match="at least an input and an output"):
            network(sizes)
    with pytest.raises(ValueError, match="dense is not a Dense layer without activation"):
        collapse(network((3, 4, 2)))
    model = network((3, 4, 2), hidden=None, output=None)
    before = model(X)
    for kernel, bias in (collapse(model), keras_collapse(twin_of(model))):
        np.testing.assert_allclose(X @ kernel + bias, before, rtol=1e-5, atol=1e-6)


def twin_of(model):
    """The Keras model with the weights of a NumPy one."""
    theirs = keras_network((3, 4, 2), hidden=None, output=None)
    theirs.set_weights(model.get_weights())
    return theirs
