# What must this machine have before anything is built? Sourced by run.sh and test.sh. Debian's packages are installed
# where we may, otherwise named; Rust and Node are checked only, because Debian's own may be too old.

# Ends with what to do.
cannot() {
  printf '%s\n' "$@" >&2
  exit 1
}

# `need COMMAND=PACKAGE…`: whatever is missing is installed in one go.
need() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
    sudo -n true 2>/dev/null || cannot "Missing packages. As root run:  apt-get install ${missing[*]}" "Then run this again."
  fi
  echo "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null ||
    cannot "apt-get could not install ${missing[*]}; its reason is above."
}

# `need_version COMMAND VERSION ADVICE`: the command is there and not older.
need_version() {
  local command=$1 wanted=$2 advice=$3 found
  command -v "$command" >/dev/null || cannot "$command is missing: $advice"
  found=$("$command" --version | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1)
  [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ] ||
    cannot "$command is $found, older than $wanted: $advice"
}

# What building takes: a compiler for SQLite and AWS-LC, and npm for the web client.
need_to_build() {
  need_version cargo 1.95 "install Rust with https://rustup.rs, then run this again"
  need_version node 20.19 "install Node 20.19 or newer from https://nodejs.org, then run this again"
  command -v npm >/dev/null || cannot "npm is missing: it comes with Node from https://nodejs.org"
  need cc=build-essential
}
