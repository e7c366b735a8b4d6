# Everything a fresh machine needs: Python >= 3.11, git and make.
# The environment is made once from requirements.lock (hashes checked) and again only when that file changes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: report test lab check lint clean lock

report: $(READY)
	$(BIN)/evaluation run --study .

test: $(READY)
	$(BIN)/ruff check evaluation tests benchmarks
	$(BIN)/ruff format --check evaluation tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile

lab: $(READY)
	$(BIN)/jupyter lab --notebook-dir=notebooks

check: $(READY)
	$(BIN)/evaluation check --study .

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 oder neuer wird gebraucht / Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Es fehlt das Paket python3-venv: sudo apt install python3-venv"; \
	  echo "The package python3-venv is missing: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# By hand, after a change of the dependencies in pyproject.toml:
lock:
	$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv
	build/lock/bin/uv pip compile pyproject.toml --extra test --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock

clean:
	rm -rf data_processed reports ledger
