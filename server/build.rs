//! Makes sure that a release carries the web client. A development build without it compiles and serves a page
//! that says how to build it.

use std::path::Path;

fn main() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web-client/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if release && !dist.join("index.html").exists() {
        eprintln!("the web client is not built: run `make web` first, or `make build` for all of it");
        std::process::exit(1);
    }
    // The macro that embeds the folder wants it to exist.
    std::fs::create_dir_all(&dist).expect("web-client/dist can be created in the source tree");
}
