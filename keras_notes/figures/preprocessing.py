"""A picture of numbers sorted into bins."""

import numpy as np
from matplotlib.figure import Figure

from keras_notes.figures.style import HUES, NUMPY, figure, picture
from keras_notes.parity import twin
from keras_notes.preprocessing import Discretization

__all__ = ["bins"]


@picture
def bins() -> Figure:
    """Boundaries that are given, and boundaries that adapt() takes from the data."""
    numbers = np.random.default_rng(3).gamma(9, 8, size=(600, 1)).astype("float32")
    given = Discretization([40.0, 80.0, 120.0])
    adapted = Discretization(num_bins=4)
    ours = twin(adapted)
    adapted.adapt(numbers)
    ours.adapt(numbers)
    made = figure(11, 4, "Discretization: four bins, of equal width or of equally many")
    parts = [("boundaries given", given, twin(given)), ("num_bins=4, adapted", adapted, ours)]
    edges = np.linspace(0, numbers.max() + 1, 49)
    for axes, (title, keras, numpy) in zip(made.subplots(1, 2, sharey=True), parts, strict=True):
        of_bin = np.asarray(keras(numbers)).ravel()
        inside = [numbers[of_bin == each, 0] for each in range(4)]
        labels = [f"bin {each}, Keras: {some.size}" for each, some in enumerate(inside)]
        axes.hist(inside, edges, stacked=True, histtype="stepfilled", color=HUES[:4], label=labels)
        for boundary in numpy.bin_boundaries:
            axes.axvline(boundary, color=NUMPY, linestyle="--", linewidth=1.2)
        axes.plot([], [], "--", color=NUMPY, linewidth=1.2, label="boundaries, NumPy")
        axes.set(title=title, xlabel="number")
        axes.legend(loc="upper right")
    made.axes[0].set_ylabel(f"of {len(numbers)} numbers")
    return made
