"""The digit network 784-16-16-10: its forms, its outputs, its weights as pictures."""

import numpy as np
import pytest
from parity_rows import beside, halves_of, parity_of

import keras_notes.digits
import reference.digits

test_parity = parity_of("digits")

RNG = np.random.default_rng(17)
IMAGES = RNG.random((6, 784)).astype("float32")
FORMS = ("film", "modern")


@halves_of("digits")
@pytest.mark.parametrize("form", FORMS)
def test_13002_knobs(half, form):
    model = half.digit_network(form)
    assert model.count_params() == 13_002
    shapes = [(784, 16), (16,), (16, 16), (16,), (16, 10), (10,)]
    assert [w.shape for w in model.get_weights()] == shapes
    assert sum(np.prod(shape) for shape in shapes[::2]) == 12_544 + 256 + 160 == 12_960
    assert sum(shape[0] for shape in shapes[1::2]) == 42


@halves_of("digits")
@pytest.mark.parametrize(
    ("form", "activations"), [("film", ["sigmoid"] * 3), ("modern", ["relu", "relu", "softmax"])]
)
def test_the_activations_of_each_form(half, form, activations):
    layers = half.digit_network(form).layers
    assert [layer.activation.__name__ for layer in layers] == activations


@halves_of("digits")
def test_modern_is_the_default_and_other_forms_are_refused(half):
    assert half.digit_network().layers[-1].activation.__name__ == "softmax"
    for make in (half.digit_network, lambda form: half.targets_of([1], form)):
        with pytest.raises(ValueError, match="form must be 'film' or 'modern', got 'silent'"):
            make("silent")


@halves_of("digits")
def test_only_softmax_outputs_are_a_distribution(half):
    """Ten sigmoids answer ten questions; nothing makes their confidences add up to 1."""
    sums = {form: np.asarray(half.digit_network(form)(IMAGES)).sum(axis=1) for form in FORMS}
    assert sums["modern"] == pytest.approx(np.ones(6), rel=1e-6)
    assert (np.abs(sums["film"] - 1) > 0.1).all()


@halves_of("digits")
def test_a_picture_shows_what_raises_its_unit_most(half):
    """dz_j/dimage is column j of the kernel, so that is what the picture has to be."""
    model = half.digit_network()
    pictures = np.asarray(half.weight_images(model))
    kernel = model.get_weights()[0]
    assert pictures.shape == (16, 28, 28)
    for j, r, c in ((0, 0, 0), (3, 13, 5), (15, 27, 27)):
        assert pictures[j, r, c] == kernel[28 * r + c, j]


def test_both_halves_draw_the_same_pictures():
    theirs, ours = keras_notes.digits.digit_network(), reference.digits.digit_network()
    ours.set_weights(theirs.get_weights())
    pictures = [
        np.asarray(half.weight_images(m))
        for half, m in ((keras_notes.digits, theirs), (reference.digits, ours))
    ]
    assert np.array_equal(*pictures)


@halves_of("digits")
def test_ten_outputs_make_the_mean_a_tenth_of_the_films_sum(half):
    """The film's cost of an image is Σ (a - y)²; Keras divides by the ten outputs."""
    model, y = half.digit_network("film"), half.targets_of(RNG.integers(0, 10, 6), "film")
    found = beside(half, "gradients").gradients(model, IMAGES, y, loss="mean_squared_error")
    outputs = np.asarray(model(IMAGES))
    assert 10 * float(found.loss) == pytest.approx(np.mean(((outputs - y) ** 2).sum(axis=1)), rel=1e-5)


@halves_of("digits")
def test_targets(half):
    assert half.targets_of([3, 0]).tolist() == [3, 0]
    assert half.targets_of([3, 0], "film").tolist() == np.eye(10)[[3, 0]].tolist()
    assert half.targets_of([3], "film").dtype == "float32"


@halves_of("digits")
def test_a_picture_as_text(half):
    picture = np.zeros((3, 4))
    picture[0, 1], picture[2] = 1, [0, 0.6, 0.2, 7]
    assert half.as_text(picture) == " @\n\n +:@"
    with pytest.raises(ValueError, match=r"rows and columns, got shape \(784,\)"):
        half.as_text(IMAGES[0])
