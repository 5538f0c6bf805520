# Everything a newcomer needs. `make help` tells what there is.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test soak bench sure lock format lint types imports clean

help: ## tell what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
		|| { echo "Madoguchi needs Python 3.11, 3.12 or 3.13 (make PYTHON=python3.12 ...)"; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.installed-dev ## make the virtual environment with everything for development

demo: $(VENV)/.installed ## run the front desk of a fictional town (Ctrl-C ends it)
	@$(RUN) -m bot demo $(ARGS)

test: $(VENV)/.installed-dev ## run the tests (ARGS="..." goes to pytest)
	$(RUN) -m pytest -n 2 --dist loadfile $(ARGS)

soak: $(VENV)/.installed-dev ## the same tests in full size
	MADOGUCHI_TEST_SIZE=full $(RUN) -m pytest -m "soak or not bench" $(ARGS)

bench: $(VENV)/.installed-dev ## the measurements
	$(RUN) -m tests.bench $(ARGS)

format: $(VENV)/.installed-dev ## put the code into shape
	$(RUN) -m ruff format bot routing knowledge storage tests

lint: $(VENV)/.installed-dev
	$(RUN) -m ruff format --check bot routing knowledge storage tests
	$(RUN) -m ruff check bot routing knowledge storage tests

types: $(VENV)/.installed-dev
	$(RUN) -m mypy

imports: $(VENV)/.installed-dev
	$(VENV)/bin/lint-imports

sure: lint types imports test ## before a commit: format, lint, types, import contracts, tests

lock: $(VENV)/.installed-dev ## pin every dependency anew, with hashes and without addresses
	$(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--python-version 3.11 pyproject.toml requirements-build.in -o requirements.lock
	$(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--python-version 3.11 --extra dev pyproject.toml requirements-build.in -c requirements.lock -o requirements-dev.lock

clean: ## take away what was made here
	rm -rf $(VENV) var .mypy_cache .ruff_cache .hypothesis
