"""Equations such as "abc,cd->abd": what shapes they ask for, and how one product of matrices obeys them."""

import math
import re
from string import ascii_letters
from typing import NamedTuple

import numpy as np

from reference.checks import Shape

__all__ = ["Equation", "contract"]

Array = np.ndarray

FORMS = (  # whether the dots stand on the left, and how the whole looks
    (False, re.compile(r"([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)")),
    (True, re.compile(r"\.{3}([a-zA-Z]+),([a-zA-Z]+)->\.{3}([a-zA-Z]+)")),
    (False, re.compile(r"([a-zA-Z]{2,})\.{3},([a-zA-Z]+)->([a-zA-Z]+)\.{3}")),
)


def contract(a: Array, a_axes: str, b: Array, b_axes: str, axes: str) -> Array:
    """`np.einsum(f"{a_axes},{b_axes}->{axes}", a, b)` as one product of matrices, which BLAS does fast.

    The axes fall into four groups, each of which becomes one axis: those that a, b and the result have
    (a stack of matrices), those of a and the result (rows), those of b and the result (columns), and
    those of a and b, over which the product sums. What a alone has is summed before; b must have none.
    """
    lone = tuple(i for i, axis in enumerate(a_axes) if axis not in b_axes + axes)
    if lone:
        a, a_axes = np.add.reduce(a, axis=lone), "".join(c for c in a_axes if c in b_axes + axes)
    shared = [axis for axis in a_axes if axis in b_axes]
    stack, inner = [c for c in shared if c in axes], [c for c in shared if c not in axes]
    rows, columns = [c for c in a_axes if c not in shared], [c for c in b_axes if c not in shared]
    size = dict(zip(a_axes + b_axes, a.shape + b.shape, strict=True))

    def grouped(x: Array, order: str, *groups: list[str]) -> Array:
        x = x.transpose([order.index(axis) for group in groups for axis in group])
        return x.reshape([math.prod(size[axis] for axis in group) for group in groups])

    y = grouped(a, a_axes, stack, rows, inner) @ grouped(b, b_axes, stack, inner, columns)
    order = stack + rows + columns
    return y.reshape([size[axis] for axis in order]).transpose([order.index(axis) for axis in axes])


class Equation(NamedTuple):
    """The axes of the input, the kernel and the output, a letter each, also for those behind dots.

    `named` are those of the output that have a letter in the equation as it was given.
    """

    x: str
    kernel: str
    y: str
    named: str

    @classmethod
    def read(cls, equation: str, rank: int) -> "Equation":
        """Spell out `equation` for inputs of `rank` axes; a ValueError for one that says too little."""
        matches = [(left, match.groups()) for left, form in FORMS if (match := form.fullmatch(equation))]
        if not matches:
            forms = "'ab,bc->ac', '...a,ab->...b' or 'ab...,bc->ac...'"
            raise ValueError(f"EinsumDense: equation must have a form like {forms}, got {equation!r}")
        left, (x, kernel, named) = matches[0]
        if any(len(set(axes)) < len(axes) for axes in (x, kernel, named)):
            raise ValueError(f"EinsumDense: equation {equation!r} has a letter twice in one place")
        hidden = rank - len(x)
        if hidden < 0 or (hidden and "." not in equation):
            raise ValueError(f"EinsumDense: equation {equation!r} does not fit inputs of {rank} axes")
        dots = "".join(axis for axis in ascii_letters if axis not in equation)[:hidden]
        x, y = (dots + x, dots + named) if left else (x + dots, named + dots)
        lost = (set(y) - set(x + kernel)) | (set(kernel) - set(x + y))
        if lost:
            raise ValueError(f"EinsumDense: equation {equation!r} leaves the size of {sorted(lost)} open")
        return cls(x, kernel, y, named)

    def output_shape(self, input_shape: Shape, partial: Shape) -> Shape:
        """The batch size; then `partial`, with the sizes behind the dots from the input."""
        given = dict(zip(self.x, input_shape, strict=True))
        wanted = [axis for axis in self.y[1:] if axis in self.named]
        if len(partial) != len(wanted):
            raise ValueError(f"EinsumDense: output_shape must have {len(wanted)} sizes, got {partial}")
        sizes = dict(zip(wanted, partial, strict=True))
        shape = (input_shape[0], *(sizes[axis] if axis in sizes else given[axis] for axis in self.y[1:]))
        for axis, size in zip(self.y, shape, strict=True):
            if size is not None and axis in given and given[axis] != size:
                both = f"{given[axis]} in the input {tuple(input_shape)} and {size} in the output {shape}"
                raise ValueError(f"EinsumDense: axis {axis!r} is {both}: see output_shape")
        return shape

    def kernel_shape(self, input_shape: Shape, output_shape: Shape) -> Shape:
        """The sizes of the kernel: those of the output, and of the input for what is summed."""
        size = dict(zip(self.x + self.y, (*input_shape, *output_shape), strict=True))
        return tuple(size[axis] for axis in self.kernel)

    def bias_shape(self, bias_axes: str, output_shape: Shape) -> Shape:
        """The sizes of the output from the first of `bias_axes` on, 1 where an axis is none of them."""
        if not bias_axes or not set(bias_axes) <= set(self.named):
            raise ValueError(f"EinsumDense: bias_axes must be some of {self.named!r}, got {bias_axes!r}")
        first = min(self.y.index(axis) for axis in bias_axes)
        pairs = zip(self.y[first:], output_shape[first:], strict=True)
        return tuple(size if axis in bias_axes else 1 for axis, size in pairs)
