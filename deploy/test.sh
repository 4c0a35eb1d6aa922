#!/usr/bin/env bash
# Runs every test on a fresh Debian machine with Rust and Node, cheap and telling ones first.
set -euo pipefail
cd "$(dirname "$0")/.."

step() {
  local name=$1 started=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@"
  printf '== %s took %d s\n' "$name" $((SECONDS - started))
}

# Browsers come from Debian. As root they are installed, otherwise their names are told.
need() {
  local command=$1 package=$2
  command -v "$command" >/dev/null && return
  if [ "$(id -u)" -eq 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null
  else
    echo "$command is missing: run 'apt-get install $package' as root, then this again" >&2
    exit 1
  fi
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

# What the tests build is what they run: a build of its own would take other features and minutes.
export GIAOBAN_BIN=${CARGO_TARGET_DIR:-$PWD/target}/debug/giaoban

step "browsers" need chromium chromium
step "formatting" cargo fmt --all --check
step "web client" web_client
step "lints" cargo clippy --workspace --all-targets --locked -- -D warnings
step "tests" rust_tests
if [ -f tests/browser/package.json ]; then
  step "browser specs" browser_specs
fi
printf '\nmake test took %d s\n' "$SECONDS"
