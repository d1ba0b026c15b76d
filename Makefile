# Two commands do everything on a fresh machine with Python 3.11 or newer: `make run` and `make test`.
# The README shows the plain pip lines for machines without make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/pip --disable-pip-version-check
STAMP  := $(VENV)/.installed
INPUTS := pyproject.toml constraints.txt package.json package-lock.json web/build_hook.py \
          $(shell find web/static/src web/locale -type f -not -name '*.mo' 2>/dev/null)

# Rooms of the web with a catalogue of their own, beside that of the pages.
ROOMS  := accounts authoring operations overview reviews

.PHONY: run test check bench lock catalogue clean help

help:      ## show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

$(STAMP): $(INPUTS)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt --editable '.[dev,postgresql]'
	@touch $@

run: $(STAMP)   ## set up, migrate, seed, serve and print the address
	$(BIN)/duilian serve $(ARGS)

test: $(STAMP)  ## set up and run all tests
	$(BIN)/python -m pytest -W error -n auto --dist loadgroup $(ARGS)

check: $(STAMP) ## style, strict types, import contracts, content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/duilian check

bench: $(STAMP) ## measure and print ratios
	$(BIN)/python -m tests.bench $(ARGS)

lock: $(STAMP)  ## renew constraints.txt from pyproject.toml
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --all-extras --no-emit-index-url --no-annotate --no-header \
	  --quiet --output-file constraints.txt pyproject.toml

catalogue: $(STAMP)  ## bring web/locale up to date with the texts of the pages, then fill in what is empty
	@for room in pages $(ROOMS); do \
	  test $$room = pages && from="web/pages web/rendering web/templates $(foreach name,$(ROOMS),--ignore-dirs=$(name))" \
	    || from="web/$$room web/templates/$$room"; \
	  $(BIN)/pybabel -q extract -F web/locale/babel.cfg --no-location --sort-output --no-wrap \
	    -o $(VENV)/$$room.pot $$from || exit 1; \
	  $(BIN)/pybabel -q update -D $$room --omit-header --no-fuzzy-matching --ignore-obsolete --no-wrap \
	    -i $(VENV)/$$room.pot -d web/locale || exit 1; \
	done

clean:          ## remove what was built (not the data)
	rm -rf $(VENV) node_modules web/static/built build dist
