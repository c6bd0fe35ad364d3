"""Reading .npz files that a user names."""

import numpy as np
import pytest

from keras_notes import npz
from keras_notes.npz import read_npz


def test_all_arrays_by_name(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", x=np.arange(3), y=np.ones((2, 2)))
    found = read_npz(tmp_path / "a.npz")
    assert list(found) == ["x", "y"]
    np.testing.assert_array_equal(found["x"], [0, 1, 2])


def test_what_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    with pytest.raises(FileNotFoundError, match=r"no such file: .*a\.npz"):
        read_npz(path)
    path.write_bytes(b"no zip")
    with pytest.raises(ValueError, match=r"a\.npz: not an .npz file"):
        read_npz(path)
    np.savez(path, x=np.array([{"code": 1}]))
    with pytest.raises(ValueError, match=r"a\.npz: Object arrays cannot be loaded"):
        read_npz(path)
    np.savez(path)
    with pytest.raises(ValueError, match=r"a\.npz: there are no arrays in it"):
        read_npz(path)
    np.savez(path, x=np.arange(9))
    monkeypatch.setattr(npz, "LARGEST", 100)
    with pytest.raises(ValueError, match=r"a\.npz: its arrays take 200 bytes, at most 100 are read"):
        read_npz(path)
