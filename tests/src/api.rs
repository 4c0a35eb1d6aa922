//! How does a program administer the server? The HTTP interface under `/api/v1`.

use anyhow::{Context, Result, bail};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// Connections idle for longer are not used again: the server ends them after twice as long, and a request that meets the end
/// fails.
const IDLE: Duration = Duration::from_secs(5);

/// A signed-in HTTP client.
#[derive(Clone, Debug)]
pub struct Api {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

impl Api {
    /// Not signed in. `base` is `http://host:port`.
    pub fn new(base: &str) -> Api {
        let http = reqwest::Client::builder().pool_idle_timeout(IDLE).build();
        Api { http: http.expect("a client without a certificate"), base: base.to_owned(), token: None }
    }

    /// The same server with this bearer token.
    pub fn with_token(&self, token: &str) -> Api {
        Api { token: Some(token.to_owned()), ..self.clone() }
    }

    /// Signs in with a password.
    pub async fn sign_in(&self, username: &str, password: &str) -> Result<Api> {
        let body = json!({ "username": username, "password": password });
        let session = self.post("/session", &body).await?;
        Ok(self.with_token(text(&session, "token")?))
    }

    /// The bearer token, for the websocket.
    pub fn token(&self) -> Result<&str> {
        self.token.as_deref().context("signed in")
    }

    /// `GET /api/v1{path}`.
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.good(Method::GET, path, None).await
    }

    /// `POST /api/v1{path}`.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.good(Method::POST, path, Some(body)).await
    }

    /// Creates something; its id comes back.
    pub async fn create(&self, path: &str, body: &Value) -> Result<Uuid> {
        Ok(text(&self.post(path, body).await?, "id")?.parse()?)
    }

    /// Any request; status and body come back, whatever they are.
    pub async fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(StatusCode, Value)> {
        let mut request = self.http.request(method, format!("{}/api/v1{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let status = response.status();
        let text = response.text().await?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
    }

    /// One figure of `/metrics`, summed over its labels; 0 when it is not there yet.
    pub async fn metric(&self, name: &str) -> Result<f64> {
        let text = self.http.get(format!("{}/metrics", self.base)).send().await?.text().await?;
        let values = text.lines().filter(|line| {
            line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ') || rest.starts_with('{'))
        });
        Ok(values.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum())
    }

    async fn good(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        let (status, value) = self.request(method.clone(), path, body).await?;
        if !status.is_success() {
            bail!("{method} {path}: {status}: {value}");
        }
        Ok(value)
    }
}

/// A text field of an answer.
pub fn text<'a>(value: &'a Value, field: &str) -> Result<&'a str> {
    value[field].as_str().with_context(|| format!("{field} in {value}"))
}
