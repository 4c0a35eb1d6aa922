//! How does the demonstration come to have a briefing in progress? It is planned and opened by its chair with
//! the same commands as any other.

use super::DemoError;
use crate::briefing::{Actor, Briefing, CommandInput, Event, Who, record};
use crate::ids::{BriefingId, UserId};
use crate::protocol::{Command, SessionState};
use crate::records::Records;
use crate::schedule::{BriefingDraft, BriefingPlan, DAY_MS, DraftItem, ScheduledBriefing};
use crate::store::{LogRow, StoreError};
use giaoban_link::{SiteId, VideoCodec};
use uuid::Uuid;

const TITLE: &str = "Giao ban tuần 47";
const PLACE: &str = "Phòng họp trung tâm, UBND tỉnh Lào Cai";

const MINUTE_MS: i64 = 60_000;
/// The briefing is said to have begun so long ago.
const BEGUN_MS: i64 = 20 * MINUTE_MS;
/// And to go on for so long, counted anew at every start.
const REMAINS_MS: i64 = 180 * MINUTE_MS;
/// How far back a demonstration is looked for that was left running.
const LOOK_BACK_MS: i64 = 366 * DAY_MS;

/// Item, minutes and minutes per speech.
const AGENDA: [(&str, u16, u16); 4] = [
    ("Kết quả thực hiện nhiệm vụ tuần 46", 30, 5),
    ("Phòng chống thiên tai", 45, 5),
    ("Tiến độ giải ngân vốn đầu tư công", 45, 7),
    ("Kết luận, giao nhiệm vụ tuần tới", 15, 3),
];

/// The briefing in progress; planned and opened when there is none.
pub(super) async fn briefing(
    records: &Records,
    chair: UserId,
    secretary: UserId,
    sites: &[SiteId],
) -> Result<BriefingId, DemoError> {
    let now = records.clock.now();
    let hall = sites[0];
    let left = records.schedule.between(now - LOOK_BACK_MS, now + DAY_MS).await?;
    if let Some(ScheduledBriefing { plan, state }) = left.into_iter().find(is_running) {
        let draft = BriefingDraft {
            starts_at: now - BEGUN_MS,
            ends_at: now + REMAINS_MS,
            ..BriefingDraft::from(&plan)
        };
        records.schedule.edit(chair, plan.id, draft).await?;
        if state == SessionState::Scheduled {
            open(records, plan.id, chair).await?;
        }
        return Ok(plan.id);
    }
    let item = |(title, minutes, speech_minutes): (&str, u16, u16)| DraftItem {
        id: None,
        title: title.into(),
        minutes,
        speech_minutes,
    };
    let draft = BriefingDraft {
        title: TITLE.into(),
        starts_at: now - BEGUN_MS,
        ends_at: now + REMAINS_MS,
        place: PLACE.into(),
        codec: VideoCodec::Vp8,
        chair_user: chair,
        chair_site: hall,
        main_site: Some(hall),
        secretaries: vec![secretary],
        deputies: Vec::new(),
        agenda: AGENDA.into_iter().map(item).collect(),
        sites: sites.to_vec(),
        announced: true,
    };
    let id = records.schedule.create(chair, draft).await?;
    open(records, id, chair).await?;
    Ok(id)
}

fn is_running(briefing: &ScheduledBriefing) -> bool {
    let running = [SessionState::Scheduled, SessionState::Lobby, SessionState::Live, SessionState::Break];
    briefing.plan.title == TITLE && running.contains(&briefing.state)
}

/// The chair opens the briefing and the first item, as the log's first rows.
async fn open(records: &Records, id: BriefingId, chair: UserId) -> Result<(), DemoError> {
    let plan = records.schedule.plan(id).await?;
    let plan = plan.ok_or_else(|| StoreError::Unreadable("the plan just written".into()))?;
    let rows = opened(records.clock.now(), plan, chair);
    let epoch = records.log.next_epoch(id).await?;
    Ok(records.log.append(id, epoch, &rows, "live").await?)
}

fn opened(now: i64, plan: BriefingPlan, chair: UserId) -> Vec<LogRow> {
    let actor = Actor { who: Who::User(chair), roles: Vec::new() };
    let first = plan.agenda[0].id;
    let (mut briefing, begun) = Briefing::begin(now, plan);
    let mut rows = vec![row(briefing.rev(), &begun)];
    for command in [Command::OpenLobby, Command::Open, Command::StartItem { item: first.0 }] {
        let input = CommandInput { cmd_id: Uuid::now_v7(), seen: None, on_behalf_of: None, command };
        let events = briefing.apply(now, &actor, &input).expect("a chair may open its briefing");
        for event in events {
            briefing.evolve(&event);
            rows.push(row(briefing.rev(), &event));
        }
    }
    rows
}

fn row(rev: u64, event: &Event) -> LogRow {
    LogRow { rev, at_ms: event.at, json: record::write(event) }
}
