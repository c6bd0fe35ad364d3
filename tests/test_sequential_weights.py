"""The weights of a Sequential: reading, writing, freezing. `half` is Keras or the NumPy half."""

import warnings

import numpy as np
import pytest
from halves import KERAS, X, both_halves, shapes

from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from keras_notes.sequential import network as keras_network


@both_halves
def test_get_weights_copies_and_set_weights_is_all_or_nothing(half):
    model = half.Sequential([half.Input((3,)), half.Dense(4), half.Dense(2)])
    before = model.get_weights()
    model.get_weights()[0][...] = 7
    new = [np.full(shape, 0.5, "float32") for shape in shapes(model)]
    for wrong in (new[:3], [*new, new[0]], [*new[:2], new[2].T, new[3]], [*new[:3], np.ones(3)]):
        with pytest.raises(ValueError, match="weight|expected"):
            model.set_weights(wrong)
        unchanged = zip(before, model.get_weights(), strict=True)
        assert half is KERAS or all(np.array_equal(a, b) for a, b in unchanged)  # Keras stops half way
        model.set_weights(before)
    model.set_weights(new)
    new[0][...] = 7
    assert all((weight == 0.5).all() for weight in model.get_weights())


@pytest.mark.parametrize("frozen", [[0], [1], [0, 1], [0, 1, 2]])
def test_frozen_layers_stay_and_the_others_learn_as_in_keras(frozen):
    with precision("float64"):
        theirs = keras_network((3, 4, 5, 2))
        for i in frozen:
            theirs.layers[i].trainable = False
        theirs.compile("sgd", "mse")
        ours = twin(theirs)
        start = ours.get_weights()
        for half in (theirs, ours):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                half.fit(X, np.ones((6, 2)), epochs=3, shuffle=False, verbose=0)
            nothing = "The model does not have any trainable weights."
            assert [str(each.message) for each in caught] == [nothing] * (len(frozen) == 3)
    for i, (first, found, expected) in enumerate(
        zip(start, ours.get_weights(), theirs.get_weights(), strict=True)
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        assert np.array_equal(first, found) == (i // 2 in frozen)
    assert [w.shape for w in ours.trainable_weights] == [tuple(w.shape) for w in theirs.trainable_weights]
    assert [w.shape for w in ours.non_trainable_weights] == [
        tuple(w.shape) for w in theirs.non_trainable_weights
    ]


@both_halves
def test_a_whole_model_can_be_frozen(half):
    model = half.Sequential([half.Input((3,)), half.Dense(4), half.Dense(2)])
    model.trainable = False
    assert [layer.trainable for layer in model.layers] == [False, False]
    model.layers[0].trainable = True
    assert (len(model.trainable_weights), len(model.non_trainable_weights)) == (0, 4)
    model.trainable = True
    model.layers[0].trainable = False
    assert (len(model.trainable_weights), len(model.non_trainable_weights)) == (2, 2)


@both_halves
def test_trainable_set_to_what_it_is_changes_nothing_inside(half):
    model = half.Sequential([half.Input((4, 3)), half.Bidirectional(half.SimpleRNN(2)), half.Dense(2)])
    model.layers[0].forward_layer.trainable = False
    model.layers[1].trainable = False
    for thing in (model, model.layers[0]):
        thing.trainable = True
        assert len(model.trainable_weights) == 3
        assert len(model.non_trainable_weights) == 5
    model.trainable = False
    assert not model.trainable_weights
    model.trainable = True
    assert len(model.trainable_weights) == 8
