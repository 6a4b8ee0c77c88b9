# Everything a newcomer needs: `make demo`, `make test`. Both make .venv from the hashed lock first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help install demo test check evaluate lock clean
help:
	@echo "make demo     simulated limb, broker and therapist's page on this computer"
	@echo "make test     every test"
	@echo "make check    lint, types and the fast tests, under a minute"
	@echo "make evaluate every target of the movement analysis on real recordings: DATA=../shared/data, pictures: PLOTS=folder"
	@echo "make install  only make .venv"
	@echo "make lock     renew requirements.lock (needs uv)"

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else f"Easeband needs Python 3.11 or newer, {sys.executable} is {v.major}.{v.minor}: try make PYTHON=python3.11")'
	@echo "Installing into $(VENV) (about a minute, once) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing: on Debian, apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

demo: install
	@$(BIN)/easeband demo $(DEMO)

test: check
	$(BIN)/pytest -m slow

check: install
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -m "not slow"

DATA ?= ../shared/data
evaluate: install
	$(BIN)/python -m tests.evaluation.evaluate $(DATA) $(if $(PLOTS),--plots $(PLOTS))
	$(BIN)/python -m tests.evaluation.kinds $(DATA)
	$(BIN)/python -m tests.evaluation.rides $(DATA)
	$(BIN)/python -m tests.evaluation.made_up

lock:
	uv pip compile pyproject.toml --extra pi --extra test --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) .venv-peers .venv-paradigma build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
