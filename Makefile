# mipviz: `make run` serves the lab, `make test` tests it. Both need Python 3.11+ with venv, and nothing else.
# HOST and PORT in the environment move the server.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.ONESHELL:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Node and npm come from the virtual environment, never from the system; certificates come from the system.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" NODE_USE_SYSTEM_CA=1 npm --prefix static

PYTHON_READY := $(VENV)/.python-ready
NODE_READY := static/node_modules/.ready
BUNDLE := static/dist/manifest.json
BROWSER_SOURCES := $(shell find static/src 2>/dev/null) \
  $(wildcard static/*.ts static/*.json static/*.html static/svelte.config.js)

.PHONY: help install run test test-full check format bench fingerprints types screenshots wheel lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

install: $(PYTHON_READY) $(BUNDLE) ## everything that the lab needs, into .venv/ and static/

run: install ## migrate and serve the lab on 127.0.0.1:8000
	@exec $(BIN)/mipviz

# Playwright keeps an event loop in its process, so tests that drive the browser run in processes of their own.
test: install ## the tests, under ten minutes
	@tests/system-packages
	$(NPM) test
	$(BIN)/pytest -n auto --dist worksteal -m "not full and not browser"
	$(BIN)/pytest -n auto --dist worksteal -m "not full and browser"

test-full: install ## the long tests: every capture of every option, and live peers
	@tests/system-packages peers
	$(BIN)/pytest -n auto --dist worksteal -m "full and not browser"
	$(BIN)/pytest -n auto --dist worksteal -m "full and browser"

check: install ## formatting, lint, types, the arrows between modules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) run check

format: install ## let the tools rewrite what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) run format

bench: install ## speed, as ratios to limits measured in the same run
	$(BIN)/mipviz bench
	@tests/system-packages
	$(BIN)/python -m tests.e2e.bench

fingerprints: install ## rewrite tests/fingerprints.json; read the diff
	$(BIN)/python -m tests.write_fingerprints

types: $(PYTHON_READY) ## rewrite the browser's types from the published schema of a trace
	$(BIN)/python -m mipviz.schemas > static/src/generated/trace.ts

screenshots: install ## the pictures in docs/, taken from the running lab
	@tests/system-packages
	$(BIN)/python -m docs.take_screenshots

wheel: install ## dist/mipviz-*.whl, browser code included
	$(BIN)/python -m hatchling build -t wheel

lock: ## pin requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 \
	  --extra test --extra dev \
	  --generate-hashes --no-annotate --no-header --upgrade --quiet -o requirements.lock

clean: ## remove what install made
	rm -rf $(VENV) static/node_modules static/dist dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
	  echo "mipviz needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || {
	  echo "mipviz needs Python's venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(PYTHON_READY): requirements.lock pyproject.toml hatch_build.py | $(VENV)/bin/python
	$(BIN)/pip --disable-pip-version-check install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip --disable-pip-version-check install --quiet --no-index --no-deps --no-build-isolation -e .
	touch $@

$(NODE_READY): static/package.json static/package-lock.json static/.npmrc | $(PYTHON_READY)
	$(NPM) ci --no-audit --no-fund --loglevel=error
	touch $@

$(BUNDLE): $(BROWSER_SOURCES) $(NODE_READY)
	$(NPM) run --silent build
	touch $@
