#!/usr/bin/env bash
# Shows a briefing in progress: builds, starts the demonstration and rooms without people, and ends both together.
# PORT is where browsers come; PROFILE=release builds as for a server, in three times the time.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=deploy/needs.sh
. deploy/needs.sh

profile=${PROFILE:-demo}
port=${PORT:-8080}
data=./data/demo
target=${CARGO_TARGET_DIR:-target}
folder=$([ "$profile" = dev ] && echo debug || echo "$profile")

need_to_build
need curl=curl

# Built only when something is newer: the binary embeds it and would be built again too.
web_client_is_built() {
  [ -e web-client/dist/index.html ] &&
    [ -z "$(find web-client \( -name node_modules -o -name dist \) -prune -o -type f -newer web-client/dist/index.html -print -quit)" ]
}

# Says what comes, and how long it takes on a fresh machine.
step() {
  printf '\n== %s\n' "$1"
}

step "1 of 3: the web client (half a minute the first time)"
web_client_is_built || (cd web-client && npm ci --no-audit --no-fund --silent && npm run --silent build)
step "2 of 3: server and rooms (minutes the first time; the bar counts the parts)"
cargo build --locked --profile "$profile" -p giaoban -p giaoban-tests --bin giaoban --bin giaoban-bots

pids=()
stop() {
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  wait
}
trap stop EXIT
trap 'exit 0' INT TERM

step "3 of 3: the briefing"
"$target/$folder/giaoban" serve --demo --listen "127.0.0.1:$port" &
server=$!
pids+=("$server")
until curl -fsS -o /dev/null "http://127.0.0.1:$port/readyz" 2>/dev/null; do
  kill -0 "$server" 2>/dev/null || exit 1
  sleep 0.2
done

GIAOBAN_BOTS_PASSWORD=giaoban-demo "$target/$folder/giaoban-bots" --server "http://localhost:$port" \
  --username kythuat --giaoban "$target/$folder/giaoban" --data-dir "$data" --except BY-XT &
pids+=("$!")

cat <<TEXT

  Giao ban đang họp · A briefing is in progress:  http://localhost:$port

    Chủ trì · chair            chutri    giaoban-demo
    Thư ký · secretary         thuky     giaoban-demo
    Kỹ thuật · technician      kythuat   giaoban-demo
    Quản trị · administrator   quantri   giaoban-demo

  Xã Xuân Thượng trống, chờ một phòng họp · Xuân Thượng commune is free for a room of yours:
  open http://localhost:$port/pair in another browser; kythuat confirms its code.
  Ctrl-C ends everything · Ctrl-C để dừng.

TEXT
wait -n "${pids[@]}"
echo "One half of the demonstration ended; its last lines are above." >&2
exit 1
