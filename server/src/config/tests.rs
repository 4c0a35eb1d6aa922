use super::*;
use figment::Jail;

/// The environment belongs to the process, so tests that read it take figment's jail in turn.
fn in_jail(test: impl FnOnce(&mut Jail)) {
    #[expect(clippy::result_large_err, reason = "the signature of figment's jail")]
    Jail::expect_with(|jail| {
        test(jail);
        Ok(())
    });
}

fn load(jail: &mut Jail, toml: &str) -> Result<Config, ConfigError> {
    jail.create_file("giaoban.toml", toml).expect("the jail's folder is writable");
    Config::load(Some(Path::new("giaoban.toml")), &Overrides::default())
}

fn refusal(toml: &str) -> String {
    let mut text = String::new();
    in_jail(|jail| text = load(jail, toml).expect_err("refused").to_string());
    assert_eq!(text.lines().count(), 1, "one line: {text}");
    text
}

#[test]
fn nothing_written_is_a_working_configuration() {
    in_jail(|_| {
        let config = Config::load(None, &Overrides::default()).expect("defaults are valid");
        assert_eq!(config.http.listen.to_string(), "0.0.0.0:8080");
        assert_eq!(config.media.shards, 1);
    });
}

#[test]
fn the_documented_sample_is_the_defaults() {
    in_jail(|jail| {
        let sample = load(jail, include_str!("../../../deploy/giaoban.toml")).expect("the sample is valid");
        let defaults = Config::load(None, &Overrides::default()).expect("defaults are valid");
        assert_eq!(sample, defaults);
    });
}

#[test]
fn every_key_is_documented_in_the_sample() {
    let sample = include_str!("../../../deploy/giaoban.toml");
    let config = Config {
        data_dir: "d".into(),
        log: LogConfig { filter: "info,rtc_dtls=error".into(), format: LogFormat::Text },
        http: HttpConfig {
            listen: "1.2.3.4:5".parse().expect("an address"),
            tls: Tls::Files { certificate: "c".into(), key: "k".into() },
            origins: vec![],
        },
        media: MediaConfig {
            bind: "1.2.3.4".parse().expect("an address"),
            port: 1,
            shards: 1,
            announce: vec![],
        },
        link: LinkConfig { secret: Some(Secret("s".into())), signaling: Some("ws://h".into()) },
    };
    for line in config.to_toml().lines().filter(|line| line.contains('=')) {
        let key = line.split(" =").next().expect("split gives at least one part");
        assert!(
            sample.lines().any(|l| l.trim_start_matches("# ").starts_with(&format!("{key} ="))),
            "deploy/giaoban.toml does not document {key}"
        );
    }
}

#[test]
fn file_then_environment_then_flags() {
    in_jail(|jail| {
        let toml = "[http]\nlisten = \"127.0.0.1:1\"\n[media]\nport = 1\n[server]\nlog = \"warn\"";
        jail.create_file("giaoban.toml", toml).expect("the jail's folder is writable");
        jail.set_env("GIAOBAN_HTTP__LISTEN", "127.0.0.1:2");
        jail.set_env("GIAOBAN_MEDIA__PORT", "2");
        let flags = Overrides { media_port: Some(3), ..Overrides::default() };
        let config = Config::load(Some(Path::new("giaoban.toml")), &flags).expect("valid");
        assert_eq!(config.log.filter, "warn", "from the file");
        assert_eq!(config.http.listen.port(), 2, "from the environment");
        assert_eq!(config.media.port, 3, "from the command line");
    });
}

#[test]
fn an_unknown_key_is_refused_with_its_place() {
    let text = refusal("[http]\nlissten = \"0.0.0.0:80\"");
    assert!(text.contains("lissten") && text.contains("giaoban.toml"), "{text}");
    assert!(refusal("[htttp]\n").contains("htttp"));
}

#[test]
fn an_unknown_environment_variable_is_refused() {
    for (name, key) in [("GIAOBAN_HTTP__LISSTEN", "lissten"), ("GIAOBAN_HTTP_LISTEN", "http_listen")] {
        in_jail(|jail| {
            jail.set_env(name, "127.0.0.1:2");
            let text = Config::load(None, &Overrides::default()).expect_err("refused").to_string();
            assert!(text.contains(key) && text.contains("environment"), "{text}");
        });
    }
}

#[test]
fn variables_of_other_programs_are_none_of_ours() {
    in_jail(|jail| {
        jail.set_env("GIAOBAN_BIN", "/usr/bin/giaoban");
        Config::load(None, &Overrides::default()).expect("valid");
    });
}

#[test]
fn a_senseless_value_is_refused_with_key_value_and_place() {
    for (toml, parts) in [
        ("[http]\nlisten = \"8080\"", ["http.listen", "\"8080\"", "giaoban.toml"]),
        ("[http]\ntls = \"files\"", ["http.tls", "http.certificate", "giaoban.toml"]),
        ("[http]\nkey = \"k.pem\"", ["http.key", "k.pem", "files"]),
        ("[http]\norigins = [\"a.vn\"]", ["http.origins", "a.vn", "https://"]),
        ("[http]\ntls = \"yes\"", ["http.tls", "yes", "self-signed"]),
        ("[media]\nshards = 0", ["media.shards", "0", "giaoban.toml"]),
        ("[media]\nport = 65535\nshards = 2", ["media.shards", "2", "65535"]),
        ("[media]\nport = 70000", ["media.port", "70000", "giaoban.toml"]),
        ("[media]\nannounce = [\"0.0.0.0\"]", ["media.announce", "0.0.0.0", "reach"]),
        ("[server]\nlog = \"loud=very\"", ["server.log", "loud=very", "filter"]),
        ("[link]\nsignaling = \"http://a\"", ["link.signaling", "http://a", "wss://"]),
        ("[link", ["configuration", "giaoban.toml", "TOML"]),
    ] {
        let text = refusal(toml);
        for part in parts {
            assert!(text.contains(part), "{toml:?} gives {text:?}, without {part:?}");
        }
    }
}

#[test]
fn a_secret_is_neither_accepted_short_nor_ever_shown() {
    let short = refusal("[link]\nsecret = \"hunter2\"");
    assert!(short.contains("link.secret") && !short.contains("hunter2"), "{short}");
    in_jail(|jail| {
        let config = load(jail, "[link]\nsecret = \"0123456789abcdef\"").expect("valid");
        assert!(!config.to_toml().contains("0123456789abcdef"));
        assert!(!format!("{config:?}").contains("0123456789abcdef"));
        assert_eq!(config.link.secret.expect("kept").expose(), "0123456789abcdef");
    });
}

#[test]
fn a_missing_file_is_said_to_be_missing() {
    in_jail(|_| {
        let text = Config::load(Some(Path::new("none.toml")), &Overrides::default()).expect_err("refused");
        assert!(text.to_string().contains("none.toml"), "{text}");
    });
}

#[test]
fn what_check_config_prints_is_a_configuration_again() {
    in_jail(|jail| {
        let config =
            load(jail, "[media]\nannounce = [\"10.1.2.3\"]\n[http]\ntls = \"self-signed\"").expect("valid");
        assert_eq!(load(jail, &config.to_toml()).expect("valid again"), config);
    });
}
