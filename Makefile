# Run `make` to see what there is to do.
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON_RUN = .venv/bin/python
export ADVISOR_DEBUG ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-docs setup-bench run serve static test test-docs test-faults test-image test-queries lint format \
  check-fast proof twin robustness examples lint-records audit bench bench-pdf bench-servers bench-widget bench-pages \
  screenshots soak lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@scripts/setup.sh

setup-dev:
	@scripts/setup.sh --dev

setup-docs:
	@scripts/setup.sh --docs

setup-bench:
	@scripts/setup.sh --bench

run: setup ## Start the product on http://127.0.0.1:8000 (PORT=8001 make run for another port)
	@$(PYTHON_RUN) scripts/port_is_free.py $(HOST) $(PORT)
	@echo "Do you need Kubernetes? is at http://$(HOST):$(PORT) - stop it with Ctrl-C"
	@ADVISOR_ORIGIN=http://$(HOST):$(PORT) $(PYTHON_RUN) manage.py runserver --verbosity 0 $(HOST):$(PORT)

static: setup
	@ADVISOR_DEBUG=0 ADVISOR_ORIGIN=https://build.invalid $(PYTHON_RUN) manage.py collectstatic --noinput --verbosity 0

serve: static ## Serve it as in production on http://127.0.0.1:8000 (ADVISOR_ORIGIN=https://... behind a proxy)
	@$(PYTHON_RUN) scripts/port_is_free.py $(HOST) $(PORT)
	@ADVISOR_DEBUG=0 ADVISOR_ORIGIN=$${ADVISOR_ORIGIN:-http://$(HOST):$(PORT)} ADVISOR_BIND=$(HOST):$(PORT) \
	  .venv/bin/gunicorn -c python:advisor.production.gunicorn

test: setup-dev setup-docs lint ## Lint, type check and run all tests, the exhaustive proof included
	$(PYTHON_RUN) -m pytest -n 2 --dist loadgroup

test-docs: setup-dev setup-docs ## Try the widget in every tool and browser, also those that CI has not, and write docs/widget-tools.md
	@scripts/setup.sh --docs-tools
	REFRESH_TABLE=1 $(PYTHON_RUN) -m pytest tests/embed -m "docs_tools or not docs_tools"

test-faults: setup-dev static ## Kill, stop, fill and hang things under load (minutes; traffic stays on this machine)
	$(PYTHON_RUN) -m tests.faults

test-image: setup-dev ## Build the image and run it read-only, without a Docker engine (Debian, root)
	scripts/test_image.sh

test-queries: setup-dev ## Try 10,000 generated queries on every page
	ADVISOR_QUERIES=10000 $(PYTHON_RUN) -m pytest -n 2 tests/security/test_queries.py

check-fast: setup-dev setup-docs lint ## Lint, type check and the tests that take seconds
	$(PYTHON_RUN) -m pytest -n 2 -m "not browser and not exhaustive"

lint: setup-dev ## Lint, formatting and the type check of the core
	$(PYTHON_RUN) -m ruff check .
	$(PYTHON_RUN) -m ruff format --check .
	$(PYTHON_RUN) -m mypy
	$(PYTHON_RUN) manage.py check --fail-level WARNING

format: setup-dev ## Format the Python code
	$(PYTHON_RUN) -m ruff check --fix .
	$(PYTHON_RUN) -m ruff format .

proof: setup-dev ## Prove the properties over all answer sheets and print the report
	$(PYTHON_RUN) -m pytest -m exhaustive -s

twin: setup-dev ## Compare the engine with its vectorised twin on every sheet (about ten minutes)
	$(PYTHON_RUN) -m tests.exhaustive.twin_everywhere

robustness: setup-dev ## Measure how far a changed weight or fit moves the advice, for the method page
	$(PYTHON_RUN) -m scripts.robustness

examples: setup-dev ## Write the decision records in docs/examples/ anew
	@$(PYTHON_RUN) scripts/write_examples.py

lint-records: setup-dev ## Check the decision records in docs/examples/ with markdownlint
	@tests/markdownlint/node_modules/.bin/markdownlint-cli2 "docs/examples/*.md"

audit: setup-dev ## Look for insecure code and known holes in the packages; write the list of parts
	$(PYTHON_RUN) -m bandit --quiet --recursive --configfile pyproject.toml advisor manage.py
	$(PYTHON_RUN) scripts/sbom.py var/sbom.json
	.venv/bin/zizmor --offline .github

bench: setup-dev setup-bench static ## Measure speed as ratios: S1 to S7, S11 and S12 in one table (ten minutes)
	$(PYTHON_RUN) -m bench.speed

bench-servers: setup-dev static ## Measure gunicorn against granian
	$(PYTHON_RUN) -m bench.servers

soak: setup-dev static ## Half an hour of mixed load: memory, files, errors (MINUTES=30)
	$(PYTHON_RUN) -m bench.soak $(or $(MINUTES),30)

bench-pdf: setup-dev ## Measure the report against Chromium: time, memory, cache, isolation
	$(PYTHON_RUN) bench/pdf.py

bench-widget: setup-dev ## Measure the widget's bytes (GISCUS=path/to/client.ts compares its script with giscus')
	GISCUS=$(GISCUS) $(PYTHON_RUN) -m bench.widget

bench-pages: setup-dev ## Weigh every page, and ask Lighthouse and pa11y (about ten minutes)
	$(PYTHON_RUN) -m bench.pages

screenshots: setup-dev ## Take docs/pages.md and its pictures anew
	$(PYTHON_RUN) -m scripts.screenshots

lock: setup-dev ## Pin requirements*.txt anew from requirements*.in (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	@for name in requirements requirements-dev requirements-docs requirements-bench; do \
	  uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url \
	    --only-binary :all: --custom-compile-command "make lock" $$name.in -o $$name.txt || exit 1; done

clean: ## Remove the virtual environment and what tools have left behind
	rm -rf .venv .venv-docs .venv-bench tests/markdownlint/node_modules tests/browser/codesniffer/node_modules bench/publicodes/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis staticfiles var
