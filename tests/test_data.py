"""The digits: real, whole, cached, and refused with a clear word where they cannot be had."""

import keras
import numpy as np
import pytest

from keras_notes import data


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    """A cache folder of the test's own, and a count of how often the text is parsed."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    parsed = []
    small = np.tile(np.arange(784) % 256, (50, 1)).astype("uint8"), np.arange(50) % 10

    def parse():
        parsed.append(1)
        return small

    monkeypatch.setattr(data, "_parsed", parse)
    return tmp_path / "keras-notes" / "mnist5k.npz", parsed


def test_the_real_digits_are_5000_pictures_of_784_grey_values():
    digits = data.load_digits()
    assert digits.x_train.shape == (4000, 784)
    assert digits.x_test.shape == (1000, 784)
    assert digits.x_train.dtype == "float32"
    assert digits.x_train.min() == 0
    assert digits.x_train.max() == 1
    counts = np.bincount(np.concatenate([digits.y_train, digits.y_test]))
    np.testing.assert_array_equal(counts, [500] * 10)


def test_a_seed_gives_one_split_and_another_seed_another():
    first, again, other = data.load_digits(seed=1), data.load_digits(seed=1), data.load_digits(seed=2)
    np.testing.assert_array_equal(first.y_train, again.y_train)
    assert not np.array_equal(first.y_train, other.y_train)


def test_the_text_is_parsed_once(empty_cache):
    path, parsed = empty_cache
    first, second = data.load_digits(test=5), data.load_digits(test=5)
    assert len(parsed) == 1
    assert path.exists()
    assert list(path.parent.iterdir()) == [path]  # no temporary file is left behind
    np.testing.assert_array_equal(first.x_train, second.x_train)


def test_a_broken_cache_is_replaced(empty_cache):
    path, parsed = empty_cache
    path.parent.mkdir()
    path.write_bytes(b"PK not a zip")
    data.load_digits(test=5)
    data.load_digits(test=5)
    assert len(parsed) == 1


def test_a_cache_that_cannot_be_written_does_no_harm(empty_cache):
    path, parsed = empty_cache
    path.parent.write_text("a file where the folder should be")
    assert len(data.load_digits(test=5).y_test) == 5
    assert len(parsed) == 1


@pytest.mark.parametrize("test", [0, 50, -1])
def test_an_impossible_split_is_refused(empty_cache, test):
    with pytest.raises(ValueError, match=f"test must lie between 0 and 50, got {test}"):
        data.load_digits(test=test)


def test_all_of_mnist_says_what_to_do_without_a_network(monkeypatch):
    def no_network():
        raise Exception("URL fetch failure")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", no_network)
    with pytest.raises(ConnectionError, match="URL fetch failure.*5,000 images that need none"):
        data.load_mnist()


def test_all_of_mnist_comes_as_rows_of_grey_values(monkeypatch):
    pictures, labels = np.full((3, 28, 28), 255, dtype="uint8"), np.array([1, 2, 3], dtype="uint8")
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: ((pictures, labels), (pictures, labels)))
    digits = data.load_mnist()
    assert digits.x_test.shape == (3, 784)
    assert digits.x_test.max() == 1
    assert digits.y_train.dtype == "int64"
