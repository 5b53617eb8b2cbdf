# From a fresh clone: `make run` serves the demonstration, `make test` proves it.
# `setup` is the only step that uses the network; it is quick when nothing changed.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.NOTPARALLEL:

PYTHON ?= python3
VENV := .venv
# servers and browsers wait on each other: three workers keep two cores busy
WORKERS ?= 3
PY := $(VENV)/bin/python
ROOMS := app accounts catalogue core documents form_factory knowledge_base messaging registry \
	schemas workflows
MESSAGES := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/*.po))

.PHONY: help setup setup-run run test audit chaos bench lint format i18n pictures assets-run \
	assets-dev

help: ## what can be asked for
	@grep -hE '^[a-z0-9-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(VENV)/.dev $(VENV)/.house assets-dev $(MESSAGES) ## all that developing needs (network)

setup-run: $(VENV)/.run $(VENV)/.house assets-run $(MESSAGES)

run: setup-run ## the demonstration on http://127.0.0.1:8000 (PORT, PREAU_VAR, BASE_URL)
	@exec $(VENV)/bin/preau up

test: setup ## the proofs, journeys in the browser included
	$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not audit and not chaos"

audit: setup ## an hour of proof: accessibility, rights, properties, API (MACHINES=FOLDER of workflows)
	PREAU_MACHINES=$(MACHINES) PREAU_EXAMPLES=10 $(PY) -m pytest -n $(WORKERS) -p schemathesis -m "audit or hypothesis"

chaos: setup ## kills, restarts, hangs
	$(PY) -m pytest -n 0 -m chaos

bench: setup ## one JSON line per figure
	$(VENV)/bin/preau bench

lint: setup ## style, floors, types, templates, security
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/mypy
	$(VENV)/bin/deptry . --requirements-files requirements.in --known-first-party app,tests \
		--requirements-files-dev requirements-dev.in --ignore DEP002 \
		--extend-exclude 'tests|node_modules|var|docs|mutants'
	$(VENV)/bin/djlint --lint --quiet $(wildcard $(addsuffix /templates,$(ROOMS)) app/*/templates)
	$(VENV)/bin/bandit -q -ll -s B608,B704 -r $(ROOMS) migrations  # S608, S704: ruff, with reasons

format: setup ## put the code into shape
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

pictures: setup ## the pictures of the guide, taken by walking its tasks
	$(PY) -m tests.browser.guide

i18n: setup ## gather the texts to translate, and see what is missing
	@mkdir -p var
	$(VENV)/bin/pybabel --quiet extract -F babel.cfg -k _l -k lazy_gettext -k ngettext:1,2 \
		--no-location --sort-output --no-wrap --project=Preau -o var/messages.pot $(ROOMS)
	@for language in $(notdir $(wildcard app/translations/*_* app/translations/??)); do \
		$(VENV)/bin/pybabel update -i var/messages.pot -d app/translations -l $$language \
			--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap || exit; \
		$(VENV)/bin/pybabel compile -d app/translations -l $$language --statistics || exit; done

# -- what setup is made of ------------------------------------------------------------------------

# With hashes and nothing else; uv when there is one (5 s), pip otherwise.
install = if command -v uv >/dev/null && uv pip install --quiet --python $(PY) --require-hashes $(1); \
	then :; else $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes $(1); fi

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
		"Préau demande Python 3.11 ou plus récent : make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements.txt | $(VENV)/.made
	@$(call install,-r requirements.txt)
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/.made
	@$(call install,-r requirements.txt -r requirements-dev.txt)
	@touch $@ $(VENV)/.run

# "compat" writes a plain path: a room added tomorrow is importable without installing again.
$(VENV)/.house: setup.cfg pyproject.toml | $(VENV)/.run
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--no-index --config-settings editable_mode=compat -e .
	@touch $@

assets-run: | $(VENV)/.made
	@$(PY) -P app/build.py

assets-dev: | $(VENV)/.made
	@$(PY) -P app/build.py --dev

%.mo: %.po | $(VENV)/.run
	@$(VENV)/bin/pybabel --quiet compile -i $< -o $@
