"""Mistakes in update rules."""

import numpy as np
from planted import plant

from reference.optimizers import SGD, Adam, Optimizer, means, sgd

MOMENTUM, ADAM = "SGD(learning_rate=0.1, momentum=0.9)", "Adam()"


@plant("optimizers", "SGD(learning_rate=0.125)", Optimizer, "apply")
def the_gradient_is_added(original):
    return lambda self, grads, weights: original(self, [-grad for grad in grads], weights)


@plant("optimizers", "SGD(learning_rate=0.125, momentum=0.5)", SGD, "update")
def momentum_leaves_less_room_for_the_gradient(original):
    return lambda self, grad, *rest: original(self, grad * grad.dtype.type(1 - self.momentum), *rest)


@plant("optimizers", "SGD(learning_rate=0.125, momentum=0.5, nesterov=True)", SGD, "update")
def nesterov_is_ignored(original):
    def wrong(self, *arguments):
        self.nesterov = False
        original(self, *arguments)

    return wrong


@plant("optimizers", "SGD(learning_rate=0.125, momentum=0.5)", SGD, "update")
def the_velocity_is_forgotten(original):
    def wrong(self, grad, weight, slots, work):
        slots[0][...] = 0
        original(self, grad, weight, slots, work)

    return wrong


@plant("optimizers", MOMENTUM, sgd, "through_float32")
def momentum_is_not_rounded_to_float32(original):
    return float


@plant("optimizers", ADAM, means, "through_float32")
def the_betas_are_not_rounded_to_float32(original):
    return float


@plant("optimizers", MOMENTUM, SGD, "__init__")
def the_rate_is_rounded_to_float32(original):
    return lambda self, learning_rate, **rest: original(self, float(np.float32(learning_rate)), **rest)


def adam_step(step):
    """An Adam with right means, which moves the weight by `step(adam, mean, square, t)`."""

    def make(original):
        def wrong(self, grad, weight, slots, work):
            before = weight.copy()
            original(self, grad, weight, slots, work)
            weight[...] = before - step(self, *slots, self.iterations + 1)

        return wrong

    make.__name__ = step.__name__
    return make


def corrected(adam, mean, square, t):
    """The means as the paper corrects them."""
    beta_1, beta_2 = (float(np.float32(beta)) for beta in (adam.beta_1, adam.beta_2))
    return mean / (1 - beta_1**t), square / (1 - beta_2**t)


@plant("optimizers", ADAM, Adam, "update")
@adam_step
def epsilon_is_inside_the_root(adam, mean, square, t):
    m, v = corrected(adam, mean, square, t)
    return adam.learning_rate * m / np.sqrt(v + adam.epsilon)


@plant("optimizers", ADAM, Adam, "update")
@adam_step
def epsilon_is_inside_the_correction(adam, mean, square, t):
    m, v = corrected(adam, mean, square, t)
    return adam.learning_rate * m / (np.sqrt(v) + adam.epsilon)


@plant("optimizers", ADAM, Adam, "update")
@adam_step
def the_bias_is_not_corrected(adam, mean, square, t):
    return adam.learning_rate * mean / (np.sqrt(square) + adam.epsilon)


@plant("optimizers", ADAM, Adam, "begin_step")
def the_first_step_counts_as_the_second(original):
    def wrong(self):
        self._iterations += 1
        original(self)
        self._iterations -= 1

    return wrong


@plant("optimizers", ADAM, Adam, "__init__")
def the_betas_are_swapped(original):
    return lambda self, beta_1=0.999, beta_2=0.9, **rest: original(self, beta_1=beta_2, beta_2=beta_1, **rest)
