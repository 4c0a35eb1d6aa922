//! How is the binary run? In a temporary folder, on free ports, and ended with the test.

use serde::Deserialize;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Long enough for a loaded machine; nothing here takes a second on an idle one.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The addresses that `--announce-ports` prints.
#[derive(Debug, Deserialize)]
pub(crate) struct Ports {
    pub(crate) http: SocketAddr,
    pub(crate) media: Vec<SocketAddr>,
}

/// A running server.
pub(crate) struct Server {
    pub(crate) folder: TempDir,
    pub(crate) ports: Ports,
    child: Child,
}

/// A command of the binary in `folder`, without the settings of whoever runs the tests.
pub(crate) fn giaoban(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_giaoban"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GIAOBAN_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).args(arguments);
    command
}

/// Runs to the end.
pub(crate) fn output(folder: &Path, arguments: &[&str]) -> Output {
    giaoban(folder, arguments).output().expect("the binary was built")
}

impl Server {
    /// `giaoban COMMAND` on free ports of localhost, listening when this returns.
    pub(crate) fn start(arguments: &[&str]) -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = giaoban(folder.path(), arguments);
        command.args(["--announce-ports", "--listen", "127.0.0.1:0", "--media-port", "0"]);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary was built");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("readable");
        match serde_json::from_str(&line) {
            Ok(ports) => Server { folder, ports, child },
            Err(error) => panic!("{error} in {line:?}: {}", read_errors(&mut child)),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.ports.http)
    }

    /// SIGTERM, then the exit status and what was logged.
    pub(crate) fn terminate(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().expect("kill is everywhere");
        assert!(sent.success());
        let begun = Instant::now();
        while self.child.try_wait().expect("our child").is_none() {
            assert!(begun.elapsed() < PATIENCE, "it does not stop");
            std::thread::sleep(Duration::from_millis(10));
        }
        let status = self.child.wait().expect("our child");
        (status.code(), read_errors(&mut self.child))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone is as good as killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_errors(child: &mut Child) -> String {
    let mut text = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_string(&mut text).expect("logs are UTF-8");
    }
    text
}
