# make help lists what can be made.
PYTHON ?= python3
TORCH ?= torch==2.13.0
PARTS ?= web,video,speech,train,planted,dev
BIN := .venv/bin
# Small problems on few cores: threads that wait for each other cost more than they give.
export OMP_NUM_THREADS ?= 1
READY := .venv/.ready-$(PARTS)

.PHONY: help setup demo test test-slow check format lock clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(READY)  ## install everything into .venv (PARTS=web,video leaves torch out)

$(READY): requirements.lock pyproject.toml lock/setup.sh
	@sh lock/setup.sh "$(PYTHON)" "$(PARTS)" "$(TORCH)"
	@touch $@

demo: setup  ## a small real study from nothing: corpus, training, clips, ratings, significance
	$(BIN)/python manage.py demo

test: setup  ## the tests, at most 10 minutes on two cores
	$(BIN)/python -m pytest

test-slow: setup  ## the tests that take longer
	$(BIN)/python -m pytest -m slow

check: setup  ## style, types, layers, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

format: setup  ## put the code in order
	$(BIN)/ruff check --fix-only --exit-zero .
	$(BIN)/ruff format .

lock:  ## resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml lock/beside.in --all-extras --universal --python-version 3.11 \
	  --override lock/overrides.txt --generate-hashes --no-annotate --no-header --no-emit-package torch \
	  --no-emit-package warp-lang --no-emit-package roma --no-emit-package facestudy -o requirements.lock

clean:  ## remove what was made (not var/, where your studies live)
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
