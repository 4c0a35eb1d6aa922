# Two commands matter: `make run` shows a briefing, `make test` runs every test.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run web build test steady properties check scoreboard bench

help: ## What can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: ## A briefing in progress on http://localhost:8080
	deploy/run.sh

web-client/node_modules: web-client/package-lock.json
	cd web-client && npm ci --no-audit --no-fund
	@touch $@

web: web-client/node_modules ## Build the web client, which the binary embeds
	cd web-client && npm run build

build: web ## Build the binary
	cargo build --release -p giaoban

check: ## Formatting and lints
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo clippy -p giaoban-tests --test bridge --locked -- -D warnings

scoreboard: ## Play the lines of communes again in virtual time
	UPDATE_SCOREBOARD=1 cargo test --locked -q -p giaoban-media --test scenarios scoreboard

bench: ## Time the hot path and count its instructions
	deploy/bench.sh

test: ## Everything; installs what is missing
	deploy/test.sh

steady: ## Run the tests in real time 20 times on a busy machine; MINUTES=30 for a portion
	deploy/test.sh --steady

properties: ## Try every property with inputs of its own; SEEDS=20 CASES=5000 COMMANDS=100000
	deploy/properties.sh
