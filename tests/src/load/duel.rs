//! What does somebody hostile cost the others? Runs without and with it in turn, so that whatever else the machine does is
//! in both, and the medians of both.

use super::figures::Figures;
use super::flood::FloodOptions;
use super::measure::Run;
use super::media::{Baseline, Shape, run};
use anyhow::Result;
use std::fmt;

/// Runs in turn.
#[derive(Clone, Debug)]
pub struct Duel {
    without: Vec<Figures>,
    with: Vec<Figures>,
}

/// Plays so many pairs of runs.
pub async fn duel(shape: Shape, options: &Run, hostile: &FloodOptions, pairs: u16) -> Result<Duel> {
    let mut duel = Duel { without: Vec::new(), with: Vec::new() };
    for _ in 0..pairs {
        duel.without.push(run(shape, options, Baseline::Without, &FloodOptions::default()).await?);
        duel.with.push(run(shape, options, Baseline::Without, hostile).await?);
    }
    Ok(duel)
}

impl Duel {
    /// Every run, in the order in which they were played.
    pub fn runs(self) -> impl Iterator<Item = Figures> {
        self.without.into_iter().zip(self.with).flat_map(|(without, with)| [without, with])
    }
}

impl fmt::Display for Duel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let p99 = |delay: Option<[f64; 2]>| delay.map_or(f64::NAN, |[_, p99]| p99);
        let rows: [(&str, Figure<'_>); 6] = [
            ("hostile datagrams/s", &|figures| figures.hostile_per_second),
            ("loss of the others, %", &|figures| figures.loss * 100.0),
            ("sound p99, ms", &|figures| p99(figures.sound_ms)),
            ("picture p99, ms", &|figures| p99(figures.picture_ms)),
            ("server, cores", &|figures| figures.server_cores),
            ("memory grown meanwhile, KiB", &|figures| figures.grown_kib),
        ];
        writeln!(
            f,
            "medians of {} runs each{:>17}{:>12}{:>10}",
            self.with.len(),
            "without",
            "with",
            "ratio"
        )?;
        for (name, figure) in rows {
            let (without, with) = (median(&self.without, figure), median(&self.with, figure));
            writeln!(f, "  {name:<32}{without:>10.3}{with:>12.3}{:>10.2}", with / without)?;
        }
        Ok(())
    }
}

/// One number of a run.
type Figure<'a> = &'a dyn Fn(&Figures) -> f64;

fn median(runs: &[Figures], figure: impl Fn(&Figures) -> f64) -> f64 {
    let mut values: Vec<f64> = runs.iter().map(figure).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_both_stand_beside_each_other() {
        let run = |p99, loss| Figures { picture_ms: Some([0.0, p99]), loss, ..Figures::default() };
        let duel = Duel {
            without: vec![run(4.0, 0.0), run(90.0, 0.0), run(2.0, 0.0)],
            with: vec![run(6.0, 0.01), run(5.0, 0.0), run(70.0, 0.02)],
        };
        let text = duel.to_string();
        let line =
            |name: &str| text.lines().find(|line| line.contains(name)).map(|line| line.split_whitespace());
        let numbers = |name| line(name).map(|words| words.rev().take(3).collect::<Vec<_>>());
        assert_eq!(numbers("picture p99"), Some(vec!["1.50", "6.000", "4.000"]), "{text}");
        assert_eq!(numbers("loss"), Some(vec!["inf", "1.000", "0.000"]), "{text}");
        assert_eq!(duel.runs().count(), 6);
    }
}
