use super::*;
use crate::field::{FieldError, Flaw};
use crate::ids::UnitId;
use crate::store::tests::temporary;
use giaoban_link::SiteId;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

struct World {
    directory: Directory,
    now: Arc<AtomicI64>,
    _folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let (folder, store) = temporary().await;
        let now = Arc::new(AtomicI64::new(1_000));
        let read = now.clone();
        let directory = Directory::new(store, Clock::of(move || read.load(Ordering::Relaxed)));
        Self { directory, now, _folder: folder }
    }

    async fn unit(&self, name: &str, level: Level, parent: Option<UnitId>) -> UnitId {
        self.directory.add_unit(NewUnit { name: name.into(), level, parent }).await.unwrap()
    }

    async fn site(&self, code: &str, name: &str, unit: UnitId) -> SiteId {
        let site = NewSite { code: code.into(), name: name.into(), unit, phone: String::new() };
        self.directory.add_site(site).await.unwrap()
    }

    async fn names(&self, words: &str, root: Option<UnitId>) -> Vec<String> {
        let tree = self.directory.tree().await.unwrap();
        let sites = self.directory.find_sites(&tree, words, root).await.unwrap();
        sites.into_iter().map(|site| site.name).collect()
    }
}

fn flaw<T: std::fmt::Debug>(result: Result<T, DirectoryError>) -> FieldError {
    match result {
        Err(DirectoryError::Field(error)) => error,
        other => panic!("expected a field error, got {other:?}"),
    }
}

#[tokio::test]
async fn sites_are_found_without_accents_in_tree_order() {
    let world = World::new().await;
    let province = world.unit("Tỉnh Lào Cai", Level::Province, None).await;
    let other = world.unit("Huyện Bắc Hà", Level::District, Some(province)).await;
    let district = world.unit("Huyện Bảo Yên", Level::District, Some(province)).await;
    let commune = world.unit("Xã Bảo Hà", Level::Commune, Some(district)).await;
    world.site("BY-BH", "Điểm cầu xã Bảo Hà", commune).await;
    world.site("BY", "Điểm cầu huyện Bảo Yên", district).await;
    world.site("BH", "Điểm cầu huyện Bắc Hà", other).await;
    world.site("LC-TT", "Trung tâm hội nghị tỉnh", province).await;

    let all =
        ["Trung tâm hội nghị tỉnh", "Điểm cầu huyện Bắc Hà", "Điểm cầu huyện Bảo Yên", "Điểm cầu xã Bảo Hà"];
    assert_eq!(world.names("", None).await, all);
    assert_eq!(world.names("BAO", None).await, all[2..], "Bảo, not Bắc");
    assert_eq!(world.names("by-", None).await, all[3..], "by code");
    assert_eq!(world.names("", Some(district)).await, all[2..], "the subtree only");
    assert_eq!(world.names("%", None).await, [""; 0], "a percent sign is a percent sign");

    let tree = world.directory.tree().await.unwrap();
    assert_eq!(tree.path(commune), ["Tỉnh Lào Cai", "Huyện Bảo Yên", "Xã Bảo Hà"]);
    assert!(tree.is_within(commune, Some(province)) && !tree.is_within(commune, Some(other)));
    assert_eq!(tree.common([commune, district].into_iter()), [province, district]);
    assert_eq!(tree.common([commune, other].into_iter()), [province]);
}

#[tokio::test]
async fn a_commune_moves_when_its_district_is_abolished_and_the_past_stays() {
    let world = World::new().await;
    let province = world.unit("Tỉnh Lào Cai", Level::Province, None).await;
    let district = world.unit("Huyện Bảo Yên", Level::District, Some(province)).await;
    let commune = world.unit("Xã Bảo Hà", Level::Commune, Some(district)).await;
    assert!(matches!(world.directory.close_unit(district).await, Err(DirectoryError::UnitInUse)));

    world.now.store(2_000, Ordering::Relaxed);
    let moved = UnitEdit { parent: Some(Some(province)), ..UnitEdit::default() };
    world.directory.edit_unit(commune, moved).await.unwrap();
    world.directory.close_unit(district).await.unwrap();

    let today = world.directory.tree().await.unwrap();
    assert_eq!(today.path(commune), ["Tỉnh Lào Cai", "Xã Bảo Hà"]);
    assert!(today.unit(district).is_none());
    let yesterday = world.directory.tree_at(1_999).await.unwrap();
    assert_eq!(yesterday.path(commune), ["Tỉnh Lào Cai", "Huyện Bảo Yên", "Xã Bảo Hà"]);
}

#[tokio::test]
async fn a_unit_is_never_below_itself() {
    let world = World::new().await;
    let top = world.unit("A", Level::Province, None).await;
    let below = world.unit("B", Level::District, Some(top)).await;
    for parent in [top, below] {
        let edit = UnitEdit { parent: Some(Some(parent)), ..UnitEdit::default() };
        assert_eq!(flaw(world.directory.edit_unit(top, edit).await), Flaw::Cycle.of("parent"));
    }
    let unknown = NewUnit { name: "C".into(), level: Level::Commune, parent: Some(UnitId::new()) };
    assert_eq!(flaw(world.directory.add_unit(unknown).await), Flaw::Unknown.of("parent"));
}

#[tokio::test]
async fn wrong_fields_of_a_site_are_named() {
    let world = World::new().await;
    let unit = world.unit("Xã Bảo Hà", Level::Commune, None).await;
    world.site("BY-BH", "Điểm cầu xã Bảo Hà", unit).await;
    let good = NewSite { code: "x".into(), name: "X".into(), unit, phone: "0214 3876 001".into() };
    for (site, field, expected) in [
        (NewSite { code: "by-bh".into(), ..good.clone() }, "code", Flaw::Taken),
        (NewSite { code: "xã".into(), ..good.clone() }, "code", Flaw::NotPlain),
        (NewSite { name: " ".into(), ..good.clone() }, "name", Flaw::Empty),
        (NewSite { unit: UnitId::new(), ..good.clone() }, "unit", Flaw::Unknown),
        (NewSite { phone: "javascript:x".into(), ..good.clone() }, "phone", Flaw::NotDialled),
    ] {
        assert_eq!(flaw(world.directory.add_site(site).await), expected.of(field));
    }
    world.directory.add_site(good).await.unwrap();
}

#[tokio::test]
async fn a_removed_sites_code_is_free_again() {
    let world = World::new().await;
    let unit = world.unit("Xã Bảo Hà", Level::Commune, None).await;
    let site = world.site("BY-BH", "Điểm cầu cũ", unit).await;
    world.directory.remove_site(site).await.unwrap();
    assert!(matches!(world.directory.remove_site(site).await, Err(DirectoryError::NotFound)));
    let again = world.site("BY-BH", "Điểm cầu mới", unit).await;
    assert_eq!(world.directory.site_by_code("by-bh").await.unwrap().unwrap().id, again);
}
