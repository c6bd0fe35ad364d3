"""The parts of a network: columns, lines, and counting them."""

from keras_notes import anatomy as in_keras
from keras_notes import twin
from keras_notes.sequential import network
from keras_notes.story import Figures, Story, command
from reference import anatomy as in_numpy


def described(story: Story) -> None:
    """The networks in words."""
    story.say("The networks of the notes, in the words of the Keras model and of its NumPy twin:")
    for sizes in ((2, 3, 2), (8, 6, 6, 4), (784, 16, 16, 10)):
        model = network(sizes)
        story.once(in_keras.describe(model), in_numpy.describe(twin(model)))


def counted(story: Story) -> None:
    """A weight a line, a bias a unit."""
    model = network((8, 6, 6, 4))
    ours = twin(model)
    sizes, lines = in_keras.layer_sizes(model), in_keras.connections(model)
    gaps = " + ".join(f"{a} · {b}" for a, b in zip(sizes[:-1], sizes[1:], strict=True))
    story.say(
        f"""Every unit is connected with every unit of the next column, so 8-6-6-4 has {gaps} = {sum(lines)}
        lines, each with a weight, and {" + ".join(map(str, sizes[1:]))} = {sum(sizes[1:])} receiving units,
        each with a bias: {sum(lines) + sum(sizes[1:])} parameters. The input's units have no bias and compute
        nothing."""
    )
    story.compare(
        ("units a column", sizes, in_numpy.layer_sizes(ours)),
        ("lines a gap", lines, in_numpy.connections(ours)),
        ("parameters", model.count_params(), ours.count_params()),
        ("layers in model.layers", len(model.layers), len(ours.layers)),
    )


def depth(story: Story) -> None:
    """What counts as deep."""
    story.say('"Deep" is a convention: more than one hidden layer.')
    rows = []
    for sizes in ((2, 3, 2), (10, 32, 2), (8, 6, 6, 4)):
        model = network(sizes)
        rows.append(
            (f"{'-'.join(map(str, sizes))} is deep", in_keras.is_deep(model), in_numpy.is_deep(twin(model)))
        )
    story.compare(*rows)


def drawn(story: Story) -> None:
    """Where the units stand."""
    story.say(
        "Where a drawing of 2-3-2 puts its units, (x, y) column by column; the pictures use these places."
    )
    model = network((2, 3, 2))
    columns = zip(in_keras.drawing(model).units, in_numpy.drawing(twin(model)).units, strict=True)
    story.compare(*((f"column {i}", theirs, ours) for i, (theirs, ours) in enumerate(columns)))


def main(figures: Figures = None) -> None:
    """The parts of a network: columns, lines, and counting them."""
    story = Story("Anatomy of a network")
    described(story)
    counted(story)
    depth(story)
    drawn(story)
    story.end("anatomy", figures)


if __name__ == "__main__":
    command(main)
