# make help lists what can be made.
PYTHON ?= python3
TORCH ?= torch==2.13.0
PARTS ?= web,video,speech,train,synthetic,docs,dev
ROUNDS ?= 20
# One more than the cores: some tests wait for servers.
WORKERS ?= $(shell expr $$(nproc) + 1)
BIN := .venv/bin
comma := ,
# Small problems on few cores: threads that wait for each other cost more than they give.
export OMP_NUM_THREADS ?= 1
# Tests start many programs: each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE
SETUP = @sh lock/setup.sh "$(PYTHON)" "$(1)" "$(TORCH)"

.PHONY: help setup demo test test-browser test-slow test-servers test-faults test-load bench docker-test docs check format lock clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup:  ## install everything into .venv (PARTS=web,video leaves torch out)
	$(call SETUP,$(PARTS))

demo:  ## a small real study from nothing: corpus, training, clips, ratings, significance
	$(call SETUP,$(subst $(comma)dev,,$(subst $(comma)docs,,$(PARTS))))
	$(BIN)/python manage.py demo

test: setup  ## the tests, in parallel
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-browser: setup  ## the tests of the pages in Chromium
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "browser and not slow" tests/evalsite

docs: setup  ## the documentation site in build/docs
	rm -rf docs/api/*/
	$(BIN)/sphinx-build -q -W --keep-going -b html docs build/docs

bench: setup  ## speed of analysis, jobs, renders and face beside peers and goals; writes docs/measured
	$(BIN)/python -m bench.analysis
	$(BIN)/python -m bench.contrast_calibration
	$(BIN)/python -m bench.power_agreement
	$(BIN)/python -m bench.jobs
	$(BIN)/python -m bench.sizing
	$(BIN)/python -m bench.scaling
	$(BIN)/python -m bench.face
	$(BIN)/python -m bench.motion_formats

test-servers: setup  ## the tests of the site on a private PostgreSQL and Redis
	$(BIN)/python -m pytest -p tests.servers -m "not slow and not browser" tests/evalsite tests/faults

test-slow: setup  ## the tests that take longer
	$(BIN)/python -m pytest -m slow

test-faults: setup  ## twenty rounds (ROUNDS=20) of killed workers and servers; writes docs/reliability.md
	$(BIN)/python -m tests.faults --page --rounds $(ROUNDS)

test-load: setup  ## hundreds of participants at once on a private PostgreSQL; writes docs/measured/load.md
	$(BIN)/python -m pytest -m load tests/load

check: setup  ## style, types, layers, migrations, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	rm -rf docs/api/*/
	$(BIN)/sphinx-build -q -W --keep-going -b html docs build/docs

docker-test:  ## build the images without a Docker daemon and take part in a study on them (needs root)
	$(call SETUP,dev)
	sh docker/test/run.sh

format: setup  ## put the code in order
	$(BIN)/ruff check --fix-only --exit-zero .
	$(BIN)/ruff format .

lock:  ## resolve the dependencies anew (needs uv)
	@sh lock/lock.sh

clean:  ## remove what was made (not var/, where your studies live)
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
