use super::*;
use crate::directory::{Directory, Level, NewSite, NewUnit, UnitEdit};
use crate::field::{FieldError, Flaw};
use crate::identity::{Identity, NewUser};
use crate::ids::{AgendaItemId, UnitId, UserId};
use crate::protocol::SessionState;
use crate::store::LogRow;
use crate::store::tests::temporary;
use giaoban_link::{SiteId, VideoCodec};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use uuid::Uuid;

const HOUR: i64 = 3_600_000;
/// 23 November 2025, 08:00 in UTC+7.
const MORNING: i64 = 1_763_859_600_000;

struct World {
    schedule: Schedule,
    directory: Directory,
    store: Store,
    now: Arc<AtomicI64>,
    chair: UserId,
    secretary: UserId,
    commune: UnitId,
    hall: SiteId,
    bao_ha: SiteId,
    kim_son: SiteId,
    _folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let (folder, store) = temporary().await;
        let now = Arc::new(AtomicI64::new(MORNING));
        let read = now.clone();
        let clock = Clock::of(move || read.load(Ordering::Relaxed));
        let directory = Directory::new(store.clone(), clock.clone());
        let identity = Identity::new(store.clone(), clock.clone(), [7; 32]);
        let unit = async |name: &str, level, parent| {
            directory.add_unit(NewUnit { name: name.into(), level, parent }).await.unwrap()
        };
        let province = unit("Tỉnh Lào Cai", Level::Province, None).await;
        let district = unit("Huyện Bảo Yên", Level::District, Some(province)).await;
        let commune = unit("Xã Bảo Hà", Level::Commune, Some(district)).await;
        let site = async |code: &str, unit| {
            let site =
                NewSite {
                    code: code.into(), name: format!("Điểm cầu {code}"), unit, phone: String::new()
                };
            directory.add_site(site).await.unwrap()
        };
        let user = async |username: &str| {
            let user = NewUser {
                username: username.into(),
                password: "mưa rào Phố Ràng".into(),
                name: username.into(),
                post: String::new(),
                unit: None,
                roles: Vec::new(),
            };
            identity.add_user(user).await.unwrap()
        };
        Self {
            schedule: Schedule::new(store.clone(), clock),
            chair: user("chutri").await,
            secretary: user("thuky").await,
            bao_ha: site("BY-BH", commune).await,
            kim_son: site("BY-KS", district).await,
            hall: site("LC-TT", province).await,
            commune,
            directory,
            store,
            now,
            _folder: folder,
        }
    }

    fn draft(&self) -> BriefingDraft {
        BriefingDraft {
            title: "Giao ban tuần 47".into(),
            starts_at: MORNING,
            ends_at: MORNING + 2 * HOUR,
            place: "Hội trường".into(),
            codec: VideoCodec::Vp8,
            chair_user: self.chair,
            chair_site: self.hall,
            main_site: None,
            secretaries: vec![self.secretary],
            deputies: Vec::new(),
            agenda: vec![item("Báo cáo"), item("Thảo luận")],
            sites: vec![self.bao_ha],
            announced: true,
        }
    }

    async fn set_state(&self, id: BriefingId, rev: u64, state: &str) {
        let row = LogRow { rev, at_ms: MORNING, json: "{}".into() };
        self.store.event_log().append(id, 1, &[row], state).await.unwrap();
    }
}

fn item(title: &str) -> DraftItem {
    DraftItem { id: None, title: title.into(), minutes: 15, speech_minutes: 5 }
}

fn wrong<T: std::fmt::Debug>(result: Result<T, ScheduleError>) -> FieldError {
    match result {
        Err(ScheduleError::Field(error)) => error,
        other => panic!("expected a field error, got {other:?}"),
    }
}

fn clash<T: std::fmt::Debug>(result: Result<T, ScheduleError>) -> (&'static str, String) {
    match result {
        Err(ScheduleError::Clash { field, who, .. }) => (field, who),
        other => panic!("expected a clash, got {other:?}"),
    }
}

