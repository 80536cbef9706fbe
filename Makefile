# Handrail: `make start` and `make test` do all the set-up themselves. `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

# Folders too: their times change when a file is renamed or removed.
inputs := $(shell find src runbooks docs static common server/catalog docusaurus.config.ts sidebars.ts package.json package-lock.json 2>/dev/null)

plugin := $(shell find src/remark common package-lock.json 2>/dev/null)

.PHONY: help setup setup-test build start stop test bench

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## install what is missing: npm packages, and Debian packages when it may
	@scripts/setup.sh

setup-test: setup
	@scripts/setup.sh --for-tests

build: setup build/.done ## compile the runbooks and build the site

# Docusaurus keeps pages it has rendered, and does not see that what renders them changed.
build/.plugin: $(plugin)
	@mkdir -p build
	@rm -rf node_modules/.cache/rspack node_modules/.cache/webpack .docusaurus
	@touch $@

# As of its beginning: what changes while it builds is not in it.
build/.done: build/.plugin $(inputs)
	@touch build/.begun
	@echo "build: compiling the runbooks"
	@npm run --silent catalog
	@echo "build: building the site (about a minute the first time)"
	@npm run --silent site >build/site.log 2>&1 || { cat build/site.log; echo "The site does not build; what is above says why."; exit 1; }
	@! grep -q WARNING build/site.log || { cat build/site.log; echo "The site is built; what is above should be mended."; }
	@mv build/.begun $@

start: build ## start Handrail with the practice environment and print a login link
	@HANDRAIL_LOG=$${HANDRAIL_LOG:-warn} NODE_COMPILE_CACHE=$${NODE_COMPILE_CACHE:-$(CURDIR)/node_modules/.cache/compile} exec node server/main.ts --login-link

stop: ## end the server; runs that are going keep their runner until they end (FORCE=1 stops them too)
	@node server/cli/main.ts stop $(if $(FORCE),--force)

test: setup-test build ## run every test; ends with “N passed, N failed”
	@node scripts/test.ts

bench: setup-test build ## measure speed and size, beside a floor in the same run
	@npm run --silent bench
