#!/usr/bin/env bash
# Runs every test on a fresh Debian machine with Rust and Node, cheap and telling ones first.
# `deploy/test.sh --steady` runs the tests in real time again and again instead, and writes tests/steady.md.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=deploy/needs.sh
. deploy/needs.sh

took=()
doing=
since=0
step() {
  doing=$1 since=$SECONDS
  shift
  printf '\n== %s\n' "$doing"
  "$@"
  note_time
}

note_time() {
  [ -z "$doing" ] || took+=("$((SECONDS - since)) s	$doing$*")
  doing=
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
    cargo test --workspace --tests --locked
  fi
  node --test tests/real-time/*.test.mjs tests/browser/lib/*.test.mjs
}

browsers_of_npm() {
  (cd tests/browser && npm ci --no-audit --no-fund)
}

# The end says where the time went and which test needed a second chance.
summary() {
  local code=$?
  printf '\n'
  note_time ', which did not pass'
  [ ${#took[@]} -eq 0 ] || printf '%s\n' "${took[@]}"
  printf '%d s\tin all\n' "$SECONDS"
  cat "$REPORT"
  rm -f "$REPORT"
  exit "$code"
}

# Settings of whoever calls are not those of the tests.
for setting in "${!GIAOBAN_@}"; do
  case $setting in *__*) unset "$setting" ;; esac
done
GIAOBAN_BIN=$(realpath -m "${CARGO_TARGET_DIR:-target}")/debug/giaoban
export GIAOBAN_BIN
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
  step "tests in real time, again and again" node tests/real-time/steady.mjs
  exit
fi
step "tests" tests
step "browser tests, packages" browsers_of_npm
step "tests in real time" node tests/real-time/gate.mjs
