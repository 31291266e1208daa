# Kayoi: `make run` serves the app with demo data, `make test` runs every test. `make help` lists the rest.
# Everything is kept inside this folder: .venv (Python), .cache (downloads), pwa/node_modules, var (data).
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
unexport PYTHONDONTWRITEBYTECODE # compiled once, not by each of the many processes of a test run
export npm_config_cache := $(CURDIR)/.cache/npm
export PLAYWRIGHT_BROWSERS_PATH := $(CURDIR)/.cache/browsers
PIP := $(PY) -m pip install --quiet --no-warn-script-location

.DEFAULT_GOAL := help
.PHONY: help run serve-lan test test-long bench screenshots sbom format lock clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1  /p' $(MAKEFILE_LIST)

run: $(VENV)/.run-ready ## set up what is missing, then serve on http://127.0.0.1:8000 (PORT, KAYOI_DATA change it)
	@$(PY) pwa/build_hook.py
	@exec $(VENV)/bin/kayoi run

serve-lan: $(VENV)/.run-ready ## serve tablets of this network over TLS with an own CA (NAME="kayoi.local 192.168.1.10", LAN_PORT); docs/lan.md
	@$(PY) pwa/build_hook.py
	@exec $(VENV)/bin/kayoi serve-lan $(foreach name,$(NAME),--name $(name)) $(if $(LAN_PORT),--port $(LAN_PORT)) $(if $(NEW_CA),--new-ca)

test: $(VENV)/.test-ready ## format, lint, types, unit, property, API and browser tests
	@$(PY) -m tests.run

test-long: $(VENV)/.test-ready ## everything in `make test`, then the longer proofs
	@$(PY) -m tests.run --long

bench: $(VENV)/.test-ready ## the numbers of docs/performance.md, as ratios measured side by side
	@$(PY) pwa/build_hook.py
	@$(PY) -m tests.bench

screenshots: $(VENV)/.test-ready ## every screen at 820x1180 and 390x844 (and 1280x900 for the office) into docs/screenshots/latest
	@$(PY) pwa/build_hook.py
	@$(PY) -m tests.browser.screenshots

sbom: ## every component with version and hash, from the lock files, as CycloneDX 1.6 into kayoi.cdx.json
	@python3 -m tests.sbom > kayoi.cdx.json && echo "kayoi.cdx.json"

format: $(VENV)/.test-ready ## format and fix what can be fixed by itself
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet .
	@$(PY) pwa/build_hook.py --npm run format

lock: $(VENV)/.test-ready ## renew the Python lock files from pyproject.toml (needs uv from PyPI)
	@$(PIP) uv
	@$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --no-header --extra build pyproject.toml -o server/requirements.lock
	@$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --no-header --extra build --extra dev pyproject.toml -o tests/requirements.lock

clean: ## remove what was built or downloaded (keeps var/, the data)
	rm -rf $(VENV) .cache pwa/node_modules pwa/dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.created:
	@py=; for p in $$PYTHON python3 python3.14 python3.13 python3.12 python3.11; do \
	  if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then py=$$p; break; fi; done; \
	if [ -z "$$py" ]; then echo "Missing: Python 3.11 or newer (Debian/Ubuntu: apt install python3 python3-venv; macOS: brew install python)"; exit 1; fi; \
	rm -rf $(VENV); \
	$$py -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); echo "Missing: the venv module of $$py (Debian/Ubuntu: apt install python3-venv)"; exit 1; }
	@touch $@

$(VENV)/.run-ready: $(VENV)/.created server/requirements.lock pyproject.toml
	@echo "Setting up Python packages (first time: about half a minute) ..."
	@$(PIP) --require-hashes -r server/requirements.lock
	@PWA_PREBUILT=1 $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-ready: $(VENV)/.run-ready tests/requirements.lock
	@echo "Setting up the test tools ..."
	@$(PIP) --require-hashes -r tests/requirements.lock
	@touch $@
