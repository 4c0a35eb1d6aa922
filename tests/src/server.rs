//! How does a test run the real server? The binary on free ports in a folder of its own, killed at the end.

use crate::port;
use anyhow::{Context, Result, bail};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command as Run, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

/// A server that does not announce its ports in this time has failed.
const START: Duration = Duration::from_secs(10);
/// Ports tried at most.
const TRIES: u32 = 3;
/// Data folder within the server's own.
const DATA: &str = "data";
/// Secret of the link when the halves run apart.
const LINK_SECRET: &str = "a-secret-only-this-test-knows";

/// Which processes run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// `giaoban serve`.
    #[default]
    Whole,
    /// `giaoban signaling` and `giaoban media`.
    Split,
    /// `giaoban serve --demo`.
    Demo,
    /// `giaoban signaling` alone, for a caller that plays the media node.
    Signaling,
}

/// A running server. Its processes and its folder go when it is dropped.
pub struct Server {
    folder: TempDir,
    form: Form,
    signaling: Option<Child>, // or the whole
    media_node: Option<Child>,
    http: SocketAddr,
    media: Vec<SocketAddr>,
}

/// Addresses a process has bound.
struct Ports {
    http: Option<SocketAddr>,
    media: Vec<SocketAddr>,
}

impl Server {
    /// Starts on ports of its own with an empty data folder.
    pub async fn start(form: Form) -> Result<Server> {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join(DATA);
        let data = data.to_str().context("a path in UTF-8")?;
        let arguments: &[&str] = match form {
            Form::Whole => &["serve"],
            Form::Split | Form::Signaling => &["signaling"],
            Form::Demo => &["serve", "--demo", "--listen", "127.0.0.1:0", "--data-dir", data],
        };
        let (signaling, ports) = launch_anywhere(folder.path(), arguments).await?;
        let http = ports.http.context("HTTP port announced")?;
        let mut server =
            Server { folder, form, signaling: Some(signaling), media_node: None, http, media: ports.media };
        if form == Form::Split {
            server.start_media().await?;
        }
        Ok(server)
    }

    /// `giaoban media` alone, for a caller that plays signaling at this address.
    pub async fn media_alone(signaling: SocketAddr) -> Result<Server> {
        let folder = tempfile::tempdir()?;
        let (media, ports) = launch(folder.path(), &["media"], &signaling.to_string(), 0).await?;
        let http = ports.http.context("HTTP port announced")?;
        Ok(Server {
            folder,
            form: Form::Split,
            signaling: None,
            media_node: Some(media),
            http,
            media: ports.media,
        })
    }

    /// `http://host:port`.
    pub fn base(&self) -> String {
        format!("http://{}", self.http)
    }

