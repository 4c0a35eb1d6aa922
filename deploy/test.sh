#!/usr/bin/env bash
# Runs every test on a fresh Debian machine with Rust and Node, cheap and telling ones first.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=deploy/needs.sh
. deploy/needs.sh

step() {
  local name=$1 started=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@"
  printf '== %s took %d s\n' "$name" $((SECONDS - started))
}

needs() {
  need_to_build
  need chromium=chromium firefox-esr=firefox-esr
}

web_client() {
  (cd web-client && npm ci --no-audit --no-fund && npm test && npm run build)
}

rust_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace --locked
  else
    cargo test --workspace --locked
  fi
}

browser_specs() {
  (cd tests/browser && npm ci --no-audit --no-fund && npm test)
}

# A ratio to a bare relay in the same run and of the same build: the machine's speed and load are in both. It reads about
# 3.5 when all is well; three times that is a mistake, not noise.
load_smoke() {
  "$debug/giaoban-load" --max-ratio 10.5 --max-loss 0.02 smoke
}

# What the tests build is what they run: a build of its own would take other features and minutes.
debug=${CARGO_TARGET_DIR:-$PWD/target}/debug
export GIAOBAN_BIN=$debug/giaoban

step "what is missing" needs
step "formatting" cargo fmt --all --check
step "web client" web_client
step "lints" cargo clippy --workspace --all-targets --locked -- -D warnings
step "tests" rust_tests
step "load smoke" load_smoke
if [ -f tests/browser/package.json ]; then
  step "browser specs" browser_specs
fi
printf '\nmake test took %d s\n' "$SECONDS"
