//! How many instructions does it take? Each part and each briefing runs alone under callgrind, and the counts go into a
//! file that a change is compared with.

use super::{briefings, parts};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Argument of a run under callgrind.
pub(crate) const ALONE: &str = "--alone";
const PART_TIMES: u64 = 1_000;
const BRIEFING_STEPS: u64 = 10;
/// The one door of a node: what its clients take is not counted.
const NODE: &str = "giaoban_media::node::Node::handle";
const START: &str = "hot_path::instructions::from_here";

/// Callgrind forgets what it counted before.
#[inline(never)]
pub(crate) fn from_here() {
    black_box(());
}

/// Runs one part or briefing, under callgrind, and prints how often it did what is counted.
pub(crate) fn run(name: &str) {
    if let Some(part) = parts::ALL.iter().find(|part| part.name == name) {
        parts::repeat(part, PART_TIMES);
        println!("{PART_TIMES}");
    } else if let Some(briefing) = briefings::ALL.iter().find(|briefing| briefing.name == name) {
        println!("{}", briefings::go_on(briefing, BRIEFING_STEPS));
    }
}

/// Counts everything and writes it down.
pub(crate) fn record(file: &str) {
    let mut lines = format!("# Instructions, counted by `make bench`. {}\n", circumstances());
    let parts = parts::ALL.iter().map(|part| (part.name, parts::COUNTED));
    let briefings = briefings::ALL.iter().map(|briefing| (briefing.name, NODE));
    for (name, function) in parts.chain(briefings) {
        let count = count(name, function);
        writeln!(lines, "{count:>8}  {name}").expect("a string takes what is written");
        println!("{count:>8}  {name}");
    }
    std::fs::write(file, lines).expect("the results can be written");
}

/// Instructions in `function` for each time that `name` did what it does.
fn count(name: &str, function: &str) -> u64 {
    let counts = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("callgrind.out");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet"])
        .arg(format!("--callgrind-out-file={}", counts.display()))
        .arg(format!("--toggle-collect={function}"))
        .arg(format!("--zero-before={START}"))
        .arg(std::env::current_exe().expect("a running program has a file"))
        .args([ALONE, name])
        .stderr(Stdio::inherit())
        .output()
        .expect("valgrind is installed");
    assert!(output.status.success(), "{name} fails under callgrind");
    let times: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().expect("a run prints its times");
    let total = total(&counts);
    assert!(times > 0 && total > 0, "{name}: {total} instructions in {times} times");
    total / times
}

/// The sum of a file of callgrind's.
fn total(counts: &Path) -> u64 {
    let text = std::fs::read_to_string(counts).expect("callgrind wrote its counts");
    let line = text.lines().rev().find_map(|line| line.strip_prefix("totals: "));
    line.and_then(|total| total.trim().parse().ok()).expect("a file of callgrind's ends with its total")
}

/// On which machine, of which commit.
fn circumstances() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches(['\t', ' ', ':']);
    let git = Command::new("git").args(["describe", "--always", "--dirty"]).output();
    let commit =
        git.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    format!("{model}, commit {commit}")
}
