use crate::briefing::{Briefing, Event, Fact, Who, record};
use crate::demo::Demo;
use crate::ids::{BriefingId, UserId};
use crate::records::Records;
use crate::schedule::{BriefingDraft, BriefingPlan, DraftItem};
use crate::signaling::tests::demonstration;
use crate::store::LogRow;
use crate::{MediaLink, Signaling};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::mpsc;

const NOW: i64 = 1_763_859_600_000;

/// The demonstration's briefing in progress, without a media node.
struct House {
    records: Records,
    demo: Demo,
    kythuat: UserId,
    _signaling: Signaling,
    _folder: TempDir,
}

impl House {
    async fn open() -> House {
        let media = MediaLink { to_node: mpsc::channel(64).0, from_node: mpsc::channel(64).1 };
        let (signaling, records, folder) = demonstration(NOW, media).await;
        let users = records.identity.users().await.expect("people");
        let kythuat = users.iter().find(|user| user.username == "kythuat").expect("the centre").id;
        let demo = signaling.demo().expect("asked for").clone();
        House { records, demo, kythuat, _signaling: signaling, _folder: folder }
    }

    async fn plan(&self, id: BriefingId) -> BriefingPlan {
        self.records.schedule.plan(id).await.expect("a store").expect("a plan")
    }

    /// The edit of a plan as its log has it, once it does.
    async fn edit_in_log(&self, id: BriefingId, title: &str) -> Event {
        let titled = |event: &Event| matches!(&event.fact, Fact::Planned { plan } if plan.title == title);
        let wait = async {
            loop {
                let rows = self.records.log.load(id).await.expect("a log");
                let events =
                    rows.iter().map(|(_, row)| record::read(row.at_ms, &row.json).expect("an event"));
                if let Some(event) = events.into_iter().find(titled) {
                    return event;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the edit is written")
    }
}

fn titled(plan: &BriefingPlan, title: &str) -> BriefingDraft {
    BriefingDraft { title: title.into(), ..BriefingDraft::from(plan) }
}

#[tokio::test]
async fn an_edit_of_a_running_briefing_stands_in_its_log_with_whoever_made_it() {
    let house = House::open().await;
    let id = house.demo.briefing;
    let draft = titled(&house.plan(id).await, "Giao ban đột xuất");
    house.records.schedule.edit(house.kythuat, id, draft).await.expect("an edit");
    let event = house.edit_in_log(id, "Giao ban đột xuất").await;
    assert_eq!(event.actor, Who::User(house.kythuat));
}

/// Nobody is inside, so nobody owns it; what is edited now would be one with the next edit otherwise.
#[tokio::test]
async fn an_edit_of_a_briefing_that_was_entered_and_left_stands_in_its_log_at_once() {
    let house = House::open().await;
    let live = house.plan(house.demo.briefing).await;
    let (starts_at, ends_at) = (live.ends_at + 3_600_000, live.ends_at + 7_200_000);
    let mut draft = BriefingDraft { starts_at, ends_at, ..titled(&live, "Giao ban chiều") };
    let fresh = |item| DraftItem { id: None, ..item };
    draft.agenda = draft.agenda.into_iter().map(fresh).collect();
    let id = house.records.schedule.create(live.chair_user, draft).await.expect("a plan");
    let plan = house.plan(id).await;
    let (briefing, begun) = Briefing::begin(NOW, plan.clone());
    let row = LogRow { rev: briefing.rev(), at_ms: begun.at, json: record::write(&begun) };
    assert_eq!(begun.actor, Who::User(live.chair_user));
    house.records.log.append(id, 1, &[row], "scheduled").await.expect("a log");
    let draft = titled(&plan, "Giao ban tối");
    house.records.schedule.edit(house.kythuat, id, draft).await.expect("an edit");
    let event = house.edit_in_log(id, "Giao ban tối").await;
    assert_eq!(event.actor, Who::User(house.kythuat));
}
