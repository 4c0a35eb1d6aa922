//! The draft minutes of a briefing, as a file to take along.

use super::briefings::seen;
use super::caller::Caller;
use super::problem::{Problem, ProblemBody};
use super::words::Words;
use crate::briefing::record::{self, RecordError};
use crate::briefing::{Actor, Briefing, Event, Millis};
use crate::minutes::{Draft, Format, NotWritten};
use crate::protocol::{Action, Refusal};
use crate::records::Records;
use crate::schedule::ScheduledBriefing;
use crate::store::LogRow;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use std::error::Error;
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use uuid::Uuid;

/// Files made at once: a log full of text takes a core for seconds.
static AT_WORK: Semaphore = Semaphore::const_new(1);

/// Bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "the API document's only")]
pub(super) struct FileBody(Vec<u8>);

/// Draft minutes as Office Open XML: attendance, course, opinions, votes, conclusion, from the log. In Vietnamese.
#[utoipa::path(get, path = "/briefings/{id}/minutes.docx", operation_id = "minutesDocx", tag = "briefings", params(("id" = Uuid, Path)),
    responses(
    (status = 200, content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", body = inline(FileBody)),
    (status = 409, description = "The briefing was not opened", body = ProblemBody)))]
pub(super) async fn docx(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, Problem> {
    file(&records, &caller, id, Format::Docx).await
}

/// Draft minutes as PDF. In Vietnamese.
#[utoipa::path(get, path = "/briefings/{id}/minutes.pdf", operation_id = "minutesPdf", tag = "briefings", params(("id" = Uuid, Path)),
    responses(
    (status = 200, content_type = "application/pdf", body = inline(FileBody)),
    (status = 409, description = "The briefing was not opened", body = ProblemBody)))]
pub(super) async fn pdf(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, Problem> {
    file(&records, &caller, id, Format::Pdf).await
}

/// What the minutes tell, one row a fact, for a spreadsheet. In Vietnamese.
#[utoipa::path(get, path = "/briefings/{id}/minutes.csv", operation_id = "minutesCsv", tag = "briefings", params(("id" = Uuid, Path)),
    responses(
    (status = 200, content_type = "text/csv", body = String),
    (status = 409, description = "The briefing was not opened", body = ProblemBody)))]
pub(super) async fn csv(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, Problem> {
    file(&records, &caller, id, Format::Csv).await
}

async fn file(
    records: &Records,
    caller: &Caller,
    id: Uuid,
    format: Format,
) -> Result<impl IntoResponse + use<>, Problem> {
    let ScheduledBriefing { plan, .. } = seen(records, caller, id).await?;
    let turn = AT_WORK.acquire().await.map_err(|_| Refusal::Busy)?;
    let rows = records.log.load(plan.id).await?;
    if rows.is_empty() {
        caller.with(Action::ReadMinutes, &plan)?;
        return Err(not_opened());
    }
    let (actor, now) = (Actor::from(&caller.principal), records.clock.now());
    // Others are not kept waiting, and a reader who goes away does not let the next one in early.
    let written = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        written(&rows, &actor, now, format)
    });
    let (name, bytes) = written.await.map_err(|error| broken(&error, Words::NoMinutes))??;
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes))
}

/// Name and bytes of the file, for whom the briefing itself lets read it: its chair and deputies are those of now.
fn written(
    rows: &[(u64, LogRow)],
    actor: &Actor,
    now: Millis,
    format: Format,
) -> Result<(String, Vec<u8>), Problem> {
    let events = rows.iter().map(|(_, row)| record::read(row.at_ms, &row.json));
    let events: Vec<Event> = events.collect::<Result<_, _>>()?;
    let briefing = Briefing::replay(&events).ok_or_else(not_opened)?;
    briefing.may(actor, Action::ReadMinutes)?;
    let draft = Draft::of(&events, now).ok_or_else(not_opened)?;
    Ok((draft.file_name(format), draft.write(format)?))
}

fn not_opened() -> Problem {
    Problem::of_code(Refusal::WrongState, Words::NotOpened)
}

/// The reason is for the log.
fn broken(error: &dyn Error, words: Words) -> Problem {
    tracing::error!(%error, "minutes could not be made");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, Refusal::Busy, words)
}

impl From<NotWritten> for Problem {
    fn from(error: NotWritten) -> Self {
        broken(&error, Words::NoMinutes)
    }
}

impl From<RecordError> for Problem {
    fn from(error: RecordError) -> Self {
        let words = match error {
            RecordError::Newer(_) => Words::NewerRecord,
            RecordError::Malformed(_) => Words::NoMinutes,
        };
        broken(&error, words)
    }
}
