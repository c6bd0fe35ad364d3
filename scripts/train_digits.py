"""Train the digit network on both sides in lock step."""

from enum import StrEnum
from typing import Annotated

from typer import Option

from keras_notes.data import load_digits, load_mnist
from keras_notes.lockstep import BATCH_SIZE, EPOCHS, RATES, Epoch, train_digits
from keras_notes.story import Figures, command

Form = StrEnum("Form", ["film", "modern"])
DType = StrEnum("DType", ["float32", "float64"])
RATES_SAID = ", ".join(f"{rate:g} for {form}" for form, rate in RATES.items())

Rate = Annotated[float | None, Option(min=0, help=f"Of the first epoch; it falls. By default {RATES_SAID}.")]


def show(number: int, epoch: Epoch) -> None:
    """One line an epoch."""
    loss, right = epoch.loss, epoch.accuracy
    print(
        f"{number:5d}   {loss.keras:11.6f} {loss.numpy:10.6f}   {right.keras:12.1%} {right.numpy:8.1%}   "
        f"{epoch.difference:.1e}",
        flush=True,
    )


def main(
    form: Annotated[Form, Option(help="Sigmoid and squared error, or relu and softmax.")] = Form.modern,
    epochs: Annotated[int, Option(min=1, help="Passes over the training data.")] = EPOCHS,
    batch_size: Annotated[int, Option(min=1, help="Samples a step.")] = BATCH_SIZE,
    learning_rate: Rate = None,
    all: Annotated[bool, Option("--all", help="All 70,000 MNIST images, by download.")] = False,
    dtype: Annotated[DType, Option(help="In float64 the halves stay together.")] = DType.float32,
    seed: Annotated[int, Option(min=0, help="Of the held-out digits, the start and the order.")] = 0,
    figures: Figures = None,
) -> None:
    """Train the digit network 784-16-16-10 in Keras and in NumPy, in lock step, on real digits."""
    digits = load_mnist() if all else load_digits(seed=seed)
    counts = f"{len(digits.x_train):,} digits to learn from, {len(digits.x_test):,} held out"
    print(f"784-16-16-10, {form} form, {dtype}: {counts}; batches of {batch_size}")
    print("epoch   loss: Keras      NumPy   right: Keras    NumPy   largest weight difference")
    trained = train_digits(digits, form, epochs, batch_size, learning_rate, dtype, seed, on_epoch=show)
    if figures is not None:
        from keras_notes.figures import save
        from keras_notes.figures.digits import of_training

        for path in save(of_training(trained, digits, form), figures):
            print(f"picture: {path}")


if __name__ == "__main__":
    command(main)
