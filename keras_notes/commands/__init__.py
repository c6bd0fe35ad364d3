"""The commands of `keras-notes`, one a file. Keras is imported when one of them starts to work."""
