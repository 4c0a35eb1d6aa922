//! What does the hot path cost? Timed by criterion; with `--instructions FILE` counted by callgrind, which gives the
//! same numbers on a busy machine as on an idle one.

#[path = "../../tests/sim/mod.rs"]
#[allow(dead_code, reason = "scenarios use all of it")]
mod sim;

mod briefings;
mod instructions;
mod parts;

use criterion::Criterion;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--instructions", file, ..] => instructions::record(file),
        [instructions::ALONE, name] => instructions::run(name),
        _ => time(),
    }
    ExitCode::SUCCESS
}

fn time() {
    let mut criterion = Criterion::default().configure_from_args();
    for part in parts::ALL {
        parts::time(&mut criterion, part);
    }
    for briefing in briefings::ALL {
        briefings::time(&mut criterion, briefing);
    }
    criterion.final_summary();
}
