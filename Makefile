# Everything a newcomer needs: `make demo`, `make test`. Both make .venv from the hashed lock first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Python's bytecode is kept there and nowhere else, also for whoever wants none of it: else each run compiles all again.
export PYTHONPYCACHEPREFIX := $(abspath $(VENV))/bytecode
unexport PYTHONDONTWRITEBYTECODE
STAMP := $(VENV)/.installed

.PHONY: help install demo test check lint types fast evaluate mutate world lock deb sbom vm-test debian12 debian13 first-day clean
help:
	@echo "make demo     simulated limb, broker and therapist's page on this computer"
	@echo "make test     every test"
	@echo "make check    lint, types and the fast tests: two minutes on two cores"
	@echo "make evaluate every target of the movement analysis on real recordings: DATA=../shared/data, pictures: PLOTS=folder"
	@echo "make mutate   which changes for the worse no test notices: hours for all, PACKAGE=device.exercise SAMPLE=200 SEED=1"
	@echo "make world    the whole line with faults, one world of SEED=1 and its story; YEARS=100 searches from there"
	@echo "make deb      Debian packages for device and clinic, in build/deb: ARCH=\"arm64 amd64\" ROLE=\"easeband easeband-clinic\""
	@echo "make debian13 both packages installed, upgraded, removed and purged in a Debian 13, and the fast tests there; debian12"
	@echo "make vm-test  both services of a device in a virtual machine: confined, hung, killed, stopped; as root, with QEMU"
	@echo "              HERE=1: what needs no board, on this kernel, in minutes; ONLY=\"hung full\": checks with these words"
	@echo "make first-day  a clinic and two bands set up in clean Debians, by what the pages say to type: as root, 2 minutes"
	@echo "make sbom     what is in the packages, as CycloneDX, in build/sbom"
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

# A file's tests stay together, so that what they share is set up once; the longest files first (tests/conftest.py).
PARALLEL := --numprocesses auto --dist loadfile --no-loadscope-reorder
# Those that mostly wait for processes of their own share nothing: three on each core, each by itself.
WAITING := --numprocesses $(shell expr 3 \* $$(nproc)) --dist worksteal

# Tests that watch real seconds run one after the other when everything else is done.
test: check
	$(BIN)/pytest -m "(slow or costly) and not waits and not alone" $(PARALLEL)
	$(BIN)/pytest -m "waits and not alone" $(WAITING)
	$(BIN)/pytest -m alone

# All three at once, each to its end: whoever has broken two things sees both. One that fails names itself last.
check: install
	@$(MAKE) --no-print-directory --keep-going --jobs=3 lint types fast && echo "check: lint, types and fast tests hold"

lint: install
	@$(BIN)/ruff check . || $(call failed,lint)

types: install
	@said=$$($(BIN)/mypy 2>&1); status=$$?; echo "$$said"; [ $$status = 0 ] || $(call failed,types)

fast: install
	@$(BIN)/pytest -m "not slow and not costly" --durations=5 --durations-min=1 $(PARALLEL) || $(call failed,fast tests)

failed = { echo "check: $(1) FAILED"; exit 1; }

DATA ?= ../shared/data
evaluate: install
	$(BIN)/python -m tests.evaluation.evaluate $(DATA) $(if $(PLOTS),--plots $(PLOTS))
	$(BIN)/python -m tests.evaluation.kinds $(DATA)
	$(BIN)/python -m tests.evaluation.rides $(DATA)
	$(BIN)/python -m tests.evaluation.made_up

mutate: install
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.mutation.mutate $(PACKAGE) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED))

SEED ?= 1
world: install
	@$(BIN)/python -m tests.world --seed $(SEED) $(if $(YEARS),--years $(YEARS),--story)

COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet

# The device and the clinic get the same versions as we test with, and nothing else.
lock:
	$(COMPILE) --extra pi --extra test --extra sbom --upgrade --output-file requirements.lock
	$(COMPILE) --extra pi --extra report --constraint requirements.lock --output-file systemd/debian/easeband/requirements.lock
	$(COMPILE) --extra clinic --extra postgresql --constraint requirements.lock \
		--output-file systemd/debian/easeband-clinic/requirements.lock

# Needs the network: the wheels of each role's lock come into its package.
deb: install
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python systemd/debian/build.py $(if $(ARCH),--arch $(ARCH)) $(if $(ROLE),--role $(ROLE))

sbom: install
	@$(BIN)/python systemd/debian/sbom.py

# As root, with mmdebstrap and qemu-system-x86. What it builds is kept in build/, the first run takes minutes longer.
vm-test: install
	@$(BIN)/python -m tests.vm $(DEBIAN) $(if $(HERE),--here) $(if $(HURRY),--hurry) $(if $(ONLY),--disk --only $(ONLY))

# As root, with mmdebstrap. The root file system is made once, the package each time.
debian12 debian13: install
	@$(BIN)/python -m tests.debian $@ $(if $(ROLE),--role $(ROLE))

# As root, with mmdebstrap, in namespaces of this computer's own kernel.
first-day: install
	@$(BIN)/python -m tests.vm.first_day $(DEBIAN)

clean:
	rm -rf $(VENV) .venv-peers .venv-paradigma .mutation build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
