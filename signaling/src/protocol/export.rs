//! Is `web-client/src/protocol.ts` the wire as Rust writes it?
//!
//! The committed file is compared with a fresh export. After changing a wire type, write it anew with
//! `UPDATE_PROTOCOL=1 cargo test -p giaoban-signaling protocol`.

use super::limits::{
    NAME_MAX, OPINION_HOURS_MAX, PAGE_MAX, PEOPLE_MAX, RECESS_HOURS_MAX, ROLL_CALL_SECONDS, SENTENCE_MAX,
};
use super::{ClientMessage, SUBPROTOCOL, ServerMessage};
use std::{any::TypeId, collections::BTreeMap, collections::HashSet, path::Path};
use ts_rs::{Config, TS, TypeVisitor};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../web-client/src/protocol.ts");

const HEAD: &str = "\
// The websocket protocol of Giaoban, written once in Rust (signaling/src/protocol) and exported.
// Do not edit; write it anew with: UPDATE_PROTOCOL=1 cargo test -p giaoban-signaling protocol
";

#[test]
fn the_committed_typescript_is_what_rust_exports() {
    let fresh = typescript();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let exported = folder.path().join("protocol.ts");
    std::fs::write(&exported, &fresh).expect("the export is written");
    if std::env::var_os("UPDATE_PROTOCOL").is_some() {
        std::fs::create_dir_all(Path::new(COMMITTED).parent().expect("a file has a folder")).expect("folder");
        std::fs::copy(&exported, COMMITTED).expect("the committed file is written");
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        committed == fresh,
        "web-client/src/protocol.ts is stale: UPDATE_PROTOCOL=1 cargo test -p giaoban-signaling protocol"
    );
    assert!(!fresh.contains("bigint"), "JSON carries numbers: give the field #[ts(type = \"number\")]");
}

/// Every type reachable from the two messages, by name, as one file without imports.
fn typescript() -> String {
    let config = Config::new().with_large_int("number");
    let mut collected = Collector { config: &config, seen: HashSet::new(), declarations: BTreeMap::new() };
    collected.visit::<ClientMessage>();
    collected.visit::<ServerMessage>();
    let mut file = format!("{HEAD}\nexport const SUBPROTOCOL = {SUBPROTOCOL:?};\n");
    file.push_str(&limits());
    for declaration in collected.declarations.into_values() {
        file.push('\n');
        for line in declaration.lines() {
            file.push_str(line.trim_end());
            file.push('\n');
        }
    }
    file
}

/// What forms may take, as constants.
fn limits() -> String {
    format!(
        "
/** The most characters of a field: names and posts, a sentence or two, a page. */
export const NAME_MAX = {NAME_MAX};
export const SENTENCE_MAX = {SENTENCE_MAX};
export const PAGE_MAX = {PAGE_MAX};
/** People in one room. */
export const PEOPLE_MAX = {PEOPLE_MAX};
/** Seconds a site in a roll call. */
export const ROLL_CALL_SECONDS = {{ least: {}, most: {} }};
/** Hours after the closing in which opinions are taken. */
export const OPINION_HOURS_MAX = {OPINION_HOURS_MAX};
/** Hours of the longest break that may be announced. */
export const RECESS_HOURS_MAX = {RECESS_HOURS_MAX};
",
        ROLL_CALL_SECONDS.start(),
        ROLL_CALL_SECONDS.end()
    )
}

struct Collector<'a> {
    config: &'a Config,
    seen: HashSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl TypeVisitor for Collector<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only derived types have a place to be exported to; the rest are primitives.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            self.declarations.insert(T::ident(self.config), format!("{docs}export {}", T::decl(self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
