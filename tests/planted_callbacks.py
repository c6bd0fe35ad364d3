"""Mistakes in what callbacks leave behind."""

from planted import plant

from reference.callbacks import (
    CSVLogger,
    History,
    LambdaCallback,
    ModelCheckpoint,
    ProgbarLogger,
    TerminateOnNaN,
)

BOTH = "LambdaCallback and History"


@plant("training", "CSVLogger", CSVLogger, "_columns")
def columns_are_not_in_alphabetical_order(original):
    return lambda self, logs: sorted(logs, reverse=True)


@plant("training", "CSVLogger", CSVLogger, "on_epoch_end")
def csv_epochs_count_from_1(original):
    return lambda self, epoch, logs=None: original(self, epoch + 1, logs)


@plant("training", "ModelCheckpoint", ModelCheckpoint, "_wanted")
def the_last_weights_are_kept_instead_of_the_best(original):
    return lambda self, *arguments: True


@plant("training", "ModelCheckpoint", ModelCheckpoint, "_save")
def file_names_count_epochs_from_0(original):
    return lambda self, epoch, logs: original(self, epoch - 1, logs)


@plant("training", BOTH, LambdaCallback, "__init__")
def functions_of_batches_are_called_before_them(original):
    def wrong(self, on_train_batch_end=None, **others):
        original(self, on_train_batch_begin=on_train_batch_end, **others)

    return wrong


@plant("training", BOTH, History, "on_epoch_end")
def an_epoch_is_noted_twice(original):
    return lambda self, *arguments: (original(self, *arguments), original(self, *arguments))


@plant("training", "ProgbarLogger", ProgbarLogger, "set_params")
def lines_count_epochs_from_the_other_end(original):
    return lambda self, params: original(self, params | {"epochs": 99})


@plant("training", "TerminateOnNaN", TerminateOnNaN, "on_batch_end")
def an_infinite_loss_goes_on(original):
    return lambda self, batch, logs=None: None
