"""A comparison as tables, as a web page, and in files that are whole or not there."""
