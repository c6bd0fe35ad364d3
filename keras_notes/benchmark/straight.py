"""What `fit` does, written straight down: no layers, no objects, no checks, one function a stack.

The measure for the NumPy half: how much does it cost that it is made of layers? Each step is the
network's own arithmetic in the plainest NumPy. `weights` is [kernel, bias, kernel, bias, …].
"""

from collections.abc import Callable

import numpy as np

__all__ = ["step_one_hidden", "step_two_hidden", "train"]

Array = np.ndarray
Step = Callable[[list[Array], Array, Array, float], float]


def train(
    step: Step,
    weights: list[Array],
    x: Array,
    labels: Array,
    learning_rate: float,
    batch_size: int,
    epochs: int,
    order: Array,
) -> list[float]:
    """Train `weights` in place by plain gradient descent, in one `order`; the mean loss of each epoch."""
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            total += step(weights, x[rows], labels[rows], learning_rate)
        losses.append(total / len(x))
    return losses


def step_one_hidden(weights: list[Array], x: Array, labels: Array, learning_rate: float) -> float:
    """One step of a network such as 2-3-2: relu, softmax, cross-entropy. Returns the sum of the losses."""
    kernel_1, bias_1, kernel_2, bias_2 = weights
    a_1 = np.maximum(x @ kernel_1 + bias_1, 0)
    z_2 = a_1 @ kernel_2 + bias_2
    exponentials = np.exp(z_2 - z_2.max(axis=1, keepdims=True))
    p = exponentials / exponentials.sum(axis=1, keepdims=True)
    right = np.arange(len(x)), labels
    loss = -np.log(p[right]).sum()
    p[right] -= 1
    dz_2 = p / len(x)
    dz_1 = (dz_2 @ kernel_2.T) * (a_1 > 0)
    kernel_2 -= learning_rate * (a_1.T @ dz_2)
    bias_2 -= learning_rate * dz_2.sum(axis=0)
    kernel_1 -= learning_rate * (x.T @ dz_1)
    bias_1 -= learning_rate * dz_1.sum(axis=0)
    return loss


def step_two_hidden(weights: list[Array], x: Array, labels: Array, learning_rate: float) -> float:
    """One step of a network such as 784-16-16-10, likewise."""
    kernel_1, bias_1, kernel_2, bias_2, kernel_3, bias_3 = weights
    a_1 = np.maximum(x @ kernel_1 + bias_1, 0)
    a_2 = np.maximum(a_1 @ kernel_2 + bias_2, 0)
    z_3 = a_2 @ kernel_3 + bias_3
    exponentials = np.exp(z_3 - z_3.max(axis=1, keepdims=True))
    p = exponentials / exponentials.sum(axis=1, keepdims=True)
    right = np.arange(len(x)), labels
    loss = -np.log(p[right]).sum()
    p[right] -= 1
    dz_3 = p / len(x)
    dz_2 = (dz_3 @ kernel_3.T) * (a_2 > 0)
    dz_1 = (dz_2 @ kernel_2.T) * (a_1 > 0)
    kernel_3 -= learning_rate * (a_2.T @ dz_3)
    bias_3 -= learning_rate * dz_3.sum(axis=0)
    kernel_2 -= learning_rate * (a_1.T @ dz_2)
    bias_2 -= learning_rate * dz_2.sum(axis=0)
    kernel_1 -= learning_rate * (x.T @ dz_1)
    bias_1 -= learning_rate * dz_1.sum(axis=0)
    return loss