    /// Data folder of the server, or of its signaling half.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join(DATA)
    }

    /// The program that runs.
    pub async fn program() -> Result<&'static Path> {
        Ok(binary().await?)
    }

    /// What a media node proves itself with.
    pub fn link_secret(&self) -> &'static str {
        LINK_SECRET
    }

    /// Media addresses, one per shard.
    pub fn media(&self) -> &[SocketAddr] {
        &self.media
    }

    /// Process id of the server, or of its signaling half.
    pub fn pid(&self) -> Option<u32> {
        self.signaling.as_ref()?.id()
    }

    /// Process id of whatever carries media.
    pub fn media_pid(&self) -> Option<u32> {
        self.media_node.as_ref().or(self.signaling.as_ref())?.id()
    }

    /// SIGKILL to the whole, or to signaling when the halves run apart.
    pub async fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.signaling.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// Starts what was killed again, on the same ports and data.
    pub async fn restart(&mut self) -> Result<()> {
        let whole = matches!(self.form, Form::Whole | Form::Demo);
        let command = if whole { "serve" } else { "signaling" };
        let port = if whole { self.media.first().map_or(0, SocketAddr::port) } else { 0 };
        let http = self.http.to_string();
        self.signaling = Some(launch(self.folder.path(), &[command], &http, port).await?.0);
        Ok(())
    }

    /// `giaoban ARGUMENTS` on the server's data, with `input` on standard input; standard output comes back.
    pub async fn run(&self, arguments: &[&str], input: &str) -> Result<String> {
        let mut command = configured(self.folder.path(), arguments, "127.0.0.1:0", 0).await?;
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut stdin = child.stdin.take().context("piped")?;
        tokio::io::AsyncWriteExt::write_all(&mut stdin, input.as_bytes()).await?;
        drop(stdin);
        let output = child.wait_with_output().await?;
        if !output.status.success() {
            bail!("giaoban {arguments:?}: {}", output.status);
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    async fn start_media(&mut self) -> Result<()> {
        let (media, ports) = launch(self.folder.path(), &["media"], &self.http.to_string(), 0).await?;
        self.media_node = Some(media);
        self.media = ports.media;
        Ok(())
    }
}

/// On a port that is free; when another process took it before the server asked for it, on the next.
async fn launch_anywhere(folder: &Path, arguments: &[&str]) -> Result<(Child, Ports)> {
    for _ in 1..TRIES {
        let port = port::free()?;
        match launch_on(folder, arguments, port).await {
            Err(_) if !port::is_free(port) => {}
            launched => return launched,
        }
    }
    launch_on(folder, arguments, port::free()?).await
}

async fn launch_on(folder: &Path, arguments: &[&str], port: u16) -> Result<(Child, Ports)> {
    launch(folder, arguments, &format!("127.0.0.1:{port}"), port).await
}

async fn launch(folder: &Path, arguments: &[&str], http: &str, media_port: u16) -> Result<(Child, Ports)> {
    let mut arguments = arguments.to_vec();
    arguments.push("--announce-ports");
    let mut command = configured(folder, &arguments, http, media_port).await?;
    let mut child = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("piped")?).lines();
    let announced = async {
        while let Some(line) = lines.next_line().await? {
            if let Some(ports) = ports(&line) {
                return Ok(ports);
            }
        }
        bail!("giaoban {arguments:?} ended before it announced its ports")
    };
    let ports = tokio::time::timeout(START, announced).await.context("no ports announced")??;
    Ok((child, ports))
}

fn ports(line: &str) -> Option<Ports> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let http = value["http"].as_str().and_then(|address| address.parse().ok());
    let port = |address: &serde_json::Value| Some(address.as_str()?.parse::<SocketAddr>().ok()?.port());
    let media = value["media"].as_array().map(|list| list.iter().filter_map(port).map(on_loopback));
    Some(Ports { http, media: media.into_iter().flatten().collect() })
}

/// The server answers on every address of the machine; bots reach it on this one.
fn on_loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

/// The command with its configuration file; logs go to the test's own output when `GIAOBAN_TEST_LOG` is set.
async fn configured(folder: &Path, arguments: &[&str], http: &str, media_port: u16) -> Result<Command> {
    let file = folder.join(format!("{}.toml", arguments[0]));
    let log = std::env::var("GIAOBAN_TEST_LOG");
    let filter = log.as_deref().unwrap_or("warn");
    let data = folder.join(if arguments[0] == "media" { "media" } else { DATA });
    // The media half dials the address and listens for its own health on any.
    let (listen, dial) = match arguments[0] {
        "media" => ("127.0.0.1:0", format!("signaling = \"ws://{http}/link/v1\"\n")),
        _ => (http, String::new()),
    };
    let text = format!(
        "[server]\ndata_dir = {data:?}\nlog = \"{filter}\"\n\
         [http]\nlisten = \"{listen}\"\n\
         [media]\nport = {media_port}\n\
         [link]\nsecret = \"{}\"\n{dial}",
        LINK_SECRET,
    );
    std::fs::File::create(&file)?.write_all(text.as_bytes())?;
    let mut command = Command::new(binary().await?);
    command.arg("--config").arg(&file).args(arguments).kill_on_drop(true);
    command.stderr(if log.is_ok() { Stdio::inherit() } else { Stdio::null() });
    Ok(command)
}

/// The binary beside the test's own, built once; `GIAOBAN_BIN` names another.
async fn binary() -> Result<&'static PathBuf> {
    static BINARY: OnceCell<PathBuf> = OnceCell::const_new();
    BINARY
        .get_or_try_init(|| async {
            if let Some(path) = std::env::var_os("GIAOBAN_BIN") {
                return Ok(path.into());
            }
            build()
        })
        .await
}

fn build() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.ancestors().find(|folder| folder.join("deps").is_dir()).context("cargo's layout")?;
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("inside the workspace")?;
    let mut cargo = Run::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(workspace).args(["build", "--quiet", "--workspace", "--bins"]);
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    anyhow::ensure!(cargo.status()?.success(), "cargo build --workspace --bins");
    Ok(folder.join("giaoban"))
}
