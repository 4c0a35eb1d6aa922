//! What if a part panics without which no briefing goes on? Then the process ends at once, and whoever watches over it
//! starts a new one: rooms are back within seconds, where a half that lives on would keep them waiting for ever.

/// Ends the process when a panic unwinds past it; the panic itself has told where and why by then.
pub(crate) struct Vital(pub(crate) &'static str);

impl Drop for Vital {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tracing::error!(part = self.0, "panicked, the process ends");
            std::process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_unit_starts_it_again_however_often() {
        let unit = include_str!("../../deploy/giaoban.service");
        let (head, rest) = unit.split_once("[Service]").expect("two sections");
        // systemd gives up after five starts within ten seconds unless told otherwise.
        assert!(head.lines().any(|line| line == "StartLimitIntervalSec=0"), "{head}");
        assert!(rest.lines().any(|line| line == "Restart=always"), "{rest}");
    }
}
