# Each target sets up what it needs by itself; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
MANIFEST := dbt/target/.prepared
export PYTHON
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
export DAGSTER_DISABLE_TELEMETRY := yes

.PHONY: help nightly test check format dev docs bench clean lock

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

nightly: $(MANIFEST) ## install, run one night over the sample company, say where to look
	@$(BIN)/cx360 nightly

test: $(MANIFEST) ## install, run every test that needs no extra server, on every core
	@$(BIN)/python -m pytest --numprocesses logical --dist loadscope --no-loadscope-reorder

check: $(MANIFEST) ## format, lint, types, SQL style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar dbt

format: $(INSTALLED) ## rewrite Python in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

dev: $(MANIFEST) ## Dagster's user interface on http://localhost:3000
	@$(BIN)/cx360 dev

docs: $(MANIFEST) ## write the generated pages under docs/
	@$(BIN)/python -m docs.generate

bench: $(MANIFEST) ## where the sample night's CPU seconds go, by stage
	@$(BIN)/python bench/night.py --sample

clean: ## remove the environment and everything built (not data/home)
	rm -rf $(VENV) dbt/target dbt/logs .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

lock: ## renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements.lock

$(INSTALLED): requirements.lock pyproject.toml
	@python=$$(bash .ci/python) && \
	echo "Installing into $(VENV) with $$($$python --version) (about 1.2 GB, a few minutes the first time) …" && \
	rm -rf $(VENV)/.installed && { test -x $(BIN)/python || $$python -m venv $(VENV); } && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . && \
	touch $@

$(MANIFEST): $(INSTALLED) $(shell find dbt -name target -prune -o -name logs -prune -o \( -name '*.sql' -o -name '*.yml' -o -name '*.csv' \) -print 2>/dev/null)
	@echo "Preparing the dbt manifest …"
	@$(BIN)/cx360 prepare
	@touch $@
