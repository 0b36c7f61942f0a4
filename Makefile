# The commands of this project. `make demo` and `make test` need only Python 3.11+, git and a package index.

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
EXAMPLE := build/example-shop
DEMO := build/demo
PROJECT ?= .
PORT ?= 3000

export DEBT_STATE_DIR ?= $(CURDIR)/build/state
export DVC_NO_ANALYTICS := 1

.DEFAULT_GOAL := help
.PHONY: help demo scan ui test lint types contracts unit validate self-scan audit docs picture lock clean

help: ## Show these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 or later is needed" >&2; exit 2; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@$(BIN)/python -m compileall -q $(VENV)/lib debt_pipelines > /dev/null || true
	@touch $(READY)

demo: $(READY) ## Build the bundled example, scan it, print its scorecard
	@$(BIN)/python examples/shop/build.py $(EXAMPLE)
	@mkdir -p $(DEMO)
	@$(BIN)/debt scan $(EXAMPLE) --exit-zero --format text \
		--format html=$(DEMO)/scorecard.html --format json=$(DEMO)/scorecard.json
	@echo "the scorecard is in $(DEMO)/scorecard.html and $(DEMO)/scorecard.json"

scan: $(READY) ## Scan PROJECT=path
	@$(BIN)/debt scan $(PROJECT)

ui: $(READY) ## Open the Dagster UI on PROJECT=path (the example by default), PORT=3000
	@test "$(PROJECT)" != "." || test -d $(EXAMPLE) || $(BIN)/python examples/shop/build.py $(EXAMPLE)
	@$(BIN)/debt ui $(if $(filter .,$(PROJECT)),$(EXAMPLE),$(PROJECT)) --port $(PORT)

test: lint types contracts validate self-scan unit ## Run everything CI runs

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/mypy

contracts: $(READY)
	@$(BIN)/lint-imports

validate: $(READY)
	@$(BIN)/dagster definitions validate -w workspace.yaml

self-scan: $(READY)
	@$(BIN)/debt gate .

unit: $(READY)
	@$(BIN)/pytest -n 2 --dist worksteal -q

audit: $(READY) ## Look the locked packages up in the advisory database (needs network; fails aloud without)
	@$(BIN)/python .ci/audit.py

docs: $(READY) ## Bring the documentation up to date: the reference, and the output of every command in it
	@$(BIN)/python -m docs.generate

picture: $(READY) ## Take the picture of the HTML scorecard anew (needs Chromium)
	@$(BIN)/python -m docs.picture

lock: ## Resolve requirements.lock anew (needs uv)
	uv pip compile --universal --python-version 3.11 --prerelease if-necessary-or-explicit --generate-hashes \
		--no-annotate --no-header --no-emit-index-url --extra dev pyproject.toml -o requirements.lock

clean: ## Remove the environment and everything built
	rm -rf $(VENV) build dist
