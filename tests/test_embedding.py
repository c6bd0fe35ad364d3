"""Embedding and ReversibleEmbedding: which row, who learns, what does not count, and the way back."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from parity_rows import beside, halves_of, parity_of

from keras_notes import twin
from keras_notes.parity.tape import keras_layer, numpy_layer
from reference import embedding

test_parity = parity_of("embedding")

ROWS = np.arange(12, dtype="float32").reshape(4, 3)


def layer_of(half, **kwargs):
    """An Embedding of four vectors: (0, 1, 2), (3, 4, 5) …"""
    layer = half.Embedding(4, 3, **kwargs)
    layer.build((None, 2))
    layer.set_weights([ROWS])
    return layer


def output(layer, x, **call):
    return np.asarray(layer(np.array(x), **call)).tolist()


# ------------------------------------------------------------------ Embedding


@halves_of("embedding")
def test_an_index_reads_a_row(half):
    layer = layer_of(half)
    assert output(layer, [[2, 0]]) == [[[6, 7, 8], [0, 1, 2]]]
    assert output(layer, [1, 1]) == [[3, 4, 5]] * 2
    assert output(layer, np.uint8([3])) == [[9, 10, 11]]
    assert np.shape(layer(np.zeros((2, 3, 4), "int64"))) == (2, 3, 4, 3)
    assert tuple(layer.compute_output_shape((None, None))) == (None, None, 3)


@halves_of("embedding")
def test_it_is_a_dense_layer_on_one_hot_inputs(half):
    dense = beside(half, "layers").Dense(3, use_bias=False)
    dense.build((None, 4))
    dense.set_weights([ROWS])
    indices = np.array([3, 1, 3])
    assert output(layer_of(half), indices) == np.asarray(dense(np.eye(4, dtype="float32")[indices])).tolist()


@halves_of("embedding")
def test_numbers_are_cut_and_negative_ones_count_from_the_end(half):
    layer = layer_of(half)
    assert output(layer, [2.9, -0.5, 1.0]) == [[6, 7, 8], [0, 1, 2], [3, 4, 5]]
    assert output(layer, [-1, -4]) == [[9, 10, 11], [0, 1, 2]]
    assert output(layer, [True, False]) == [[3, 4, 5], [0, 1, 2]]


@halves_of("embedding")
@pytest.mark.parametrize("index", [4, -5, 2**33, np.nan, 4.0, np.inf])
def test_an_index_beyond_the_rows_is_refused(half, index):
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match=r"in 0 … 3|in \[0, 4\)"):
        layer_of(half)(np.array([[0, index]]))


@halves_of("embedding")
def test_a_row_learns_from_every_place_that_reads_it(half):
    layer, x = layer_of(half, mask_zero=True), np.array([[2, 0], [2, -2]])
    dy = np.float32([[[1, 2, 3], [4, 5, 6]], [[10, 20, 30], [100, 200, 300]]])
    found = (keras_layer if isinstance(layer, keras.Layer) else numpy_layer)(layer, x, dy)
    assert "d input" not in found
    assert found["d embeddings"].tolist() == [[4, 5, 6], [0, 0, 0], [111, 222, 333], [0, 0, 0]]


def test_no_data_no_gradient():
    layer = layer_of(embedding)
    y, cache = layer.forward(np.zeros((0, 2), "int64"))
    assert y.shape == (0, 2, 3)
    assert layer.backward(y, cache)[1]["embeddings"].tolist() == np.zeros((4, 3)).tolist()


@halves_of("embedding")
def test_the_mask_is_where_the_input_is_not_0(half):
    for make in (half.Embedding, half.ReversibleEmbedding):
        assert not make(4, 3).supports_masking
        assert make(4, 3, mask_zero=True).supports_masking
    layer = half.Embedding(4, 3, mask_zero=True)
    assert np.asarray(layer.compute_mask(np.array([[0, 1], [3, 0]]))).tolist() == [
        [False, True],
        [True, False],
    ]
    assert np.asarray(layer.compute_mask(np.array([0.5, 0]))).tolist() == [True, False]  # not yet cut
    assert half.Embedding(4, 3).compute_mask(np.array([0, 1])) is None


@halves_of("embedding")
@pytest.mark.parametrize(("name", "dtype"), [("Embedding", "float32"), ("ReversibleEmbedding", "int32")])
def test_in_a_stack_what_is_masked_costs_nothing(half, name, dtype):
    """Of the words (1, 0, 0), the first alone counts: (0 - 2)² instead of a mean over three."""
    stack = beside(half, "sequential")
    layer = getattr(half, name)(2, 1, mask_zero=True, embeddings_initializer="zeros")
    model = stack.Sequential([stack.Input((3,), dtype=dtype), layer])
    model.compile("sgd", "mse")
    y = np.float32([[[2], [5], [7]]])
    assert model.evaluate(np.array([[1, 0, 0]]), y, verbose=0) == 4
    assert model.evaluate(np.array([[1, 1, 0]]), y, verbose=0) == (4 + 25) / 2


@halves_of("embedding")
def test_training_moves_the_rows_that_were_read(half):
    stack = beside(half, "sequential")
    model = stack.Sequential([stack.Input((2,)), half.Embedding(3, 1, embeddings_initializer="ones")])
    model.compile(beside(half, "optimizers").SGD(1.0), "mse")
    model.fit(np.array([[2, 2]]), np.zeros((1, 2, 1), "float32"), verbose=0)
    assert model.get_weights()[0].tolist() == [[1], [1], [-1]]  # 1 - 2 · (2 · 1 / 2)


@halves_of("embedding")
def test_the_vectors_start_small_or_as_given(half):
    layer = half.Embedding(1000, 2)
    layer.build((None,))
    assert 0.049 < np.abs(layer.get_weights()[0]).max() <= 0.05
    for weights in (ROWS, [ROWS]):
        given = half.Embedding(4, 3, weights=weights)
        assert given.built
        assert [w.tolist() for w in given.get_weights()] == [ROWS.tolist()]
        assert output(given, [[[1]]]) == [[[[3, 4, 5]]]]
    with pytest.raises(ValueError, match=r"shape \(4, 3\)"):
        half.Embedding(4, 3, weights=np.zeros((3, 4)))


@halves_of("embedding")
def test_input_length_is_a_thing_of_the_past(half):
    with pytest.warns(UserWarning, match="`input_length` is deprecated"):
        layer = half.Embedding(4, 3, input_length=7)
    assert np.shape(layer(np.zeros((1, 2)))) == (1, 2, 3)


@halves_of("embedding")
@pytest.mark.parametrize("size", [0, -1, 2.0, True, None])
def test_sizes_are_positive_integers(half, size):
    with pytest.raises(ValueError, match="input_dim"):
        half.Embedding(size, 3)
    with pytest.raises(ValueError, match="output_dim"):
        half.ReversibleEmbedding(4, size)


# ------------------------------------------------------------------ ReversibleEmbedding


@halves_of("embedding")
def test_in_reverse_each_index_gets_the_product_with_its_row(half):
    layer = half.ReversibleEmbedding(4, 3)
    layer.build((None, 2))
    layer.set_weights([ROWS])
    assert output(layer, [[0]]) == [[[0, 1, 2]]]
    assert output(layer, np.float32([[1, 0, -1]]), reverse=True) == [[-2, -2, -2, -2]]
    assert tuple(layer.compute_output_shape((None, 5))) == (None, 5, 3)
    assert tuple(layer.compute_output_shape((None, 5, 3), reverse=True)) == (None, 5, 4)


@halves_of("embedding")
def test_untied_matrices_start_with_the_same_numbers(half):
    layer = half.ReversibleEmbedding(4, 3, tie_weights=False)
    layer.build((None, 2))
    first, second = layer.get_weights()
    assert (first.shape, second.shape) == ((4, 3), (3, 4))
    assert first.ravel().tolist() == second.ravel().tolist()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("reverse", [False, True])
def test_a_matrix_that_is_not_used_has_no_gradient(reverse, dtype):
    theirs = keras.layers.ReversibleEmbedding(4, 3, tie_weights=False, dtype=dtype)
    theirs.build((None, 2))
    rng = np.random.default_rng(7)
    theirs.set_weights([rng.integers(-6, 7, w.shape) / 4 for w in theirs.weights])
    ours = twin(theirs)
    x, dy = (rng.integers(-6, 7, shape) / 4 for shape in ((5, 3), (5, 4 if reverse else 3)))
    x, dy = x.astype(dtype) if reverse else np.array([3, 0, 3, 3, 1]), dy.astype(dtype)
    expected = keras_layer(theirs, x, dy, reverse=reverse)
    y, cache = ours.forward(x, reverse=reverse)
    dx, grads = ours.backward(dy, cache)
    assert list(grads) == ours.weight_names == ["embeddings", "reverse_embeddings"]
    found = {"output": y, "d input": dx} | {f"d {name}": grad for name, grad in grads.items()}
    found = {name: array for name, array in found.items() if array is not None}
    assert found.keys() == expected.keys()
    assert not {"d embeddings", "d reverse_embeddings"} <= found.keys()
    for name, array in found.items():
        assert array.dtype == expected[name].dtype == dtype
        assert np.array_equal(array, expected[name])
    assert ours.backward(dy, cache, input_gradient=False)[0] is None


@halves_of("embedding")
def test_logits_are_capped_smoothly(half):
    layer = half.ReversibleEmbedding(2, 1, logit_soft_cap=2.0)
    layer.build((None, 1))
    layer.set_weights([np.float32([[1], [100]])])
    found = np.asarray(layer(np.float32([[1]]), reverse=True))
    np.testing.assert_allclose(found, [[2 * np.tanh(0.5), 2]], rtol=1e-6)


@halves_of("embedding")
@pytest.mark.parametrize("cap", [None, 0.5])
def test_the_way_back_can_have_a_float_type_of_its_own(half, cap):
    layer = half.ReversibleEmbedding(4, 3, reverse_dtype="float64", logit_soft_cap=cap)
    layer.build((None, 2))
    layer.set_weights([ROWS / 16])
    x, dy = np.float32([[0.5, -1, 2]]), np.float64([[1, 2, 3, 4]])
    found = (keras_layer if isinstance(layer, keras.Layer) else numpy_layer)(layer, x, dy, reverse=True)
    assert [str(a.dtype) for a in found.values()] == ["float64", "float32", "float32"]
    z = x @ (ROWS.T / 16)
    y = z if cap is None else cap * np.tanh(z / cap)
    np.testing.assert_allclose(found["output"], y, rtol=1e-6)
    slope = dy if cap is None else dy * (1 - (y / cap) ** 2)
    np.testing.assert_allclose(found["d embeddings"], slope.T @ x, rtol=1e-5)
    np.testing.assert_allclose(found["d input"], slope @ ROWS / 16, rtol=1e-5)


def test_errors_of_the_way_back():
    for cap in (0, -1.0, 0.0):
        with pytest.raises(ValueError, match=f"logit_soft_cap must be a number above 0, got {cap}"):
            embedding.ReversibleEmbedding(4, 3, logit_soft_cap=cap)
    with pytest.raises(ValueError, match="logit_soft_cap must be a number, got '1'"):
        embedding.ReversibleEmbedding(4, 3, logit_soft_cap="1")
    with pytest.raises(ValueError, match="reverse_dtype must be one of .*got 'float16'"):
        embedding.ReversibleEmbedding(4, 3, reverse_dtype="float16")


# ------------------------------------------------------------------ configurations

LAYERS = [
    ("Embedding", {}),
    ("Embedding", {"mask_zero": True, "embeddings_regularizer": "l2", "embeddings_constraint": "unit_norm"}),
    (
        "Embedding",
        {"embeddings_initializer": "glorot_uniform", "activity_regularizer": "l1", "name": "words"},
    ),
    ("ReversibleEmbedding", {"tie_weights": False, "logit_soft_cap": 30.0, "reverse_dtype": "float32"}),
    ("ReversibleEmbedding", {"mask_zero": True, "dtype": "float64"}),
]


@pytest.mark.parametrize(("name", "kwargs"), LAYERS)
def test_configurations_are_keras_s(name, kwargs):
    theirs = getattr(keras.layers, name)(4, 3, **kwargs)
    ours = getattr(embedding, name).from_config(theirs.get_config())
    config = ours.get_config()
    given = theirs.get_config() | {"dtype": ours.dtype}
    assert config == {key: value for key, value in given.items() if key in config}
    assert {given[key] for key in set(given) - set(config)} <= {None}
    assert type(ours).from_config(config).get_config() == config
    assert ours.supports_masking is theirs.supports_masking


@pytest.mark.parametrize("refused", [{"lora_rank": 2}, {"lora_alpha": 2}, {"quantization_config": "int8"}])
def test_what_is_not_supported_is_named(refused):
    for make in (embedding.Embedding, embedding.ReversibleEmbedding):
        with pytest.raises(ValueError, match=next(iter(refused))):
            make(4, 3, **refused)


def test_tied_vectors_can_be_given():
    """In Keras 3.15.1 that fails: the layer is built before it knows whether it is tied."""
    with pytest.raises(AttributeError, match="tie_weights"):
        keras.layers.ReversibleEmbedding(4, 3, weights=ROWS)
    layer = embedding.ReversibleEmbedding(4, 3, weights=ROWS)
    assert layer.embeddings.tolist() == ROWS.tolist()
