#!/usr/bin/env bash
# Shows a briefing in progress: builds, starts the demonstration and rooms without people, and ends both together.
# PROFILE=dev builds faster and runs slower; PORT is where browsers come.
set -euo pipefail
cd "$(dirname "$0")/.."

profile=${PROFILE:-release}
port=${PORT:-8080}
data=./data/demo
target=${CARGO_TARGET_DIR:-target}
folder=$([ "$profile" = dev ] && echo debug || echo "$profile")

for command in cargo npm cc cmake; do
  command -v "$command" >/dev/null && continue
  case $command in
    cargo) echo "cargo is missing: install Rust 1.95 from https://rustup.rs, then run this again" >&2 && exit 1 ;;
    npm) package="nodejs npm" ;;
    cc) package=build-essential ;;
    cmake) package=cmake ;;
  esac
  if [ "$(id -u)" -eq 0 ]; then
    # shellcheck disable=SC2086
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $package >/dev/null
  else
    echo "$command is missing: run 'apt-get install $package' as root, then this again" >&2
    exit 1
  fi
done

(cd web-client && npm ci --no-audit --no-fund --silent && npm run --silent build)
cargo build --locked --profile "$profile" -p giaoban -p giaoban-tests --bin giaoban --bin giaoban-bots

pids=()
stop() {
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  wait
}
trap stop EXIT
trap 'exit 0' INT TERM

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
