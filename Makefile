# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Every target runs with the Pythons' own folders at the front of PATH.
WITH_PYTHONS := tests/tools/with-pythons
GATES := $(WITH_PYTHONS) .venv/bin/python tests/tools/gates.py

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: test
test: .venv/ready ## Run all gates that the Pythons here allow; with STRICT=1 a missing one is a failure
	@$(GATES)

.PHONY: test-all
test-all: .venv/ready ## Run all tests with every supported ansible-core and Python; takes more than two hours on two cores
	@$(GATES) --everything

.PHONY: lint sanity units integration
lint: .venv/ready ## Run the checks of style, types, documentation, licences and packaging
	@$(GATES) lint
sanity: .venv/ready ## Run ansible-test sanity
	@$(GATES) sanity
units: .venv/ready ## Run the unit tests with the oldest, a middle and the newest ansible-core
	@$(GATES) units
integration: .venv/ready ## Run the integration tests with the oldest, a middle and the newest ansible-core
	@$(GATES) integration

.PHONY: format
format: .venv/ready ## Format the Python files
	@CI=false $(WITH_PYTHONS) .venv/bin/nox -s formatters

.PHONY: demo
demo: .venv-demo/ready ## Show a dry run, a deletion and an unchanged second run against the emulator
	@PATH="$(CURDIR)/.venv-demo/bin:$$PATH" tests/demo/run

.PHONY: bench
bench: .venv-bench/ready ## Measure against what users would pick instead; takes about half an hour
	@PATH="$(CURDIR)/.venv-bench/bin:$$PATH" .venv-bench/bin/python -m tests.benchmark.run
	@.venv-bench/bin/python -m tests.benchmark.report

.PHONY: docs
docs: .venv-docs/ready ## Build the documentation site in docs/_build/html
	@.venv-docs/bin/python tests/tools/docs/build.py

.PHONY: clean
clean: ## Delete environments, caches and results
	rm -rf .venv .venv-bench .venv-demo .venv-docs .nox .ansible .hypothesis .mypy_cache .pytest_cache .ruff_cache
	rm -rf docs/_build tests/output
	find . -name __pycache__ -type d -prune -exec rm -r {} +

.venv/ready: tests/tools/requirements.txt
	@tests/tools/make-venv $(@D) 3.10 $^

.venv-demo/ready: tests/tools/requirements-demo.txt meta/ee-requirements.txt tests/emulator/requirements.txt
	@tests/tools/make-venv $(@D) 3.10 $^

.venv-bench/ready: tests/tools/requirements-demo.txt meta/ee-requirements.txt tests/emulator/requirements.txt tests/benchmark/requirements.txt
	@tests/tools/make-venv $(@D) 3.12 $^

.venv-docs/ready: tests/tools/requirements-docs.txt
	@tests/tools/make-venv $(@D) 3.13 $^
