"""Orders and integers: `shuffle`, `randint`, the order of the samples in `fit`, and what one seed decides."""

import random

import keras
import numpy as np
import pytest
import tensorflow as tf

import reference.layers
from keras_notes.parity.seeded import seeded
from reference.random import (
    EpochOrders,
    SeedGenerator,
    get_random_seed,
    make_default_seed,
    randint,
    set_random_seed,
    shuffle,
    uniform,
)
from reference.random.orders import shuffled_order
from reference.random.seeds import forget_random_seed

SEEDS = (0, 5, 2**31 - 2, 2**31 - 1, 2**32 - 1)


@pytest.fixture(autouse=True)
def _no_seed_afterwards():
    yield
    forget_random_seed()
    tf.random.set_seed(None)


def in_keras_s_order(samples, **fit):
    """The numbers of the samples in the order in which Keras's `fit` visits them."""
    seen = []

    class Watch(keras.layers.Layer):
        def call(self, x, training=False):
            if training:
                seen.extend(np.asarray(x).ravel().astype(int).tolist())
            return x

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, trainable=False), Watch()])
    model.layers[0].set_weights([np.ones((1, 1)), np.zeros(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    x = np.arange(samples, dtype="float32")[:, None]
    with pytest.warns(UserWarning, match="trainable weights"):
        model.fit(x, x, verbose=0, **fit)
    return seen


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mode", [True, "batch"])
def test_the_order_of_fit_is_keras_s_in_every_epoch(seed, mode):
    with seeded(seed):
        theirs = in_keras_s_order(13, batch_size=6, epochs=2, shuffle=mode)
        orders = EpochOrders(13, 6, mode)
        assert theirs == [*orders.next(), *orders.next()]
        assert theirs[:13] == theirs[13:]
        assert sorted(theirs[:13]) == list(range(13))


def test_the_order_by_hand():
    """Words of the generator with the key (1, 0): w mod 4 = 1, w mod 3 = 1 and w mod 2 = 1 swap 0 and 1 …"""
    order = shuffled_order(4, 1)
    assert sorted(order) == [0, 1, 2, 3]
    with seeded(1):
        assert tf.random.shuffle(tf.range(4), seed=None) is not None  # an op of its own has a seed of its own
        assert in_keras_s_order(4, batch_size=4) == order.tolist()


def test_sizes_of_0_and_1_need_no_words():
    assert shuffled_order(0, 3).tolist() == []
    assert shuffled_order(1, 3).tolist() == [0]
    assert EpochOrders(3, 1, "batch").next().tolist() == [0, 1, 2]


def test_without_a_seed_every_epoch_has_another_order_from_numpy_s_generator():
    assert get_random_seed() is None
    python = random.getstate()
    orders = EpochOrders(50, 10, True)
    first, second = orders.next().tolist(), orders.next().tolist()
    assert first != second
    assert sorted(first) == sorted(second) == list(range(50))
    within = EpochOrders(6, 4, "batch").next()
    assert sorted(within[:4]) == [0, 1, 2, 3]
    assert sorted(within[4:]) == [4, 5]
    assert random.getstate() == python
    assert EpochOrders(5, 2, False).next() is None


def test_the_seed_that_was_set_last():
    with seeded(3):
        assert get_random_seed() == 3
        set_random_seed(4)
        assert get_random_seed() == 4
        with pytest.raises(ValueError, match="seed must lie between"):
            set_random_seed(-1)
        assert get_random_seed() == 4
    assert get_random_seed() is None


def test_draws_without_a_seed_go_on_as_keras_s_do():
    with seeded(6):
        theirs = [np.asarray(keras.random.uniform((3,))) for _ in range(3)]
        theirs_after = keras.random.SeedGenerator().state.numpy()
    with seeded(6):
        ours = [uniform((3,)) for _ in range(3)]
        after = SeedGenerator().state
    np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(after, theirs_after)
    assert not np.array_equal(ours[0], ours[1])


def test_seeded_leaves_the_other_generators_alone():
    before = random.getstate(), np.random.get_state()[1].tolist()
    with seeded(6):
        make_default_seed()
        np.random.rand(3)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_shuffle_moves_whole_rows(axis):
    x = np.arange(24).reshape(4, 6)
    found = shuffle(x, axis, seed=9)
    np.testing.assert_array_equal(found, np.asarray(keras.random.shuffle(x, axis, seed=9)))
    assert sorted(found.ravel()) == list(range(24))


def test_shuffle_and_randint_with_a_generator_go_on():
    theirs, ours = keras.random.SeedGenerator(3), SeedGenerator(3)
    for _ in range(2):
        np.testing.assert_array_equal(
            shuffle(np.arange(9), seed=ours), np.asarray(keras.random.shuffle(np.arange(9), seed=theirs))
        )
        np.testing.assert_array_equal(
            randint((4,), 0, 99, seed=ours), np.asarray(keras.random.randint((4,), 0, 99, seed=theirs))
        )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((3,), 5, 5), "minval must be less than maxval, got 5 and 5"),
        (((3,), 0.0, 5), "minval must be an integer, got 0.0"),
        (((3,), 0, True), "maxval must be an integer, got True"),
        (((3,), 0, 2**31), "maxval must fit into int32, got 2147483648"),
        (((3,), 0, 5, "float32"), "dtype must be one of .*int64.*, got 'float32'"),
        ((3, 0, 5), "shape must be a tuple"),
    ],
)
def test_randint_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        randint(*arguments)


@pytest.mark.parametrize("axis", [1, -2, True, None])
def test_shuffle_refuses_axes_that_are_not_there(axis):
    with pytest.raises(ValueError, match="axis must be one of the 1 axes"):
        shuffle(np.arange(3), axis)


