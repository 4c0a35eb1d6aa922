//! What happens when it cannot start? One line that says what to do, and a status that is not zero.

use crate::run::{Server, giaoban, output};
use std::path::Path;

const FREE: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--media-port", "0"];

/// Runs, expects a failure, and gives the one line of it.
fn refusal(folder: &Path, arguments: &[&str]) -> String {
    let output = output(folder, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    let complaints: Vec<&str> = text.lines().filter(|line| line.starts_with("giaoban: ")).collect();
    assert_eq!(complaints.len(), 1, "one line: {text}");
    complaints[0].to_owned()
}

fn assert_says(line: &str, parts: &[&str]) {
    for part in parts {
        assert!(line.contains(part), "{line:?} does not say {part:?}");
    }
}

#[test]
fn a_busy_http_port() {
    let server = Server::start(&["serve"]);
    let folder = tempfile::tempdir().expect("a folder");
    let address = server.ports.http.to_string();
    let line = refusal(folder.path(), &["serve", "--listen", &address, "--media-port", "0"]);
    assert_says(&line, &[&address, "in use", "--listen"]);
}

#[test]
fn a_busy_media_port() {
    let server = Server::start(&["serve"]);
    let folder = tempfile::tempdir().expect("a folder");
    let port = server.ports.media[0].port().to_string();
    let line = refusal(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--media-port", &port]);
    assert_says(&line, &[&port, "in use", "[media] port"]);
}

#[test]
fn a_data_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("file"), "").expect("written");
    let arguments = [&FREE[..], &["--data-dir", "file/data"]].concat();
    assert_says(&refusal(folder.path(), &arguments), &["file/data", "data_dir"]);
}

#[test]
fn a_data_folder_in_use() {
    let server = Server::start(&["serve"]);
    let line = refusal(server.folder.path(), &FREE);
    assert_says(&line, &["data", "in use by another giaoban"]);
}

#[test]
fn a_bad_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("bad.toml"), "[http]\nlissten = \"0.0.0.0:80\"").expect("written");
    let line = refusal(folder.path(), &["serve", "--config", "bad.toml"]);
    assert_says(&line, &["lissten", "bad.toml"]);
    let line = refusal(folder.path(), &["serve", "--config", "none.toml"]);
    assert_says(&line, &["none.toml", "No such file"]);
}

#[test]
fn a_bad_environment() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = giaoban(folder.path(), &["--check-config"]).env("GIAOBAN_MEDIA__SHARDS", "0").output();
    let output = output.expect("the binary was built");
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    assert_says(&text, &["media.shards", "GIAOBAN_MEDIA__SHARDS"]);
}

#[test]
fn a_half_without_its_link() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_says(&refusal(folder.path(), &["signaling"]), &["[link] secret"]);
    assert_says(&refusal(folder.path(), &["media"]), &["[link] signaling"]);
}
