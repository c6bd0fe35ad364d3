"""The pictures: every concept has some, they are written whole, and they leave no trace in matplotlib."""

import matplotlib
import pytest

from keras_notes import figures
from keras_notes.concepts import CONCEPTS

PNG = b"\x89PNG\r\n\x1a\n"


def test_every_concept_has_pictures():
    assert set(figures.FIGURES) == {*CONCEPTS, "errata"}


def on_one_worker(concept):
    """Pictures and tests of one training together, so that it is done once."""
    return pytest.param(concept, marks=pytest.mark.xdist_group(concept))


@pytest.mark.parametrize("concept", [on_one_worker(concept) for concept in figures.FIGURES])
def test_pictures(concept, tmp_path, monkeypatch):
    monkeypatch.setattr(figures.style, "DPI", 40)  # small, for speed
    figures.save(figures.draw(concept), tmp_path / "new" / "pictures")
    names = {f"{concept}_{name}.png" for name in figures.FIGURES[concept]}
    written = {path.name: path.read_bytes() for path in (tmp_path / "new" / "pictures").iterdir()}
    assert set(written) == names
    assert all(content.startswith(PNG) and len(content) > 2500 for content in written.values())


def test_pictures_leave_matplotlib_as_it_was(monkeypatch):
    monkeypatch.setitem(matplotlib.rcParams, "font.size", 33.0)
    before = dict(matplotlib.rcParams)
    first, second = (figures.png(figures.draw("reshaping")["reshaping_flatten"]) for _ in range(2))
    assert first == second
    assert dict(matplotlib.rcParams) == before
    monkeypatch.setitem(matplotlib.rcParams, "font.size", 7.0)
    assert figures.png(figures.draw("reshaping")["reshaping_flatten"]) == first


def test_saving_creates_the_folder_and_replaces_whole_files(tmp_path):
    made = figures.draw("dense")
    (tmp_path / "dense_product.png").write_text("something else")
    (path,) = figures.save(made, str(tmp_path))
    assert path == tmp_path / "dense_product.png"
    assert path.read_bytes().startswith(PNG)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    with pytest.raises(ValueError, match="no pictures of 'dance'.*dense"):
        figures.draw("dance")