#[tokio::test]
async fn a_plan_is_read_back_whole_with_sites_in_tree_order() {
    let world = World::new().await;
    let mut changes = world.schedule.changes();
    let id = world.schedule.create(world.chair, world.draft()).await.unwrap();
    assert_eq!(changes.recv().await.unwrap(), id);
    let ScheduledBriefing { plan, state } = world.schedule.briefing(id).await.unwrap().unwrap();
    assert_eq!(state, SessionState::Scheduled);
    assert_eq!(
        (plan.chair_user, plan.chair_site, plan.secretaries),
        (world.chair, world.hall, vec![world.secretary])
    );
    assert_eq!(plan.names[&world.secretary], "thuky");
    assert_eq!(
        plan.agenda.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(),
        ["Báo cáo", "Thảo luận"]
    );
    let sites: Vec<(&str, u32)> = plan.sites.iter().map(|site| (site.code.as_str(), site.order)).collect();
    assert_eq!(sites, [("LC-TT", 0), ("BY-BH", 1)], "the chair's hall is always expected");
    assert_eq!(plan.sites[1].path, ["Tỉnh Lào Cai", "Huyện Bảo Yên", "Xã Bảo Hà"]);
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let world = World::new().await;
    let good = || world.draft();
    let (nobody, nowhere) = (UserId::new(), SiteId(Uuid::now_v7()));
    for (draft, expected) in [
        (BriefingDraft { title: " ".into(), ..good() }, Flaw::Empty.of("title")),
        (BriefingDraft { ends_at: MORNING, ..good() }, Flaw::NotAfterStart.of("ends_at")),
        (BriefingDraft { ends_at: MORNING + 25 * HOUR, ..good() }, Flaw::LongerThanADay.of("ends_at")),
        (
            BriefingDraft { starts_at: i64::MIN, ends_at: i64::MAX, ..good() },
            Flaw::LongerThanADay.of("ends_at"),
        ),
        (BriefingDraft { starts_at: 0, ends_at: HOUR, ..good() }, Flaw::InThePast.of("ends_at")),
        (BriefingDraft { chair_user: nobody, ..good() }, Flaw::Unknown.of("chair_user")),
        (BriefingDraft { chair_site: nowhere, ..good() }, Flaw::Unknown.of("chair_site")),
        (BriefingDraft { main_site: Some(nowhere), ..good() }, Flaw::Unknown.of("main_site")),
        (BriefingDraft { sites: vec![nowhere], ..good() }, Flaw::Unknown.of("sites")),
        (BriefingDraft { secretaries: vec![nobody], ..good() }, Flaw::Unknown.of("secretary_users")),
        (BriefingDraft { deputies: vec![world.chair], ..good() }, Flaw::Repeated.of("deputies")),
        (
            BriefingDraft { agenda: vec![item("A"), item("")], ..good() },
            Flaw::Empty.of("title").within("agenda", 1),
        ),
        (
            BriefingDraft { agenda: vec![DraftItem { minutes: 0, ..item("A") }], ..good() },
            Flaw::OutOfRange { min: 1, max: 600 }.of("minutes").within("agenda", 0),
        ),
        (
            BriefingDraft {
                agenda: vec![DraftItem { id: Some(AgendaItemId::new()), ..item("A") }],
                ..good()
            },
            Flaw::Unknown.of("id").within("agenda", 0),
        ),
    ] {
        assert_eq!(wrong(world.schedule.create(world.chair, draft).await), expected);
    }
    assert_eq!(world.schedule.today().await.unwrap(), [], "nothing was kept");
}

#[tokio::test]
async fn a_site_or_chair_is_not_wanted_twice_at_once() {
    let world = World::new().await;
    let first = world.schedule.create(world.chair, world.draft()).await.unwrap();
    let other = BriefingDraft {
        chair_user: world.secretary,
        chair_site: world.kim_son,
        secretaries: Vec::new(),
        starts_at: MORNING + HOUR,
        ends_at: MORNING + 3 * HOUR,
        ..world.draft()
    };
    let create = |draft| world.schedule.create(world.chair, draft);
    assert_eq!(clash(create(other.clone()).await), ("sites", "Điểm cầu BY-BH".into()));
    let same_chair = BriefingDraft { chair_user: world.chair, ..other.clone() };
    assert_eq!(clash(create(same_chair).await), ("chair_user", "chutri".into()));
    let draft = create(BriefingDraft { announced: false, ..other.clone() }).await.unwrap();
    assert_eq!(clash(world.schedule.announce(world.chair, draft).await).0, "sites");
    create(BriefingDraft { starts_at: MORNING + 2 * HOUR, ..other })
        .await
        .expect("one ends as the other begins");

    world.set_state(first, 1, "cancelled").await;
    let later = BriefingDraft::from(&world.schedule.plan(draft).await.unwrap().unwrap());
    let later = BriefingDraft { ends_at: MORNING + 2 * HOUR, ..later };
    world.schedule.edit(world.chair, draft, later).await.unwrap();
    world.schedule.announce(world.chair, draft).await.expect("the first one was called off");
}

