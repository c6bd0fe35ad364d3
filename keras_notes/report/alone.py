"""One half alone: what each layer of a model makes, in figures that one can look over."""

from typing import Any

import numpy as np
from rich.table import Table

from keras_notes.report.listing import listing

__all__ = ["alone_json", "alone_table"]

COLUMNS = ("tensor", "shape", "smallest", "largest", "mean size", "finite")


def _figures(array: np.ndarray) -> dict[str, Any]:
    """The shape of an array, its range, and the mean of its sizes; None where nothing is finite."""
    good = array[np.isfinite(array)] if array.dtype.kind == "f" else array
    numbers = (good.min(), good.max(), np.abs(good).mean()) if good.size else (None, None, None)
    smallest, largest, mean = (None if each is None else float(each) for each in numbers)
    return {
        "shape": list(array.shape),
        "smallest": smallest,
        "largest": largest,
        "mean_size": mean,
        "finite": bool(good.size == array.size),
    }


def alone_table(model: Any, tensors: dict[str, np.ndarray]) -> Table:
    """A row a tensor, layer by layer; what is not finite is red."""
    rows = []
    for name, array in tensors.items():
        found = _figures(np.asarray(array))
        shown = ["–" if each is None else f"{each:.4g}" for each in list(found.values())[1:4]]
        cells = (name, str(tuple(found["shape"])), *shown, "yes" if found["finite"] else "no")
        rows.append((cells, found["finite"]))
    title = f"{model.name}: {len(model.layers)} layers, {model.count_params():,} parameters, by NumPy alone"
    return listing(title, COLUMNS, rows, slice(2, 5))


def alone_json(model: Any, tensors: dict[str, np.ndarray]) -> dict[str, Any]:
    """The same as a dict of JSON's types."""
    layers = [{"name": each.name, "class": type(each).__name__} for each in model.layers]
    figures = {name: _figures(np.asarray(array)) for name, array in tensors.items()}
    return {"model": model.name, "layers": layers, "tensors": figures}
