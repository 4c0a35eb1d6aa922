//! How is a refused request answered? The one place that maps refusals to a status and to
//! `{"code", "text", "field"}`.

use super::language;
use super::words::Words;
use crate::attempts::TooMany;
use crate::directory::DirectoryError;
use crate::field::FieldError;
use crate::identity::IdentityError;
use crate::protocol::Refusal;
use crate::schedule::ScheduleError;
use crate::store::StoreError;
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    status: StatusCode,
    code: Refusal,
    words: Words,
    field: Option<Cow<'static, str>>,
}

/// A refusal as sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProblemBody {
    /// Stable code, for programs.
    #[schema(value_type = String, example = "invalid")]
    code: Refusal,
    /// What went wrong and what to do, in the language of `Accept-Language`.
    text: String,
    /// The field that is wrong; in a list with its position from 0, such as `agenda.2.title`.
    field: Option<Cow<'static, str>>,
}

/// A refusal as RFC 9457 writes it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProblemDetails {
    /// The status in words.
    title: &'static str,
    /// The status.
    status: u16,
    /// What went wrong and what to do, in the language of `Accept-Language`.
    detail: String,
    /// Stable code, for programs.
    #[schema(value_type = String, example = "device_in_use")]
    code: Refusal,
}

/// When a client whose turn it is not yet may come back, in seconds.
const RETRY_S: u16 = 3;

impl Problem {
    /// A refusal with a status and words of its own.
    pub(super) fn new(status: StatusCode, code: Refusal, words: Words) -> Self {
        Self { status, code, words, field: None }
    }

    /// A refusal with the status of its code and words of its own.
    pub(super) fn of_code(code: Refusal, words: Words) -> Self {
        Self::new(status_of(code), code, words)
    }

    /// What was asked for is not there.
    pub(super) fn not_found() -> Self {
        Refusal::NotFound.into()
    }

    fn conflict(words: Words) -> Self {
        Self::new(StatusCode::CONFLICT, Refusal::Conflict, words)
    }

    /// What axum refused by itself: malformed JSON or ids, a body too large, another method.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(status, Refusal::Malformed, Words::OtherMethod),
            StatusCode::PAYLOAD_TOO_LARGE => Self::new(status, Refusal::Malformed, Words::TooLarge),
            status if status.is_server_error() => Self::new(status, Refusal::Busy, Words::OfCode),
            status => Self::new(status, Refusal::Malformed, Words::OfCode),
        }
    }
}

/// The language is known only to the request, so the problem travels to [`in_words`] beside the status.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Words::TooOften(seconds) = self.words {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every refusal its body in the caller's language.
pub(super) async fn in_words(request: Request, next: Next) -> Response {
    worded(request, next, |problem, text| {
        Json(ProblemBody { code: problem.code, text, field: problem.field }).into_response()
    })
    .await
}

/// The same as RFC 9457 wants it, for clients that know nothing of ours.
pub(super) async fn in_standard_words(request: Request, next: Next) -> Response {
    let mut answer = worded(request, next, |problem, detail| {
        let title = problem.status.canonical_reason().unwrap_or_default();
        let details = ProblemDetails { title, status: problem.status.as_u16(), detail, code: problem.code };
        ([(header::CONTENT_TYPE, "application/problem+json")], Json(details)).into_response()
    })
    .await;
    let status = answer.status();
    let headers = answer.headers_mut();
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::CONFLICT) {
        headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from(RETRY_S));
    }
    answer
}

async fn worded(request: Request, next: Next, body: impl FnOnce(Problem, String) -> Response) -> Response {
    let language = language::of(request.headers());
    let mut response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let problem = response.extensions_mut().remove::<Problem>().unwrap_or_else(|| Problem::of_status(status));
    let text = problem.words.text(problem.code, language);
    let mut answer = (status, body(Problem { status, ..problem }, text)).into_response();
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

impl From<Refusal> for Problem {
    fn from(code: Refusal) -> Self {
        Self::new(status_of(code), code, Words::OfCode)
    }
}

/// The status of each code.
fn status_of(code: Refusal) -> StatusCode {
    match code {
        Refusal::Malformed => StatusCode::BAD_REQUEST,
        Refusal::NotSignedIn => StatusCode::UNAUTHORIZED,
        Refusal::NotAllowed => StatusCode::FORBIDDEN,
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::Invalid | Refusal::CodecUnsupported | Refusal::BadOffer => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::NoMedia | Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CONFLICT,
    }
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        let words = Words::Flaw(error.flaw);
        let problem = Self::new(status_of(Refusal::Invalid), Refusal::Invalid, words);
        Self { field: Some(error.field), ..problem }
    }
}

/// The detail is for the log: it may name tables and files.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a request failed in the store");
        Refusal::Busy.into()
    }
}

impl From<TooMany> for Problem {
    fn from(TooMany { seconds }: TooMany) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, Refusal::Busy, Words::TooOften(seconds))
    }
}

impl From<DirectoryError> for Problem {
    fn from(error: DirectoryError) -> Self {
        match error {
            DirectoryError::NotFound => Self::not_found(),
            DirectoryError::Field(error) => error.into(),
            DirectoryError::UnitInUse => Self::conflict(Words::UnitInUse),
            DirectoryError::SiteExpected => Self::conflict(Words::SiteExpected),
            DirectoryError::Store(error) => error.into(),
        }
    }
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::NotSignedIn => Refusal::NotSignedIn.into(),
            IdentityError::WrongPassword => {
                Self { words: Words::WrongPassword, ..Refusal::NotSignedIn.into() }
            }
            IdentityError::WrongCode => {
                Self { words: Words::WrongCode, field: Some("code".into()), ..Self::not_found() }
            }
            IdentityError::TooManyAttempts { seconds } => TooMany { seconds }.into(),
            IdentityError::TooManyPairings => Self { words: Words::TooManyPairings, ..Refusal::Busy.into() },
            IdentityError::NotFound => Self::not_found(),
            IdentityError::LastAdministrator => Self::conflict(Words::LastAdministrator),
            IdentityError::Field(error) => error.into(),
            IdentityError::Store(error) => error.into(),
        }
    }
}

impl From<ScheduleError> for Problem {
    fn from(error: ScheduleError) -> Self {
        match error {
            ScheduleError::NotFound => Self::not_found(),
            ScheduleError::Field(error) => error.into(),
            ScheduleError::Clash { field, who, title, starts_at } => {
                let clash = Self::conflict(Words::Clash { who, title, starts_at });
                Self { field: Some(field.into()), ..clash }
            }
            ScheduleError::Ended => Self { words: Words::Ended, ..Refusal::WrongState.into() },
            ScheduleError::Begun => Self { words: Words::Begun, ..Refusal::WrongState.into() },
            ScheduleError::Store(error) => error.into(),
        }
    }
}
