#!/usr/bin/env bash
# Tries every property with inputs `make test` does not: SEEDS rounds (20) of CASES inputs each (5,000), and COMMANDS
# (100,000) of clients that race in one briefing. A failure prints its seed and its smallest input: that input becomes a test.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=deploy/needs.sh
. deploy/needs.sh

need_to_build
export RUSTC_WORKSPACE_WRAPPER=$PWD/deploy/lint-rustc.sh
export PROPTEST_CASES=${CASES:-5000} PROPTEST_DISABLE_FAILURE_PERSISTENCE=1
export GIAOBAN_COMMANDS=${COMMANDS:-100000}
# Unit tests are named by their module, and modules by their file.
mapfile -t modules < <(grep -rl --include='*.rs' -e 'proptest! {' -e 'TestRunner::new' server/*/src signaling/src |
  sed -E 's|^.*/src/||; s|\.rs$||; s|/|::|g')

for ((round = 1; round <= ${SEEDS:-20}; round++)); do
  export PROPTEST_RNG_SEED=$SRANDOM
  printf '\n== round %d, seed %s\n' "$round" "$PROPTEST_RNG_SEED"
  cargo test --locked --quiet --lib -p giaoban-media -p giaoban-signaling -- --show-output "${modules[@]}"
done
