# The commands of a working copy. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run test check bench docs install install-test install-train lock clean

PORT ?= 8080
PYTHON ?= python3.11
UV_VERSION := 0.13.8
# uv from the machine where it is there, else from a private environment
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
RUN := .venv/bin

help:  ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: install  ## start Undertone: make run [PORT=8080]
	@$(RUN)/undertone up --port $(PORT)

test: install-test  ## run all tests
	@$(RUN)/undertone train dialogue
	@$(RUN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
	@bot/.venv/bin/python -m pytest -q -c bot/pytest.ini tests/bot

check: install-test  ## ruff and mypy, strict
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy

bench: install  ## measure a turn beside stock Rasa
	@$(RUN)/undertone bench turn

install: .venv/.serving bot/.venv/.installed web_widget/device/packages/.fetched  ## both environments, from the lock files
install-test: install .venv/.testing .venv/.browser
install-train: .venv/.training  ## what training and evaluation need (several GB)

.uv/bin/uv:
	@echo "Fetching uv into .uv …"
	@$(PYTHON) -m venv .uv && .uv/bin/pip install --quiet uv==$(UV_VERSION)

.venv/bin/python: | $(UV)
	@$(UV) venv --quiet --python $(PYTHON) .venv

.venv/.serving: requirements.lock pyproject.toml | $(UV) .venv/bin/python
	@echo "Installing the main environment …"
	@$(UV) pip install --python .venv/bin/python --quiet --no-deps --require-hashes -r requirements.lock
	@$(UV) pip install --python .venv/bin/python --quiet --no-deps -e .
	@touch $@

.venv/.testing: requirements-test.lock .venv/.serving
	@echo "Installing what tests need …"
	@$(UV) pip install --python .venv/bin/python --quiet --no-deps --require-hashes -r requirements-test.lock
	@touch $@

.venv/.browser: tests/browser/install_chromium.sh .venv/.testing
	@sh tests/browser/install_chromium.sh
	@touch $@

.venv/.training: requirements-train.lock .venv/.serving
	@echo "Installing what training needs …"
	@$(UV) pip install --python .venv/bin/python --quiet --no-deps --require-hashes -r requirements-train.lock
	@touch $@

# Without npm, or offline, everything else works; `undertone doctor` says what is missing.
web_widget/device/packages/.fetched: web_widget/device/package-lock.json web_widget/device/fetch.sh
	@sh web_widget/device/fetch.sh || true

bot/.venv/bin/python: | $(UV)
	@$(UV) venv --quiet --python $(PYTHON) bot/.venv

bot/.venv/.installed: bot/requirements.lock | $(UV) bot/.venv/bin/python
	@echo "Installing the bot's environment …"
	@$(UV) --directory bot pip install --python .venv/bin/python --quiet --no-deps --require-hashes -r requirements.lock
	@touch $@

lock: | $(UV)  ## resolve the lock files again: names, versions and hashes only
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra test -c requirements.lock -o requirements-test.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra train -c requirements.lock -o requirements-train.lock
	@$(UV) --directory bot pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements.lock

docs: install  ## write docs/commands.md again from the help texts
	@$(RUN)/python -m typer undertone.cli utils docs --name undertone --title Commands --output docs/commands.md >/dev/null

clean:  ## remove environments and caches, keep var/
	@rm -rf .uv .venv bot/.venv models/dialogue web_widget/device/packages build .mypy_cache .pytest_cache .ruff_cache .hypothesis
