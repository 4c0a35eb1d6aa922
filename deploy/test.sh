#!/usr/bin/env bash
# Runs every test on a fresh Debian machine with Rust and Node, cheap and telling ones first.
# `deploy/test.sh --steady` runs the tests in real time again and again instead, and writes tests/steady.md.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=deploy/needs.sh
. deploy/needs.sh

took=()
step() {
  local name=$1 started=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@"
  took+=("$((SECONDS - started)) s	$name")
}

needs() {
  need_to_build
  cargo clippy --version >/dev/null || cannot "clippy is missing: rustup component add clippy"
  need chromium=chromium firefox-esr=firefox-esr pdftotext=poppler-utils
}

web_client() {
  (cd web-client && npm ci --no-audit --no-fund && npm test && npm run build)
}

# Every target once, linted as it is compiled; what the tests build is what they run.
build() {
  cargo test --workspace --all-targets --locked --no-run
  cargo test --workspace --test bridge --locked --no-run
}

# What decides at once: nothing here is run again.
tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace --locked
  else
    cargo test --workspace --locked
  fi
  node --test tests/real-time/*.test.mjs tests/browser/lib/*.test.mjs
}

# A ratio to a bare relay in the same run and of the same build: the machine's speed and load are in both. It reads about
# 3.5 when all is well; three times that is a mistake, not noise.
load_smoke() {
  "$debug/giaoban-load" --max-ratio 10.5 --max-loss 0.02 smoke
}

browsers_of_npm() {
  (cd tests/browser && npm ci --no-audit --no-fund)
}

# The end says where the time went and which test needed a second chance.
summary() {
  local code=$?
  printf '\n'
  [ ${#took[@]} -eq 0 ] || printf '%s\n' "${took[@]}"
  printf '%d s\tin all\n' "$SECONDS"
  cat "$REPORT"
  rm -f "$REPORT"
  exit "$code"
}

debug=${CARGO_TARGET_DIR:-$PWD/target}/debug
export GIAOBAN_BIN=$debug/giaoban
export RUSTC_WORKSPACE_WRAPPER=$PWD/deploy/lint-rustc.sh
REPORT=$(mktemp)
export REPORT
trap summary EXIT

step "what is missing" needs
step "formatting" cargo fmt --all --check
step "web client" web_client
step "build and lints" build
if [ "${1:-}" = --steady ]; then
  step "browser tests, packages" browsers_of_npm
  node tests/real-time/steady.mjs
  exit
fi
step "tests" tests
step "load smoke" load_smoke
step "browser tests, packages" browsers_of_npm
step "tests in real time" node tests/real-time/gate.mjs
