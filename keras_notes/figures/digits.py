"""Pictures of the digit network: its training, what it has learned, and what it does with one digit."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_notes.backpropagation import LayerTrace, trace
from keras_notes.data import Digits, load_digits
from keras_notes.digits import weight_images
from keras_notes.figures.style import GREY, KERAS, NUMPY, SIGNED, figure, picture
from keras_notes.figures.trained import digits
from keras_notes.lockstep import Trained
from keras_notes.parity import twin

__all__ = ["epochs", "of_training", "one_digit", "short_training", "weights"]

Array = np.ndarray


@picture
def epochs(trained: Trained) -> Figure:
    """Loss, accuracy and the distance of the halves, epoch by epoch."""
    numbers = np.arange(1, len(trained.epochs) + 1)
    made = figure(12, 3.9, "The digit network in lock step")
    panels = made.subplots(1, 3)
    for axes, kind, title in (
        (panels[0], "loss", "loss"),
        (panels[1], "accuracy", "right on held-out digits"),
    ):
        keras, numpy = zip(*(getattr(epoch, kind) for epoch in trained.epochs), strict=True)
        axes.plot(numbers, keras, color=KERAS, label="Keras")
        axes.plot(numbers, numpy, "o", color=NUMPY, markersize=4, label="NumPy")
        axes.set(title=title, xlabel="epoch", xticks=numbers[:: -(-len(numbers) // 10)])
    panels[1].yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    panels[0].legend(loc="upper right")
    panels[2].semilogy(numbers, [epoch.difference for epoch in trained.epochs], color=GREY, marker="o")
    panels[2].set(title="largest difference of a weight", xlabel="epoch", xticks=panels[0].get_xticks())
    return made


@picture
def weights(trained: Trained) -> Figure:
    """The weights of the first hidden layer as pictures."""
    theirs, ours = weight_images(trained.keras), twin(weight_images)(trained.numpy)
    apart = float(np.abs(theirs - ours).max())
    activation = trained.numpy.layers[0].activation.__name__
    after = f"{len(trained.epochs)} epoch{'s' * (len(trained.epochs) != 1)}"
    made = figure(
        11, 4.7, f"What the 16 {activation} units of the first hidden layer look for, after {after}"
    )
    made.supxlabel(
        f"{trained.epochs[-1].accuracy.keras:.1%} of the held-out digits right; Keras's weights, from which "
        f"NumPy's differ by {apart:.1e} at most",
        fontsize=9.5,
    )
    limit = float(np.quantile(np.abs(theirs), 0.995))
    panels = made.subplots(2, 8)
    for number, (axes, image) in enumerate(zip(panels.flat, theirs, strict=True)):
        shown = axes.imshow(image, cmap=SIGNED, vmin=-limit, vmax=limit)
        axes.set_title(f"unit {number}", fontsize=9)
        axes.set_axis_off()
    bar = made.colorbar(shown, ax=panels, orientation="horizontal", shrink=0.5, aspect=40, pad=0.03)
    bar.set_label("weight of a pixel: ink there speaks against (red) or for (blue) the unit")
    return made


def _bars(axes: Axes, theirs: Array, ours: Array, xlabel: str) -> None:
    units = np.arange(len(theirs))
    axes.barh(units, theirs, color=np.where(theirs < 0, "#F2B8A8", "#8FBBDC"), label="Keras")
    axes.plot(ours, units, "o", color=NUMPY, markersize=3.5, label="NumPy")
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set(yticks=units, ylim=(len(theirs) - 0.4, -0.6), xlabel=xlabel)
    axes.grid(visible=False, axis="y")
    axes.margins(x=0.08)


def _layers(
    panels: Sequence[Axes], theirs: list[LayerTrace], ours: list[LayerTrace], names: list[str]
) -> None:
    """Two panels a layer: z, and the activation of z."""
    titles = ("hidden layer 1", "hidden layer 2", "output")
    for i, (keras, numpy) in enumerate(zip(theirs, ours, strict=True)):
        before, after = panels[2 * i : 2 * i + 2]
        _bars(before, keras.z[0], numpy.z[0], "z = x K + b")  # type: ignore[index]
        _bars(after, keras.output[0], numpy.output[0], f"a = {names[i]}(z)")
        before.set_title(f"{titles[i]}\n")
        before.set_ylabel("digit" if i == 2 else "unit")


@picture
def one_digit(trained: Trained, data: Digits) -> Figure:
    """One held-out digit, and what every layer makes of it."""
    image, label = data.x_test[:1], int(data.y_test[0])
    theirs, ours = trace(trained.keras, image), twin(trace)(trained.numpy, image)
    answer = int(theirs[-1].output.argmax())
    made = figure(13, 5, f"A digit on its way through 784-16-16-10: it is a {label}, the answer is {answer}")
    panels = made.subplots(1, 7, width_ratios=(2.2, 1, 1, 1, 1, 1, 1))
    panels[0].imshow(image.reshape(28, 28), cmap="Greys")
    panels[0].set(title="input: 784 pixels\n", xticks=(0, 27), yticks=(0, 27), xlabel="column", ylabel="row")
    panels[0].grid(visible=False)
    _layers(panels[1:], theirs, ours, [layer.activation.__name__ for layer in trained.numpy.layers])
    handles, labels = panels[1].get_legend_handles_labels()
    made.legend(handles[::-1], labels[::-1], loc="outside lower center", ncols=2)
    return made


def of_training(trained: Trained, data: Digits, form: str) -> dict[str, Figure]:
    """The pictures of a training, by the names of their files."""
    return {
        f"digits_{form}_epochs": epochs(trained),
        f"digits_{form}_weights": weights(trained),
        f"digits_{form}_one_digit": one_digit(trained, data),
    }


def short_training(name: str, form: str) -> Callable[[], Figure]:
    """The function that draws one of the pictures after a training of a few seconds."""

    def drawing() -> Figure:
        if name == "one_digit":
            return one_digit(digits(form), load_digits())
        return {"epochs": epochs, "weights": weights}[name](digits(form))

    return drawing
