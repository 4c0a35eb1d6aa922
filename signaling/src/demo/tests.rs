use super::*;
use crate::briefing::{Briefing, record};
use crate::clock::Clock;
use crate::protocol::SessionState;
use crate::store::tests::temporary;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

const DAY: i64 = 86_400_000;

async fn world() -> (Records, Arc<AtomicI64>, TempDir) {
    let (folder, store) = temporary().await;
    let now = Arc::new(AtomicI64::new(1_763_859_600_000));
    let read = now.clone();
    (Records::new(store, Clock::of(move || read.load(Ordering::Relaxed)), [7; 32]), now, folder)
}

#[tokio::test]
async fn the_demonstration_is_a_briefing_in_progress() {
    let (records, _, _folder) = world().await;
    let demo = seed(&records).await.unwrap();
    let today = records.schedule.today().await.unwrap();
    assert_eq!((today.len(), today[0].plan.id, today[0].state), (1, demo.briefing, SessionState::Live));
    let codes: Vec<&str> = today[0].plan.sites.iter().map(|site| site.code.as_str()).collect();
    assert_eq!(codes, ["LC-TT", "BY", "BY-PR", "BY-BH", "BY-CC", "BY-KS", "BY-LS", "BY-XT"]);
    assert_eq!(today[0].plan.chair_site, demo.sites[0].1);
    for account in &ACCOUNTS {
        records.identity.sign_in(account.username, PASSWORD).await.unwrap();
    }

    let log = records.log.load(demo.briefing).await.unwrap();
    let events = log.iter().map(|(_, row)| record::read(row.at_ms, &row.json).unwrap());
    let briefing = Briefing::replay(events).unwrap();
    assert_eq!(briefing.session_state(), SessionState::Live);
    assert_eq!(records.log.live_briefings().await.unwrap(), [demo.briefing]);
}

#[tokio::test]
async fn seeding_again_changes_nothing_but_the_time() {
    let (records, now, _folder) = world().await;
    let first = seed(&records).await.unwrap();
    now.fetch_add(3 * DAY, Ordering::Relaxed);
    let again = seed(&records).await.unwrap();
    assert_eq!((again.briefing, &again.sites), (first.briefing, &first.sites));
    assert_eq!(records.identity.users().await.unwrap().len(), ACCOUNTS.len());
    let tree = records.directory.tree().await.unwrap();
    assert_eq!(
        (tree.units().len(), records.directory.find_sites(&tree, "", None).await.unwrap().len()),
        (8, 8)
    );
    let today = records.schedule.today().await.unwrap();
    assert_eq!((today.len(), today[0].state), (1, SessionState::Live), "it is today's again");
}

#[tokio::test]
async fn a_closed_demonstration_is_followed_by_a_new_one() {
    let (records, _, _folder) = world().await;
    let first = seed(&records).await.unwrap();
    let row = crate::store::LogRow { rev: 99, at_ms: 0, json: "{}".into() };
    records.log.append(first.briefing, 9, &[row], "closed").await.unwrap();
    let second = seed(&records).await.unwrap();
    assert_ne!(second.briefing, first.briefing);
    assert_eq!(records.log.live_briefings().await.unwrap(), [second.briefing]);
}

#[tokio::test]
async fn somebodys_own_database_is_refused() {
    let (records, _, _folder) = world().await;
    let own = NewUser {
        username: ADMINISTRATOR.into(),
        password: "mưa rào Phố Ràng".into(),
        name: "Quản trị".into(),
        post: String::new(),
        unit: None,
        roles: vec![(Role::Admin, None)],
    };
    records.identity.add_user(own).await.unwrap();
    assert!(matches!(seed(&records).await, Err(DemoError::NotADemo)));
    assert_eq!(records.identity.users().await.unwrap().len(), 1);
}
