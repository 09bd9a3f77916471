# The one door. `make demo` shows Marsad at work; `make test` proves it. Each target sets up what it needs.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8765

.PHONY: help demo serve test check bench calibrate docs lock system clean

help: ## what can be done
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(BIN)/.installed ## the whole line on the bundled sample reports, ending with the workbench's address
	@$(BIN)/marsad demo --port $(PORT)

serve: $(BIN)/.installed ## the workbench on the ledger of marsad.toml (marsad.db)
	@$(BIN)/marsad serve --port $(PORT)

test: system $(BIN)/.developing ## every test
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(BIN)/.developing ## lint, types, import order, data, quality floors
	$(BIN)/ruff check src tests bench scripts hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_data.py tests/test_examples.py
	$(BIN)/python bench/gate.py

bench: $(BIN)/.developing ## quality and speed, measured anew
	$(BIN)/python bench/gate.py
	$(BIN)/python bench/quality.py --write
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/mentions.py

calibrate: $(BIN)/.developing ## fit the confidence of claims anew on the annotated reports
	$(BIN)/python scripts/calibrate.py

docs: $(BIN)/.developing ## the documentation as a site in site/, built offline
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build -q && echo "site/README.html"

lock: $(BIN)/python ## pin what pyproject.toml asks for (run after changing it)
	@$(BIN)/python -m pip install -q --disable-pip-version-check 'pip-tools>=7.5'
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --allow-unsafe --strip-extras --extra build -o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --allow-unsafe --strip-extras --extra build --extra postgres --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

system: # system packages that tests use; on Debian as root they are installed, elsewhere named
	@sh scripts/system.sh test

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Marsad needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: on Debian, apt-get install python3-venv"; exit 1; }

# What a user needs, and the front-end assets and place index (made by the build hook).
$(BIN)/.installed: requirements.lock pyproject.toml hatch_build.py scripts/gazetteer.py frontend/package-lock.json frontend/build.mjs frontend/basemap.mjs $(wildcard frontend/src/*) | $(BIN)/python
	@sh scripts/system.sh build
	@echo "installing Marsad into $(VENV) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade "pip>=24"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.developing: requirements-dev.lock $(BIN)/.installed
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean: ## remove the environment, caches and built assets
	rm -rf $(VENV) frontend/node_modules src/marsad/web/static/dist src/marsad/data/_index .mypy_cache .ruff_cache .pytest_cache
