# `make run` starts the whole site on this machine. It needs Python 3.11 to 3.13, pip and make.
PORT ?= 8000
DEMO ?= 1
PYTHON ?= python3
IN := .venv/bin
export DEMO PORT

.PHONY: run test lint coverage bench pictures lock sbom stop clean

run: .venv/.run
	@exec $(IN)/python manage.py serve --port "$(PORT)"

test: .venv/.dev
	@exec tools/test.sh

lint: .venv/.dev
	@$(IN)/ruff check . && $(IN)/ruff format --check . && $(IN)/mypy
	@$(IN)/djade --check $$(find templates -name '*.html')
	@$(IN)/python -m tools.audit_lock

# Takes about twice as long as the tests alone. docs/testing.md says where coverage is thin.
coverage: .venv/.dev
	@$(IN)/coverage erase
	@$(IN)/coverage run -m pytest -n 2
	@$(IN)/coverage combine --quiet && $(IN)/coverage report

# The search beside its peers, which writes docs/performance.md; then everything else that measures.
bench: .venv/.dev
	@$(IN)/python -m tests.bench.race
	@DATABASE_URL=$$($(IN)/python manage.py database url) $(IN)/pytest -m bench -s tests/bench

# The pictures of README.md, taken from a demo of its own, and the one that shared links show.
pictures: .venv/.dev
	@$(IN)/python -m tools.share_picture
	@$(IN)/python -m tools.pictures

lock: .venv/.dev
	@$(IN)/uv pip compile $(LOCK) -o requirements.lock pyproject.toml
	@$(IN)/uv pip compile $(LOCK) --extra s3 -o requirements-s3.lock pyproject.toml
	@$(IN)/uv pip compile $(LOCK) --extra s3 --extra dev -o requirements-dev.lock pyproject.toml

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra embedded

# Everything that the site is made of, as CycloneDX, from the lock files.
sbom: .venv/.dev
	@$(IN)/python -m tools.sbom sbom.json

stop:
	@$(IN)/python manage.py database stop
	@$(IN)/python -m tests.server

# Keeps the data; `manage.py database status` says where it is.
clean:
	@if [ -x $(IN)/python ]; then $(IN)/python manage.py database stop; $(IN)/python -m tests.server; fi
	@rm -rf .tests .venv .static .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*

.venv/.run: requirements.lock
	@PYTHON="$(PYTHON)" tools/install.sh requirements.lock
	@touch $@

# requirements-dev.lock contains everything of requirements.lock.
.venv/.dev: requirements-dev.lock
	@PYTHON="$(PYTHON)" tools/install.sh requirements-dev.lock
	@touch $@ .venv/.run
