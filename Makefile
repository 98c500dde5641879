# The course's commands. Each does its own set-up: on a fresh machine with Python 3.11+ and make,
# `make lab` or `make test` is all there is to type.

# Another Python than the machine's python3: make install PYTHON=python3.13
PYTHON ?= python3
# Browser and grading tests start servers and kernels; more workers than cores makes them time out.
WORKERS ?= 2

# nbgrader calls `alembic` by its bare name, so the environment's scripts must be on the path.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help install lab test demo bench notebooks clean-notebooks assignments strings lock lint format

help:
	@echo "make lab          open JupyterLab on the first lesson"
	@echo "make test         check everything: style, types, floors, tests, notebooks, grading, browser"
	@echo "make demo         grade a synthetic class of 24 from release to feedback; make demo ASSIGNMENT=a1"
	@echo "make bench        measure import, redraw and restore times"
	@echo "make install      the set-up alone: .venv, from requirements.lock"
	@echo "make assignments  generate assignments/ from solutions/"
	@echo "make notebooks    execute the lessons and store their outputs"
	@echo "make strings      update and compile the translations"
	@echo "make format       format the code and clean the notebooks"
	@echo "make lint         style, types and floors alone"
	@echo "make lock         pin the newest versions in requirements.lock"

install:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "The course needs Python 3.11 or newer; there is no $(PYTHON) here. Install it, or name another:" \
	       "make install PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) tools/install.py

lab: install
	.venv/bin/venezuela-course lab

test: lint
	.venv/bin/python -m pytest -n $(WORKERS) --dist loadfile

lint: install
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

format: install clean-notebooks
	.venv/bin/ruff check --fix-only --quiet
	.venv/bin/ruff format

demo: install
	.venv/bin/venezuela-course demo $(ASSIGNMENT)

bench: install
	.venv/bin/python -m bench

notebooks: install
	.venv/bin/python -m tools.notebooks
	.venv/bin/venezuela-course syllabus
	.venv/bin/python tools/claim_uses.py

clean-notebooks: install
	.venv/bin/python -m tools.notebooks --clean

assignments: install
	.venv/bin/venezuela-course pack
	.venv/bin/venezuela-course syllabus
	.venv/bin/python tools/claim_uses.py

strings: install
	.venv/bin/python tools/strings.py

# Every platform and every Python from 3.11 on in one file. The course itself is left out: it is
# installed from the checkout. No header and no index options, so that the file holds no address.
lock: install
	.venv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-package venezuela-course --upgrade \
	  --quiet --output-file requirements.lock
