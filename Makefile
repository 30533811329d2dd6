# Every target does its own set-up: Python 3.11 or newer and make are all that a machine needs.
# What is installed comes from the locks, every file checked against its hash.

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	"$$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)

export PIP_DISABLE_PIP_VERSION_CHECK = 1

VENV := .venv/bin/python
LOWEST := .venv-lowest/bin/python
BENCH := .venv-bench/bin/python
WHEEL := build/wheel/bin/python
# Many tests wait for a server's time-out, so there are more of them at once than cores.
PYTEST := -m pytest -n $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))
PIP := -m pip --quiet --no-input install
COMPILE := $(VENV) -m uv --quiet --system-certs pip compile pyproject.toml --universal \
	--python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
	--extra cli --extra jwt --extra testing $(LOCK)
# Pyright looks for packages beside the first python of PATH.
PYRIGHT := PATH="$$PWD/.venv/bin:$$PATH" $(VENV) -m pyright
THROUGH_LITELLM := $(addprefix tests/test_,gate_answers.py gate_ladder.py gate_streams.py \
	gate_isolation.py gate_foresight.py gate_forms.py default_gate.py litellm_process.py litellm_once.py \
	conversations.py providers.py)
TYPED_USES := $(wildcard tests/typed_uses*.py)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-lowest lint format types mypy pyright cover differential bench build test-wheel \
	check docs scorecard reliability soak lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: .venv/ready ## see the gate climb its ladder: no key and no network needed
	$(VENV) demo/demo.py

test: .venv/ready ## the tests, on every core
	$(VENV) $(PYTEST)

differential: .venv/ready ## the direct carrier beside LiteLLM in every case and many more; takes minutes
	DIFFERENTIAL=all $(VENV) $(PYTEST) tests/test_differential.py

test-lowest: .venv-lowest/ready ## what goes through LiteLLM, on the oldest versions that are allowed
	$(LOWEST) $(PYTEST) $(THROUGH_LITELLM)

lint: .venv/ready ## ruff: rules and format
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .

format: .venv/ready ## rewrite the code as lint wants it
	$(VENV) -m ruff check --fix-only .
	$(VENV) -m ruff format .

types: mypy pyright ## mypy and pyright, on the package and on typed uses of it

mypy: .venv/ready
	$(VENV) -m mypy llmgate benchmarks $(TYPED_USES)

pyright: .venv/ready
	$(PYRIGHT) llmgate $(TYPED_USES)

cover: .venv/ready ## the tests, with the lines and branches that none of them ran
	$(VENV) -m coverage erase
	$(VENV) -m coverage run $(PYTEST)
	$(VENV) -m coverage combine --quiet
	$(VENV) -m coverage report

bench: .venv-bench/ready ## the gate beside LiteLLM and the other clients, in one run; takes minutes
	$(BENCH) -m benchmarks
	$(BENCH) -m benchmarks.climbing
	$(BENCH) -m benchmarks.drawing
	$(BENCH) -m benchmarks.plot
	$(BENCH) -m benchmarks.page

build: .venv/ready ## the wheel and the sdist, into dist/
	rm -rf dist
	$(VENV) -m build --no-isolation

# The tests run from a copy beside which there is no source tree, so only the wheel can be imported;
# the other packages are those of .venv, whose own .pth files (llmgate's too) do not count here.
test-wheel: build ## the wheel, installed where there is no source tree
	rm -rf build/wheel build/wheel-tests
	$(VENV) -m venv --without-pip build/wheel
	$(VENV) -m pip --python $(WHEEL) --quiet install --no-deps dist/*.whl
	$(VENV) -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
		> "$$($(WHEEL) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/locked.pth"
	mkdir -p build/wheel-tests
	cp -R tests pyproject.toml build/wheel-tests
	cd build/wheel-tests && ../../$(WHEEL) -m pytest tests/test_package.py

# What keeps one core busy goes two at a time; the tests take every core for themselves.
check: ## all of it: what continuous integration runs
	$(MAKE) -j 2 .venv/ready .venv-lowest/ready
	$(MAKE) -j 2 lint mypy pyright test-wheel
	$(MAKE) test-lowest test

docs: .venv/ready ## renew what the pages show of the code: keys, help texts, the schema, pictures
	$(VENV) docs/generate.py

scorecard: .venv/ready ## real errors through LiteLLM: who recognises an overflow (docs/overflow.md)
	$(VENV) tests/scorecard.py docs/overflow.md

reliability: .venv/ready ## every fault at every place (the table of docs/reliability.md)
	$(VENV) tests/fault_matrix.py docs/reliability.md

soak: .venv/ready ## 20,000 calls while vendors fail (the figures of docs/reliability.md)
	$(VENV) tests/soak.py docs/reliability.md

lock: .venv/locked ## resolve the locks anew; LOCK=--upgrade takes the newest versions
	$(COMPILE) --group dev --output-file requirements-dev.lock
	$(COMPILE) --group bench --constraint requirements-dev.lock --output-file requirements-bench.lock
	$(COMPILE) --group backend --group test --resolution lowest-direct \
		--output-file requirements-lowest.lock

clean: ## remove whatever the targets made
	rm -rf .venv .venv-lowest .venv-bench build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	rm -f .coverage .coverage.*
	find llmgate tests demo benchmarks -name __pycache__ -prune -exec rm -rf {} +

.venv/locked: requirements-dev.lock
.venv-lowest/locked: requirements-lowest.lock
.venv-bench/locked: requirements-bench.lock
.venv/locked .venv-lowest/locked .venv-bench/locked:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python $(PIP) --require-hashes --requirement $<
	@touch $@

.venv/ready: .venv/locked pyproject.toml
.venv-lowest/ready: .venv-lowest/locked pyproject.toml
.venv-bench/ready: .venv-bench/locked pyproject.toml
.venv/ready .venv-lowest/ready .venv-bench/ready:
	$(@D)/bin/python $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
