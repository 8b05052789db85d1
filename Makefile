# pimgpt: simulates GPT models on process-in-memory DRAM. `make help` lists what there is.

.DEFAULT_GOAL := help
.PHONY: help run test soak fuzz bench regress reports tuned paper pages build install uninstall docs consumer setup format lint screenshot clean

SWIFT ?= swift
# What `make run` simulates: a preset or a file.
EXPERIMENT ?= configs/experiments/gpt2-small.yaml
# What `make regress` runs.
SUITE ?= configs/suites/default.yaml
# Where `make install` puts the program and what belongs to it.
PREFIX ?= /usr/local
# How many random programs `make soak` runs.
SEEDS ?= 10000
# How long `make fuzz` goes on, and where its inputs begin.
FUZZ_SECONDS ?= 600
FUZZ_SEED ?= 1

# Tests run optimised, since the engines' tests are slow otherwise; they have a folder of their own, so that the flags of
# one build do not undo the other. PIMGPT_CHECKED compiles checks that cost too much elsewhere.
BUILD = $(SWIFT) build -c release --static-swift-stdlib --product pimgpt -Xswiftc -use-ld=lld
TEST = $(SWIFT) test -c release -Xswiftc -enable-testing -Xswiftc -DPIMGPT_CHECKED --disable-xctest --scratch-path .build-test

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: build ## Build, simulate GPT-2 small for 1,024 tokens, print the report (EXPERIMENT=… for another)
	@.build/release/pimgpt simulate "$(EXPERIMENT)"

test: setup ## Build and run all tests
	$(TEST)

soak: setup ## Hold engines, checker and lower bounds against each other on random programs (SEEDS=100000 for more)
	SOAK_SEEDS='$(SEEDS)' $(TEST) --filter '(SimulationTests|BoundsTests)\.Soak' --quiet

fuzz: build ## Feed the program mutated inputs for ten minutes (FUZZ_SECONDS=3600 for more, FUZZ_SEED=2 for others)
	@$(SWIFT) build -c release --static-swift-stdlib --product pimgpt-fuzz -Xswiftc -use-ld=lld
	@scripts/fuzz.sh .build/release/pimgpt-fuzz '$(FUZZ_SECONDS)' '$(FUZZ_SEED)'

bench: build ## Measure how fast it is: a table, and JSON in Benchmarks/results (BENCH='--only engines' for a part)
	@$(SWIFT) build --package-path Benchmarks -c release --static-swift-stdlib --product pimgpt-bench -Xswiftc -use-ld=lld
	@Benchmarks/.build/release/pimgpt-bench --output Benchmarks/results/ $(BENCH)

regress: build ## Run the project's suite again and compare with reports/regress (SUITE=… for another, BLESS=--bless to store)
	@.build/release/pimgpt regress "$(SUITE)" $(BLESS)

reports: build ## Write the reference reports of the eight models and their table: reports/
	@scripts/reports.sh .build/release/pimgpt

tuned: build ## Search for the best mapping of each of the eight models: configs/mappings/tuned-*.yaml, with certificates
	@scripts/tuned.sh .build/release/pimgpt

paper: build ## Reproduce the paper: every claim, judged, in reports/paper/index.html (PAPER='--cpu cpu.yaml' to add a processor)
	@.build/release/pimgpt paper $(PAPER)

pages: build ## Write a page of each kind, measure it in headless Chromium at 360 to 1,920 px, check its HTML (PAGES=folder keeps them)
	@scripts/pages.sh .build/release/pimgpt $(PAGES)

build: setup ## Build the program: .build/release/pimgpt
	@$(BUILD)

install: build ## Install program, presets, completions and manual page (PREFIX=/usr/local)
	@scripts/install.sh .build/release/pimgpt '$(abspath $(PREFIX))'

uninstall: ## Remove what `make install` installed
	@scripts/uninstall.sh '$(abspath $(PREFIX))'

docs: build ## Make the library's documentation with DocC: .build/docs
	@scripts/docs.sh .build/docs

consumer: setup ## Build a package elsewhere that depends on this one and on swift-numerics, and run it
	@scripts/consumer.sh

setup: ## Install the Debian packages that a build needs, if any is missing
	@scripts/setup.sh

format: ## Lay out all Swift sources by .swift-format
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

lint: ## Check Swift sources by the rules of swift-format, comments, documentation, imports, scripts, and links
	@scripts/lint.sh

screenshot: build ## Make docs/report.png anew, with headless Chromium
	@scripts/screenshot.sh

clean: ## Remove everything that was built
	rm -rf .build .build-test .build-fuzz .build-lint Benchmarks/.build