# ------------------------------------------------------------------ whole layers

LAYERS = {
    "Dense": ({"units": 3}, (4, 5)),
    "EinsumDense": ({"equation": "ab,bc->ac", "output_shape": 3}, (4, 5)),
    "Embedding": ({"input_dim": 6, "output_dim": 3}, (4, 5)),
    "ReversibleEmbedding": ({"input_dim": 6, "output_dim": 3, "tie_weights": False}, (4, 5)),
    "PReLU": ({"alpha_initializer": "random_normal"}, (4, 5)),
    "Conv1D": ({"filters": 3, "kernel_size": 2}, (4, 5, 2)),
    "Conv2D": ({"filters": 3, "kernel_size": 2}, (4, 5, 6, 2)),
    "Conv3D": ({"filters": 3, "kernel_size": 2}, (2, 3, 4, 5, 2)),
    "Conv1DTranspose": ({"filters": 3, "kernel_size": 2}, (4, 5, 2)),
    "Conv2DTranspose": ({"filters": 3, "kernel_size": 2}, (4, 5, 6, 2)),
    "Conv3DTranspose": ({"filters": 3, "kernel_size": 2}, (2, 3, 4, 5, 2)),
    "DepthwiseConv1D": ({"kernel_size": 2}, (4, 5, 2)),
    "DepthwiseConv2D": ({"kernel_size": 2}, (4, 5, 6, 2)),
    "SeparableConv1D": ({"filters": 3, "kernel_size": 2}, (4, 5, 2)),
    "SeparableConv2D": ({"filters": 3, "kernel_size": 2}, (4, 5, 6, 2)),
    "SimpleRNN": ({"units": 3, "dropout": 0.25}, (4, 5, 2)),
    "LSTM": ({"units": 3, "recurrent_dropout": 0.25}, (4, 5, 2)),
    "GRU": ({"units": 3, "dropout": 0.25, "recurrent_dropout": 0.5}, (4, 5, 2)),
    "ConvLSTM1D": ({"filters": 3, "kernel_size": 2, "dropout": 0.25}, (2, 3, 6, 2)),
    "ConvLSTM2D": ({"filters": 2, "kernel_size": 2}, (2, 3, 4, 5, 2)),
    "BatchNormalization": ({"gamma_initializer": "random_uniform"}, (4, 5)),
    "LayerNormalization": ({"beta_initializer": "truncated_normal"}, (4, 5)),
    "Dropout": ({"rate": 0.5}, (4, 5)),
    "SpatialDropout1D": ({"rate": 0.5}, (4, 5, 2)),
    "SpatialDropout2D": ({"rate": 0.5}, (4, 5, 6, 2)),
    "SpatialDropout3D": ({"rate": 0.5}, (4, 2, 3, 2, 2)),
    "AlphaDropout": ({"rate": 0.5}, (4, 5)),
    "GaussianDropout": ({"rate": 0.5}, (4, 5)),
    "GaussianNoise": ({"stddev": 0.5}, (4, 5)),
}
WRAPPERS = {
    "Bidirectional": ("LSTM", {"units": 3, "dropout": 0.5}, (4, 5, 2)),
    "TimeDistributed": ("Dense", {"units": 3}, (4, 5, 2)),
    "SpectralNormalization": ("Dense", {"units": 3}, (4, 5)),
    "RNN": ("LSTMCell", {"units": 3, "dropout": 0.5}, (4, 5, 2)),
    "StackedRNNCells": ("GRUCell", {"units": 3, "dropout": 0.5}, (4, 5, 2)),
}


def run_after_seed(layers, name, x):
    """A layer made after the seed: its weights, its first output in training, and the next seed drawn."""
    random.seed(8)
    if name in LAYERS:
        layer = getattr(layers, name)(**LAYERS[name][0])
    else:
        inner, kwargs, _ = WRAPPERS[name]
        if name == "StackedRNNCells":
            layer = layers.RNN(layers.StackedRNNCells([getattr(layers, inner)(**kwargs) for _ in range(2)]))
        else:
            layer = getattr(layers, name)(getattr(layers, inner)(**kwargs))
    y = np.asarray(layer(x, training=True))
    return [*layer.get_weights(), y, np.array(make_default_seed())]


@pytest.mark.parametrize("name", [*LAYERS, *WRAPPERS])
def test_a_seed_makes_the_same_layer_on_both_halves(name):
    """The seeds are drawn in one order: weights, masks and noise are equal, and so is what is drawn next."""
    shape = (LAYERS.get(name) or WRAPPERS[name])[-1]
    x = np.random.default_rng(2).integers(0, 6, shape)
    x = x if "Embedding" in name else (x / 8).astype("float32")
    theirs, ours = (run_after_seed(half, name, x) for half in (keras.layers, reference.layers))
    assert len(theirs) == len(ours)
    for one, same in zip(theirs, ours, strict=True):
        np.testing.assert_allclose(same, one, rtol=1e-5, atol=2e-6)


def test_every_layer_that_draws_is_in_that_list():
    """A layer not named here has no initializer that draws, and no seed."""
    draws = set()
    for name in reference.layers.__all__:
        layer = getattr(reference.layers, name)
        parameters = getattr(layer.__init__, "__code__", None)
        if isinstance(layer, type) and parameters and "seed" in parameters.co_varnames:
            draws.add(name)
    cells = {name for name in draws if name.endswith("Cell")}
    assert draws - cells <= {*LAYERS, *WRAPPERS, "ConvLSTM3D", "RandomLayer"}
