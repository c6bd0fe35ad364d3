"""Chapter 4, the pictures: columns of circles, and a line from each to each of the next column."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from keras_notes.claims.evidence import answers, both, numbers, on_both, parts
from keras_notes.claims.registry import Fact, check


def _lines(sizes: Sequence[int]) -> Iterator[Fact]:
    """The lines in each gap of a drawing."""
    models, title = both(sizes), "-".join(map(str, sizes))
    drawn = parts(models, "drawing", lambda picture: [weights.size for weights in picture.weights])
    yield Fact(f"lines in each gap of {title}", **drawn, expected=[n * m for n, m in pairwise(sizes)])
    circles = parts(models, "drawing", lambda picture: np.concatenate(picture.units))
    yield Fact(f"places of the {sum(sizes)} circles", **circles)


def _numbers(sizes: Sequence[int], weights: int, biases: int) -> Iterator[Fact]:
    """The numbers that belong to a picture."""
    pair = both(sizes)
    yield Fact("columns", **parts(pair, "layer_sizes"), expected=sizes)
    yield Fact("weights", **parts(pair, "connections", sum), expected=weights)
    found = on_both(pair, lambda model: sum(layer.bias.shape[0] for layer in model.layers))
    yield Fact("biases", **found, expected=biases)
    found = on_both(pair, lambda model: model.count_params())
    yield Fact("parameters", **found, expected=weights + biases)


@check("S0-12")
def picture_of_layers() -> Iterator[Fact]:
    """Columns of circles, joined by lines; whatever the sizes, a gap has their product of lines."""
    for sizes in ((2, 3, 2), (5, 4, 3, 2)):
        yield from _lines(sizes)


@check("S1-09")
def picture_of_three_layers() -> Iterator[Fact]:
    """Three columns have two gaps."""
    for sizes in ((2, 3, 2), (4, 5, 1)):
        gaps = parts(both(sizes), "drawing", lambda picture: len(picture.weights))
        yield Fact(f"gaps of {sizes}", **gaps, expected=2)
        yield from _lines(sizes)


@check("S1-17")
def picture_of_2_3_2() -> Iterator[Fact]:
    """The picture of 2-3-2 has 12 lines, and 5 circles with a bias."""
    yield from _lines((2, 3, 2))
    yield from _numbers((2, 3, 2), weights=12, biases=5)


@check("S1-19")
def nodes_of_2_3_2() -> Iterator[Fact]:
    """Two nodes, three, two; the weights' shapes say the same."""
    models = both((2, 3, 2))
    yield Fact("nodes in each column", **parts(models, "layer_sizes"), expected=[2, 3, 2])
    shapes = on_both(models, lambda model: str([weight.shape for weight in model.get_weights()]))
    yield Fact("shapes of the weights", **shapes, expected=str([(2, 3), (3,), (3, 2), (2,)]))


@check("S1-46")
def picture_of_8_6_6_4() -> Iterator[Fact]:
    """The deep network of the picture has 108 lines and 124 parameters."""
    yield from _lines((8, 6, 6, 4))
    yield from _numbers((8, 6, 6, 4), weights=48 + 36 + 24, biases=16)


@check("S1-47")
def a_node_a_feature() -> Iterator[Fact]:
    """An input node stands for a feature: moved with its weights it changes nothing, without them all."""
    pair, x = both((8, 6, 6, 4)), numbers((5, 8))
    order = np.random.default_rng(0).permutation(8)
    before = answers(pair, x)
    mixed = answers(pair, x[:, order])
    yield Fact("output with the features in another order", *mixed, note=before[1])
    for model in pair:
        kernel, *others = model.get_weights()
        model.set_weights([kernel[order], *others])
    yield Fact(
        "with the rows of the kernel in that order too", *answers(pair, x[:, order]), expected=before[0]
    )


@check("S2-09")
def pictures_in_words() -> Iterator[Fact]:
    """A network with one hidden layer and one with two, described."""
    for sizes in ((2, 3, 2), (8, 6, 6, 4)):
        models = both(sizes)
        yield Fact(f"{sizes} in words", **parts(models, "describe"))
        named = parts(models, "describe", lambda text: text.count("\n  hidden"))
        yield Fact(f"hidden layers named for {sizes}", **named, expected=len(sizes) - 2)


@check("S3-13")
def picture_of_3_4_2() -> Iterator[Fact]:
    """The picture of 3-4-2 has 20 lines and 26 parameters."""
    yield from _lines((3, 4, 2))
    yield from _numbers((3, 4, 2), weights=12 + 8, biases=6)
