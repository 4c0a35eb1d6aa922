//! Rooms without people: joins a live briefing as the chair's hall and its communes, with picture and speech,
//! until it is stopped. Made for the demonstration.

use anyhow::{Context, Result, bail};
use clap::Parser;
use giaoban_tests::api::{Api, text};
use giaoban_tests::demo::{self, Room};
use giaoban_tests::fixture::{self, Scene};
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};
use uuid::Uuid;

#[derive(Parser)]
#[command(name = "giaoban-bots", about = "Rooms without people, for demonstrations")]
struct Cli {
    /// Address of the server.
    #[arg(long, default_value = "http://localhost:8080")]
    server: String,
    /// Somebody who may see the briefing.
    #[arg(long)]
    username: String,
    /// Password of that user.
    #[arg(long, env = "GIAOBAN_BOTS_PASSWORD")]
    password: String,
    /// The giaoban program, asked for a token of each site.
    #[arg(long, default_value = "giaoban")]
    giaoban: PathBuf,
    /// Data folder of the server, for the tokens.
    #[arg(long)]
    data_dir: PathBuf,
    /// The briefing; otherwise today's first that is live or about to be.
    #[arg(long)]
    briefing: Option<Uuid>,
    /// Code of a site that is left to people; may be repeated.
    #[arg(long)]
    except: Vec<String>,
    /// Average seconds between two requests to speak of one room; 0 = never.
    #[arg(long, default_value_t = 90.0)]
    asks_every: f64,
    /// Seconds between two lines about the processor time used; 0 = none.
    #[arg(long, default_value_t = 60)]
    report: u64,
}

/// Who stands up in each commune.
const SPEAKERS: [&str; 6] =
    ["Vàng A Sáng", "Hoàng Thị Mai", "Lý Văn Páo", "Trần Thị Hoa", "Giàng A Tủa", "Nguyễn Thị Lan"];
/// The server may still be starting.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).init();
    let api = sign_in(&cli).await?;
    let briefing = briefing(&cli, &api).await?;
    let rooms = rooms(&cli, &briefing)?;
    println!("{} rooms enter {}", rooms.len(), text(&briefing, "title")?);
    let (mut running, began) = (tokio::task::JoinSet::new(), Instant::now());
    for room in rooms {
        running.spawn(demo::run(room));
    }
    let mut report = tokio::time::interval(Duration::from_secs(cli.report.max(1)));
    report.tick().await;
    loop {
        tokio::select! {
            Some(ended) = running.join_next() => ended?.context("a room was refused")?,
            _ = report.tick(), if cli.report > 0 => println!("{}", processor_time(began)?),
            _ = tokio::signal::ctrl_c() => return Ok(()),
        }
    }
}

async fn sign_in(cli: &Cli) -> Result<Api> {
    let (api, until) = (Api::new(&cli.server), Instant::now() + PATIENCE);
    loop {
        match api.sign_in(&cli.username, &cli.password).await {
            Err(_) if Instant::now() < until => tokio::time::sleep(Duration::from_millis(200)).await,
            signed_in => return signed_in,
        }
    }
}

async fn briefing(cli: &Cli, api: &Api) -> Result<Value> {
    let id = match cli.briefing {
        Some(id) => id.to_string(),
        None => first_today(&api.get("/briefings?today=1").await?)?,
    };
    api.get(&format!("/briefings/{id}")).await
}

fn first_today(list: &Value) -> Result<String> {
    let open = |briefing: &&Value| {
        matches!(briefing["state"].as_str(), Some("live" | "break" | "lobby" | "testing"))
    };
    let first = list.as_array().into_iter().flatten().find(open);
    Ok(text(first.context("no briefing is open today")?, "id")?.to_owned())
}

fn rooms(cli: &Cli, briefing: &Value) -> Result<Vec<Room>> {
    let id: Uuid = text(briefing, "id")?.parse()?;
    let chair_site = text(briefing, "chair_site")?;
    let mut rooms = Vec::new();
    for site in briefing["expected"].as_array().into_iter().flatten() {
        let code = text(site, "code")?;
        if cli.except.iter().any(|except| except == code) {
            continue;
        }
        let is_chair = text(site, "id")? == chair_site;
        let asks_every = (cli.asks_every > 0.0 && !is_chair).then_some(cli.asks_every);
        rooms.push(Room {
            base: cli.server.trim_end_matches('/').to_owned(),
            token: token(cli, code, id)?,
            briefing: id,
            scene: scene_of(text(site, "name")?, is_chair, rooms.len())?,
            speaker: SPEAKERS[rooms.len() % SPEAKERS.len()].to_owned(),
            local: local(&cli.server),
            asks_every,
        });
    }
    Ok(rooms)
}

fn token(cli: &Cli, code: &str, briefing: Uuid) -> Result<String> {
    let briefing = briefing.to_string();
    let mut command = Command::new(&cli.giaoban);
    command.args(["token", "--site", code, "--briefing", &briefing]).arg("--data-dir").arg(&cli.data_dir);
    let output = command.output().with_context(|| format!("{}", cli.giaoban.display()))?;
    if !output.status.success() {
        bail!("giaoban token --site {code}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// The scene whose caption names the site, else one after the other.
fn scene_of(name: &str, is_chair: bool, index: usize) -> Result<&'static Scene> {
    const COMMUNES: [(&str, &str); 6] = [
        ("Phố Ràng", "pho-rang"),
        ("Bảo Hà", "bao-ha"),
        ("Kim Sơn", "kim-son"),
        ("Cam Cọn", "cam-con"),
        ("Lương Sơn", "luong-son"),
        ("Xuân Thượng", "xuan-thuong"),
    ];
    let named = COMMUNES.iter().find(|(commune, _)| name.contains(commune));
    let file = if is_chair { "hall" } else { named.unwrap_or(&COMMUNES[index % COMMUNES.len()]).1 };
    fixture::scene(file).context("a fixture")
}

/// Loopback towards a server on this machine, every address towards another.
fn local(server: &str) -> SocketAddr {
    let here = server.contains("//localhost") || server.contains("//127.");
    let ip = if here { Ipv4Addr::LOCALHOST } else { Ipv4Addr::UNSPECIFIED };
    SocketAddr::new(IpAddr::V4(ip), 0)
}

/// Processor time of this process (proc(5): utime and stime, in hundredths of a second).
fn processor_time(began: Instant) -> Result<String> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(") ").next().context("proc(5)")?.split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    let (used, passed) = (ticks as f64 / 100.0, began.elapsed().as_secs_f64());
    Ok(format!("processor time: {used:.1} s in {passed:.0} s, {:.1} % of one core", 100.0 * used / passed))
}