#[tokio::test]
async fn an_edit_keeps_items_and_a_begun_briefing_keeps_its_codec() {
    let world = World::new().await;
    let id = world.schedule.create(world.chair, world.draft()).await.unwrap();
    let before = world.schedule.plan(id).await.unwrap().unwrap();
    let mut draft = BriefingDraft::from(&before);
    draft.agenda.swap(0, 1);
    draft.agenda.push(item("Kết luận"));
    draft.sites = vec![world.kim_son];
    world.schedule.edit(world.chair, id, draft).await.unwrap();
    let after = world.schedule.plan(id).await.unwrap().unwrap();
    assert_eq!(after.agenda[..2], [before.agenda[1].clone(), before.agenda[0].clone()]);
    let codes: Vec<&str> = after.sites.iter().map(|site| site.code.as_str()).collect();
    assert_eq!(codes, ["LC-TT", "BY-KS"]);

    world.set_state(id, 1, "testing").await;
    let rehearsed = BriefingDraft { secretaries: Vec::new(), ..BriefingDraft::from(&after) };
    world.schedule.edit(world.chair, id, rehearsed).await.unwrap();
    let moved = BriefingDraft { chair_site: world.kim_son, ..BriefingDraft::from(&after) };
    assert_eq!(wrong(world.schedule.edit(world.chair, id, moved).await), Flaw::Fixed.of("chair_site"));
    world.schedule.edit(world.chair, id, BriefingDraft::from(&after)).await.unwrap();

    world.set_state(id, 2, "live").await;
    let draft = || BriefingDraft::from(&after);
    let h264 = BriefingDraft { codec: VideoCodec::H264, ..draft() };
    assert_eq!(wrong(world.schedule.edit(world.chair, id, h264).await), Flaw::Fixed.of("codec"));
    let moved = BriefingDraft { chair_site: world.kim_son, ..draft() };
    assert_eq!(wrong(world.schedule.edit(world.chair, id, moved).await), Flaw::Fixed.of("chair_site"));
    let hidden = BriefingDraft { announced: false, ..draft() };
    assert_eq!(wrong(world.schedule.edit(world.chair, id, hidden).await), Flaw::Fixed.of("announced"));
    let (me, anyone) = (world.secretary, vec![world.secretary]);
    for (field, draft) in [
        ("chair_user", BriefingDraft { chair_user: me, deputies: Vec::new(), ..draft() }),
        ("secretary_users", BriefingDraft { secretaries: Vec::new(), ..draft() }),
        ("deputies", BriefingDraft { deputies: anyone, ..draft() }),
    ] {
        assert_eq!(wrong(world.schedule.edit(me, id, draft).await), Flaw::ChangedInside.of(field));
    }
    let longer = BriefingDraft { ends_at: MORNING + 3 * HOUR, ..draft() };
    world.now.store(MORNING + HOUR, Ordering::Relaxed);
    world.schedule.edit(me, id, longer).await.unwrap();
    let edits = world.schedule.plan(id).await.unwrap().unwrap().edits;
    assert_eq!(edits.last(), Some(&PlanEdit { by: me, at: MORNING + HOUR }));
    assert_eq!(edits.len(), 5, "whoever planned it and whoever edited it, and nobody who was refused");
    assert!(edits[..4].iter().all(|edit| *edit == PlanEdit { by: world.chair, at: MORNING }));
    assert!(matches!(world.schedule.remove(id).await, Err(ScheduleError::Begun)));
    world.set_state(id, 3, "closed").await;
    assert!(matches!(world.schedule.edit(world.chair, id, draft()).await, Err(ScheduleError::Ended)));
    assert_eq!(world.schedule.briefing(id).await.unwrap().unwrap().state, SessionState::Closed);
}

#[tokio::test]
async fn today_is_vietnams_day() {
    let world = World::new().await;
    let id = world.schedule.create(world.chair, world.draft()).await.unwrap();
    let today = async |at: i64| {
        world.now.store(at, Ordering::Relaxed);
        world.schedule.today().await.unwrap().iter().map(|briefing| briefing.plan.id).collect::<Vec<_>>()
    };
    assert_eq!(today(MORNING - 8 * HOUR).await, [id], "midnight");
    assert_eq!(today(MORNING - 8 * HOUR - 1).await, [], "the evening before");
    assert_eq!(today(MORNING + 16 * HOUR - 1).await, [id], "the last moment of the day");
    assert_eq!(today(MORNING + 16 * HOUR).await, []);
    world.schedule.remove(id).await.unwrap();
    assert_eq!(today(MORNING).await, []);
    assert!(matches!(world.schedule.remove(id).await, Err(ScheduleError::NotFound)));
}

#[tokio::test]
async fn a_site_that_is_expected_stays_and_a_past_briefing_keeps_its_tree() {
    let world = World::new().await;
    let id = world.schedule.create(world.chair, world.draft()).await.unwrap();
    assert!(world.directory.remove_site(world.bao_ha).await.is_err());
    world.set_state(id, 1, "closed").await;
    world.now.store(MORNING + 3 * HOUR, Ordering::Relaxed);
    let edit = UnitEdit { parent: Some(None), ..UnitEdit::default() };
    world.directory.edit_unit(world.commune, edit).await.unwrap();
    world.directory.remove_site(world.bao_ha).await.unwrap();
    let plan = world.schedule.plan(id).await.unwrap().unwrap();
    assert_eq!(plan.sites[1].path, ["Tỉnh Lào Cai", "Huyện Bảo Yên", "Xã Bảo Hà"], "as it was then");
}
