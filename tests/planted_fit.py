"""Mistakes in the options of `fit`: weights, steps, sources of batches, callbacks; and in what is frozen."""

from planted import plant

import reference.sequential.model
import reference.training.class_weight
import reference.training.feeds
import reference.training.logs
import reference.training.trainer
from reference.callbacks import EarlyStopping, LearningRateScheduler, ReduceLROnPlateau
from reference.losses import Loss
from reference.training.data import Data
from reference.training.feed import Feed
from reference.training.logs import Logs
from reference.training.sources import Generator
from reference.weighted import Weighted

WEIGHED = "class_weight={0: 2.5}"
STEPS = "steps_per_epoch=2, batch_size=8"
STOPPING, RATES = "callbacks=['EarlyStopping']", "callbacks=['LearningRateScheduler', 'ReduceLROnPlateau']"
FROZEN = "frozen wrapper"

# ------------------------------------------------------------------ weights


@plant("training", WEIGHED, reference.training.class_weight, "class_weights")
def a_class_without_a_weight_weighs_nothing(original):
    return lambda y, class_weight: original(y, {0: 0.0, 1: 0.0} | class_weight)


@plant("training", WEIGHED, Logs, "update")
def weighted_metrics_ignore_the_weights_of_classes(original):
    return lambda self, value, y, y_pred, weight, *rest: original(self, value, y, y_pred, None, *rest)


@plant("training", WEIGHED, Data, "_replace")
def validation_is_weighed_by_class(original):
    return lambda self, **changed: self


@plant("training", WEIGHED, Loss, "derivative")
def the_weight_of_the_loss_is_reported_and_not_used(original):
    return lambda self, cache, dvalues=1.0: original(self, cache)


@plant("training", WEIGHED, reference.training.logs, "in_order")
def evaluate_lists_metrics_in_alphabetical_order(original):
    return lambda names, logs: original(sorted(names), logs)


# ------------------------------------------------------------------ steps and sources


@plant("training", STEPS, Feed, "_resumed")
def every_epoch_starts_at_the_first_batch(original):
    def wrong(self):
        self._batches = None
        return original(self)

    return wrong


@plant("training", STEPS, Feed, "reset")
def validation_goes_on_where_it_stopped(original):
    return lambda self: None


@plant("training", STEPS, reference.training.trainer, "is_validated")
def epochs_to_validate_are_counted_from_0(original):
    return lambda epoch, validation_freq: original(epoch - 1, validation_freq)


@plant("training", "fit(epochs=3, steps_per_epoch=3", reference.training.feeds, "as_batch_size")
def steps_do_not_make_the_batch_size(original):
    return lambda name, batch_size, samples, steps=None: original(name, batch_size, samples)


@plant("training", "fit(generator", Generator, "start")
def a_generator_used_up_gives_nothing_more(original):
    def wrong(self):
        first, self._first = self._first, []
        return iter([*map(self._ready, first), *map(self._ready, self._generator)])

    return wrong


# ------------------------------------------------------------------ callbacks


@plant("training", STOPPING, EarlyStopping, "on_epoch_end")
def patience_is_one_epoch_longer(original):
    def wrong(self, epoch, logs=None):
        self.wait -= epoch == 1
        original(self, epoch, logs)

    return wrong


@plant("training", STOPPING, EarlyStopping, "on_train_end")
def the_best_weights_are_not_restored(original):
    return lambda self, logs=None: None


@plant("training", STOPPING, EarlyStopping, "_remember")
def the_last_weights_are_taken_for_the_best(original):
    def wrong(self, epoch):
        self.best_epoch, self.best_weights = epoch, self.model.weights

    return wrong


@plant("training", RATES, ReduceLROnPlateau, "in_cooldown")
def there_is_no_cooldown(original):
    return lambda self: False


@plant("training", RATES, ReduceLROnPlateau, "_reduce")
def the_rate_falls_without_end(original):
    def wrong(self, epoch):
        self.min_lr = 0.0
        return original(self, epoch)

    return wrong


@plant("training", RATES, ReduceLROnPlateau, "on_epoch_end")
def the_rate_of_the_next_epoch_is_logged(original):
    def wrong(self, epoch, logs=None):
        original(self, epoch, logs)
        logs["learning_rate"] = float(self.model.optimizer.learning_rate)

    return wrong


@plant("training", RATES, LearningRateScheduler, "on_epoch_begin")
def the_schedule_counts_from_1(original):
    return lambda self, epoch, logs=None: original(self, epoch + 1, logs)


# ------------------------------------------------------------------ what is frozen


@plant("training", FROZEN, Weighted, "all_weights")
def a_frozen_wrapper_freezes_what_is_inside(original):
    def wrong(self):
        for each in original(self):
            yield each._replace(trainable=each.trainable and self.trainable)

    return wrong
