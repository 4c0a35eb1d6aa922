#!/usr/bin/env bash
# Times the hot path with criterion, then counts its instructions with callgrind into the committed file.
# `deploy/bench.sh --counts` counts alone.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=deploy/needs.sh
. deploy/needs.sh

need_to_build
need valgrind=valgrind
if [ "${1:-}" != --counts ]; then
  cargo bench --locked -p giaoban-media --bench hot_path
fi
cargo bench --locked -p giaoban-media --bench hot_path -- --instructions benches/hot_path.txt
git --no-pager diff --stat -- server/media/benches/hot_path.txt
