"""Mistakes in shuffling, in random integers, and in what a seed decides."""

import numpy as np
from planted import plant

import reference.random
import reference.random.orders
from reference.random import EpochOrders
from reference.random.seeds import SeedGenerator

FIT = "2-3-2.fit(batch_size=5, epochs=2, "
SHUFFLED, WITHIN = FIT + "shuffle=True", FIT + "shuffle='batch'"


@plant("training", SHUFFLED, reference.random.orders, "_words")
def the_order_is_that_of_the_new_generator(original):
    return lambda seed, first, count: reference.random.randint((count,), 0, 2**31 - 1, seed=seed).tolist()


@plant("training", SHUFFLED, reference.random.orders, "shuffled_order")
def the_shuffle_runs_from_the_end(original):
    return lambda size, seed, first=0: original(size, seed, first)[::-1]


@plant("training", SHUFFLED, EpochOrders, "next")
def every_epoch_has_another_order(original):
    def wrong(self):
        order = original(self)
        self.epochs = getattr(self, "epochs", 0) + 1
        return order if order is None else np.roll(order, self.epochs - 1)

    return wrong


@plant("training", WITHIN, EpochOrders, "_parts")
def batches_are_shuffled_as_a_whole(original):
    return lambda self: [(0, self._samples)]


@plant("training", "program pictures", reference.random.orders, "shuffled_order")
def every_batch_is_shuffled_alike(original):
    return lambda size, seed, first=0: original(size, seed)


@plant("training", "program dense", reference.random.seeds, "make_default_seed")
def seeds_come_from_a_generator_of_their_own(original):
    return lambda: original() + 1


@plant("random", "randint: int64", reference.random, "randint")
def the_high_word_comes_first(original):
    def wrong(shape, low, high, dtype, seed):
        words = reference.random.philox.random_words((seed, 0), np.arange(50, dtype=np.uint64)).reshape(-1, 2)
        bits = (words[:, 0].astype("uint64") << np.uint64(32)) | words[:, 1]
        size = int(np.prod(shape))
        offsets = bits[:size] % np.uint64(high - low) + np.uint64(low % 2**64)
        return offsets.view("int64").astype(dtype).reshape(shape)

    return wrong


@plant("random", "shuffle: 20000 numbers", reference.random, "shuffle")
def ties_are_sorted_from_the_end(original):
    def wrong(x, axis, seed):
        numbers = reference.random.uniform((len(x),), dtype="float32", seed=seed)
        return x[(-numbers).argsort(kind="stable")[::-1]]

    return wrong


@plant("training", "program words", SeedGenerator, "next")
def a_generator_does_not_move_on(original):
    def wrong(self, ordered=True):
        before = self.state
        original(self, ordered)
        self.state = before
        return before

    return wrong
