# make run          build and start the demonstration on the embedded database
# make test         every test: crates, both databases, browser
# make check        formatting and lints
# make bench        the figures named in the documents
# make bench-eventlog  event logs beside pm4py and the crate process_mining, with the targets
# make bench-flags  red flags on a file of 500 MB, beside Cardinal, with the targets
# make bench-relations  screening over a million ties beside networkx, SQLite and igraph, with the targets
# make screenshots  pictures of every page, wide and narrow
.PHONY: run test check bench bench-eventlog bench-flags bench-relations screenshots build web

DEMO_DATA ?= data/demo
LISTEN ?= 127.0.0.1:8080

run: build
	target/debug/amin demo --data $(DEMO_DATA) --listen $(LISTEN)

build: web
	cargo build --package amin --bin amin

web:
	scripts/install build
	scripts/web

test:
	scripts/install test
	scripts/web
	scripts/with-postgres cargo test --workspace --no-fail-fast
	AMIN_PROGRAM=$$(realpath $${CARGO_TARGET_DIR:-target}/debug/amin) scripts/browser-tests

check: web
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- --deny warnings

bench: web
	scripts/install test
	scripts/bench

bench-eventlog:
	scripts/bench-eventlog

bench-flags:
	scripts/bench-flags

bench-relations:
	scripts/bench-relations

screenshots: build
	scripts/install test
	scripts/browser-tests screenshots
