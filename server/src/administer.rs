//! What does the command line do with the records of a data folder? It adds users and writes tokens, by the
//! same code as HTTP, whether a server runs on the folder or not.

use crate::cli::NewUserArgs;
use crate::config::Config;
use crate::data_dir::DataDir;
use giaoban_signaling::identity::{NewUser, Role};
use giaoban_signaling::ids::BriefingId;
use giaoban_signaling::records::Records;
use std::error::Error;
use std::io;
use uuid::Uuid;

/// How long a token outlives the planned end of its briefing: overruns are common, days are not.
const TOKEN_OUTLIVES_BRIEFING_MS: i64 = 12 * 3_600_000;

type Outcome = Result<(), Box<dyn Error>>;

async fn records(config: &Config) -> Result<Records, Box<dyn Error>> {
    let data = DataDir::open(&config.data_dir)?;
    Ok(Records::open(&data.database_url(), data.token_secret()?).await?)
}

/// `giaoban user add`: the way to the first administrator.
pub(crate) async fn add_user(config: &Config, user: NewUserArgs) -> Outcome {
    let password = read_password(user.password_stdin)?;
    let records = records(config).await?;
    let role: Option<Role> = user.role;
    let new = NewUser {
        username: user.username.clone(),
        password,
        name: user.name,
        post: String::new(),
        unit: None,
        roles: role.map(|role| (role, None)).into_iter().collect(),
    };
    records.identity.add_user(new).await?;
    println!("{} may sign in", user.username);
    if role.is_none() {
        println!("{} has no role yet: an administrator gives one", user.username);
    }
    records.store.close().await;
    Ok(())
}

/// `giaoban token`: one line a site on standard output, for a program that stands in for it.
pub(crate) async fn write_tokens(config: &Config, codes: &[String], briefing: Uuid) -> Outcome {
    let records = records(config).await?;
    let briefing = BriefingId(briefing);
    let plan = records.schedule.plan(briefing).await?;
    let plan = plan.ok_or_else(|| format!("there is no briefing {}", briefing.0))?;
    let expires_at = plan.ends_at.max(records.clock.now()) + TOKEN_OUTLIVES_BRIEFING_MS;
    for code in codes {
        let site = records.directory.site_by_code(code).await?;
        let site = site.ok_or_else(|| format!("no site has the code {code}"))?;
        println!("{}", records.identity.automation_token(site.id, briefing, expires_at));
    }
    records.store.close().await;
    Ok(())
}

/// Typed twice without an echo, or one line of standard input.
fn read_password(from_stdin: bool) -> io::Result<String> {
    if from_stdin {
        let mut line = String::new();
        io::stdin().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let password = rpassword::prompt_password("Password: ")?;
    match rpassword::prompt_password("The same again: ")? == password {
        true => Ok(password),
        false => Err(io::Error::other("the two passwords differ; nothing was changed")),
    }
}
