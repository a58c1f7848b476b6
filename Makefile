# Everything a person needs, in a fresh clone with only Python 3.11, pip and make. `make` alone explains itself.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test check bench faults venv check-style check-types check-floors check-templates \
        check-migrations check-translations

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
ARGS ?=
ONLY ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
BUILT_FROM := pyproject.toml $(wildcard requirements.lock hatch_build.py) $(shell \
  find frontend -type f -not -path '*/node_modules/*' 2>/dev/null; find src -name '*.po' 2>/dev/null)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: venv ## an invented country to try everything on, at http://localhost:8000 (PORT=8001 for another port)
	@QORGAN_DATA="$${QORGAN_DATA:-$(CURDIR)/var/demo}" exec $(BIN)/qorgan demo --port $(PORT)

test: venv ## every test, browser journeys included (ARGS="-k name tests/law" for some)
	@if test -n '$(ARGS)'; then exec $(BIN)/pytest $(ARGS); else exec $(BIN)/python checks/tests.py; fi

check: venv ## style, types, floors, templates, migrations, translations
	@$(MAKE) --no-print-directory --keep-going check-style check-types check-floors check-templates \
	  check-migrations check-translations

bench: venv ## speeds and peers side by side, the lines of bench/runs.txt (ONLY=law for some)
	@$(BIN)/python bench/run.py bench $(ONLY)

faults: venv ## the full counts: access matrix, tamperings, kills, fuzz (ONLY=access for some)
	@$(BIN)/python bench/run.py faults $(ONLY)

venv: .venv/.ready ## the environment in .venv, from requirements.lock with hashes

.venv/.ready: $(BUILT_FROM)
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer was not found; install it or say PYTHON=/path" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "make: $(PYTHON) is older than Python 3.11; say PYTHON=/path/to/python3.11" >&2; exit 2; }
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 \
	  || { echo "make: creating .venv"; rm -rf .venv; $(PYTHON) -m venv .venv >/dev/null 2>&1 && $(BIN)/python -m pip --version >/dev/null 2>&1; } \
	  || { rm -rf .venv; $(PYTHON) -m venv --without-pip .venv && $(PYTHON) -m pip --quiet --disable-pip-version-check --python $(BIN)/python install pip; }
	@echo "make: installing (a few minutes the first time)"
	@if test -f requirements.lock; then $(PIP) --require-hashes -r requirements.lock && $(PIP) --no-deps -e .; \
	  else $(PIP) -e '.[test,check]'; fi
	@touch $@

check-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: # the settings are read for the models: an address and a secret that nothing uses keep that off the disk
	QORGAN_SECRET_KEY=unused DATABASE_URL=postgresql://qorgan_app@localhost/unused $(BIN)/mypy src/qorgan

check-floors:
	$(BIN)/lint-imports

check-templates:
	$(BIN)/djlint --quiet --lint src/qorgan

check-migrations:
	@folder=$$(mktemp -d) && chmod 711 $$folder && QORGAN_DATA=$$folder/data QORGAN_DEMO=1 \
	  $(BIN)/qorgan manage makemigrations --check --dry-run; code=$$?; rm -rf $$folder; exit $$code

check-translations:
	@if test -f checks/translations.py; then $(BIN)/python checks/translations.py; \
	  else echo "make: checks/translations.py is missing" >&2; exit 1; fi
