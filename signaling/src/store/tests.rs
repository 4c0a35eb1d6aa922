use super::*;
use crate::ids::BriefingId;
use tempfile::TempDir;

/// An empty database in a folder that lives as long as the value.
pub(crate) async fn temporary() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&url(&folder)).await.unwrap();
    (folder, store)
}

fn url(folder: &TempDir) -> String {
    format!("sqlite://{}/test.db?mode=rwc", folder.path().display())
}

fn row(rev: u64) -> LogRow {
    LogRow { rev, at_ms: 1_000 + rev as i64, json: format!("{{\"rev\":{rev}}}") }
}

#[tokio::test]
async fn a_log_is_read_back_in_order_after_reopening() {
    let folder = TempDir::new().unwrap();
    let (first, second) = (BriefingId::new(), BriefingId::new());
    let log = Store::open(&url(&folder)).await.unwrap().event_log();
    log.append(first, 1, &[row(1), row(2)], "live").await.unwrap();
    log.append(second, 1, &[row(1)], "closed").await.unwrap();
    log.append(first, 2, &[row(3)], "break").await.unwrap();

    let log = Store::open(&url(&folder)).await.unwrap().event_log();
    assert_eq!(log.load(first).await.unwrap(), [(1, row(1)), (1, row(2)), (2, row(3))]);
    assert_eq!(log.live_briefings().await.unwrap(), [first], "the other one is closed");
    assert_eq!(log.next_epoch(first).await.unwrap(), 3);
    assert_eq!(log.next_epoch(BriefingId::new()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_failing_append_leaves_nothing_behind() {
    let (_folder, store) = temporary().await;
    let (log, briefing) = (store.event_log(), BriefingId::new());
    log.append(briefing, 1, &[row(1)], "live").await.unwrap();
    assert!(log.append(briefing, 1, &[row(2), row(1)], "closed").await.is_err(), "revision 1 exists");
    assert_eq!(log.load(briefing).await.unwrap(), [(1, row(1))]);
    assert_eq!(log.live_briefings().await.unwrap(), [briefing], "the state did not move either");
}

#[tokio::test]
async fn an_earlier_owner_cannot_write_any_more() {
    let (_folder, store) = temporary().await;
    let (log, briefing) = (store.event_log(), BriefingId::new());
    log.append(briefing, 2, &[row(1)], "live").await.unwrap();
    let refused = log.append(briefing, 1, &[row(2)], "live").await;
    assert!(matches!(refused, Err(StoreError::Superseded)), "{refused:?}");
}

#[tokio::test]
async fn a_missing_folder_is_named_in_one_line() {
    let error = Store::open("sqlite:///nowhere/at/all/test.db?mode=rwc").await.unwrap_err().to_string();
    assert!(error.starts_with("cannot write the database /nowhere/at/all/test.db"), "{error}");
    assert!(!error.contains('\n'));
}

#[tokio::test]
async fn a_read_only_database_is_refused_at_start() {
    let (folder, store) = temporary().await;
    store.close().await;
    let url = format!("sqlite://{}/test.db?mode=ro", folder.path().display());
    let error = Store::open(&url).await.unwrap_err();
    assert!(matches!(error, StoreError::Unwritable(_)), "{error:?}");
}

#[tokio::test]
async fn a_locked_database_is_refused_at_start() {
    let (folder, store) = temporary().await;
    let _lock = store.begin().await.unwrap();
    let error = Store::open(&url(&folder)).await.unwrap_err();
    assert!(matches!(error, StoreError::Locked(_)), "{error:?}");
}

#[tokio::test]
async fn another_kind_of_file_is_refused() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("test.db"), "not a database, just some text".repeat(40)).unwrap();
    let error = Store::open(&url(&folder)).await.unwrap_err();
    assert!(matches!(error, StoreError::NotADatabase(_)), "{error:?}");
}

#[test]
fn a_shown_address_has_no_password() {
    let error = StoreError::opening(
        "postgres://giaoban:secret@db.local/giaoban?sslmode=require",
        sqlx::migrate::MigrateError::VersionMissing(9),
    );
    let text = error.to_string();
    assert!(text.contains("postgres://db.local/giaoban") && !text.contains("secret"), "{text}");
}
