"""One half alone: what each layer of a model makes, in figures that one can look over."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from rich import box
from rich.table import Table

from keras_notes.own_model import WHOLE, ByLayer

__all__ = ["alone_json", "alone_table", "results_line"]

COLUMNS = ("layer, tensor", "shape", "smallest", "largest", "mean size", "finite")


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


def alone_table(model: Any, found: ByLayer) -> Table:
    """A row a layer, with its class and its parameters, and one a tensor; what is not finite is red."""
    title = f"{model.name}: {len(model.layers)} layers, {model.count_params():,} parameters, by NumPy alone"
    table = Table(
        title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False
    )
    for column in COLUMNS:
        numbers = column in COLUMNS[2:5]
        table.add_column(column, justify="right" if numbers else "left", overflow="fold", no_wrap=numbers)
    owners = {each.name: f"{type(each).__name__}, {each.count_params():,}" for each in model.layers}
    for owner, about in owners.items():
        table.add_row(f"{owner} ({about})", style="bold")
        _add_tensors(table, found[owner])
    table.add_section()
    _add_tensors(table, found[WHOLE])
    return table


def _add_tensors(table: Table, tensors: Mapping[str, np.ndarray]) -> None:
    for name, array in tensors.items():
        shape, *numbers, finite = _figures(array).values()
        shown = ["–" if each is None else f"{each:.4g}" for each in numbers]
        style = None if finite else "bold red"
        table.add_row(f"  {name}", str(tuple(shape)), *shown, "yes" if finite else "no", style=style)


def results_line(results: Mapping[str, Any]) -> str:
    """The loss and the metrics on one line."""
    shown = {name: np.array2string(np.asarray(value), precision=6) for name, value in results.items()}
    return ", ".join(f"{name} {each}" for name, each in shown.items())


def alone_json(model: Any, found: ByLayer, results: Mapping[str, Any]) -> dict[str, Any]:
    """The same, and the loss and the metrics of `results`, as a dict of JSON's types."""
    layers = [
        {
            "name": layer.name,
            "class": type(layer).__name__,
            "parameters": layer.count_params(),
            "tensors": _all_figures(found[layer.name]),
        }
        for layer in model.layers
    ]
    evaluated = {name: _plain(value) for name, value in results.items()}
    whole = {"tensors": _all_figures(found[WHOLE]), "evaluate": evaluated}
    return {"model": model.name, "layers": layers, **whole}


def _plain(value: Any) -> Any:
    """A number or several, as metrics have it, in JSON's types; None for what is not finite."""
    array = np.asarray(value, "float64").astype(object)
    array[~np.isfinite(np.asarray(value, "float64"))] = None
    return array.tolist()


def _all_figures(tensors: Mapping[str, np.ndarray]) -> dict[str, Any]:
    return {name: _figures(array) for name, array in tensors.items()}
