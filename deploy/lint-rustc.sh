#!/usr/bin/env bash
# Compiles and lints in one pass: cargo calls this instead of rustc for our own crates (RUSTC_WORKSPACE_WRAPPER). A lint
# of its own would compile every dependency a second time, which takes as long as the tests.
# In bash, because sh loses variables whose names have a dash, such as CARGO_BIN_EXE_giaoban-bots.
exec clippy-driver "$@" -D warnings
