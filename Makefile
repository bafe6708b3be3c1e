# Everything below makes the virtual environment it needs from the pinned versions; Python 3.11 to 3.13 and make suffice.
PYTHON ?= python3
DATA ?= data
SERVE ?= yes
SHARE ?= 1
VENV := .venv
BIN := $(VENV)/bin
LIBRARIES := tests/crawler/scripted/node_modules
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: install install-test install-e2e install-bench demo test e2e accept accept-portals accept-scripted accept-strangers accept-reading accept-nation accept-cluster nation bench docs lint lock release clean

install: $(VENV)/.installed
install-test: $(VENV)/.installed-test
install-e2e: $(VENV)/.installed-e2e
install-bench: $(VENV)/.installed-bench

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# The project itself is installed from this checkout, with the build tool that the lock pins.
$(VENV)/.installed: $(BIN)/python requirements.lock pyproject.toml
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.lock
	$(INSTALL) --require-hashes -r requirements-test.lock
	touch $@

# The libraries that the scripted portals run, at the versions of their lock; node and npm are asked for.
$(LIBRARIES): tests/crawler/scripted/package-lock.json
	scripts/need-npm
	npm ci --silent --prefix tests/crawler/scripted
	touch $@

$(VENV)/.installed-e2e: $(VENV)/.installed-test requirements-e2e.lock
	$(INSTALL) --require-hashes -r requirements-e2e.lock
	touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-test requirements-bench.lock
	$(INSTALL) --require-hashes -r requirements-bench.lock
	touch $@

$(VENV)/.installed-docs: $(VENV)/.installed requirements-docs.lock
	$(INSTALL) --require-hashes -r requirements-docs.lock
	touch $@

## The main job on the five sample portals; then serves the archive (SERVE=no stops after the summary).
demo: install
	$(BIN)/nianbao demo --data $(DATA) $(if $(filter no,$(SERVE)),--no-serve)

test: install-test
	$(BIN)/python -m pytest -n auto

## A real browser over the demo archive; installs Debian's Chromium where there is none.
## Two at a time: each makes its own archive of the demo.
## Without npm's registry the one scripted portal is left out, which is said; make accept-scripted fails then.
e2e: install-e2e
	scripts/need-chromium
	-$(MAKE) --no-print-directory $(LIBRARIES)
	$(BIN)/python -m pytest -n 2 -m "e2e and not accept" tests/e2e tests/crawler/scripted

## The large correctness runs: up to an hour. Each uses all cores itself, so they run one after the other.
accept: install-test
	$(BIN)/python -m pytest -m accept -s

## Hostile portals, heads of answers and Ctrl-C beside a good portal: at most 40 minutes. Figures go to build/portals-*.json.
accept-portals: install-test
	$(BIN)/python -m pytest -m accept -s tests/crawler/test_accept_portals.py

## Twelve portals whose lists only a browser shows, twice, a hostile page, and every page of the site in all looks: at most 20 minutes.
accept-scripted: install-e2e install-bench $(LIBRARIES)
	scripts/need-chromium
	scripts/need-libreoffice
	$(BIN)/python -m pytest -m accept -s tests/crawler/scripted tests/e2e

## Hostile archives and files, visitors, kills and flipped bits: at most 40 minutes.
accept-strangers: install-test
	$(BIN)/python -m pytest -m accept -s tests/nianbao/site/test_accept_visitors.py tests/archive/merge/test_accept_strangers.py tests/archive/custody/test_accept_custody.py

## The nation: 3,000 loopback hosts with the farm's software and hazards, 30,000 reports crawled, an archive filled to 500,000, measured
## at 5,000, 50,000 and 500,000. Up to 6 hours and 40 GB; stopped, the same command goes on. Figures go to build/nation.json.
nation: install-test
	$(BIN)/python -m benchmarks.nation

## A tenth of it: at most 40 minutes. Figures go to build/nation-tenth.json.
accept-nation: install-test
	$(BIN)/python -m pytest -m accept -s tests/nation

## Workers, coordinator, scheduler, object store and the way between them killed at 40 moments each, refusals, labels: at most 40 minutes.
accept-cluster: install-test
	$(BIN)/python -m pytest -n 2 -m accept tests/nianbao/cluster

## What a reading may be trusted for: layouts, damaged content, damaged tags, damaged files, OCR, LibreOffice; then the card of
## docs/reading.md. Up to 40 minutes on two cores; SHARE=0.1 runs a tenth of the pages.
accept-reading: install-e2e
	scripts/need-chromium
	scripts/need-libreoffice
	$(INSTALL) --require-hashes -r requirements-ocr.lock
	SHARE=$(SHARE) $(BIN)/python -m pytest -m "accept or not accept" --no-skips -s \
	    tests/parsers/test_accept_layouts.py tests/parsers/judge
	$(BIN)/python -m pytest -m "accept or not accept" --no-skips -s tests/parsers/readers/ocr
	$(BIN)/python -m pytest -n 2 -m "accept or not accept" --no-skips tests/parsers/readers/pdf tests/parsers/readers/excel tests/parsers/readers/word tests/parsers/readers/test_same_report.py
	scripts/accuracy-card

bench: install-bench
	$(BIN)/python -m benchmarks

lint: install-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/house --check

## The documentation as a site in build/docs; a warning or a dead link fails.
docs: $(VENV)/.installed-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

## Builds sdist and wheel from a clean checkout, checks both, and tries the wheel in empty environments, with each extra.
release: install
	scripts/release

lock: $(BIN)/python
	scripts/lock

clean:
	rm -rf build $(VENV) data
