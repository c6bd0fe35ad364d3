# make compare   set up .venv and compare every concept, with a table and a report
# make test      install what the tests need and run the whole suite

VENV := .venv
BIN := $(VENV)/bin
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c '$(SUPPORTED)' 2>/dev/null && command -v "$$p" && break; done)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: compare test lint types benchmark clean

compare: $(VENV)/installed
	@mkdir -p build
	$(BIN)/keras-notes compare --json build/comparison.json --html build/comparison.html

benchmark: $(VENV)/installed
	$(BIN)/keras-notes benchmark

# `make test COVERAGE=1` also demands every branch of reference/, and 95% of those of keras_notes/; it takes
# a third longer.
test: $(VENV)/installed-test
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup $(if $(COVERAGE),--cov --cov-report=) \
		tests reference keras_notes
	$(if $(COVERAGE),$(BIN)/python -m coverage report --include='reference/*' --fail-under=100)
	$(if $(COVERAGE),$(BIN)/python -m coverage report --include='keras_notes/*' --fail-under=95)

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

clean:
	rm -rf $(VENV) build

# The stamps make a second run install nothing; they are older than what they were made from only
# after a change of the project's own requirements.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 found; name one: make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV) (TensorFlow is large; only the first time)"
	$(INSTALL) --editable .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(INSTALL) --editable '.[test]'
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(INSTALL) --editable '.[dev]'
	@touch $@
