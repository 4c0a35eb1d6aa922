//! The demonstration: Lào Cai → Bảo Yên → communes, people with a known password, and a briefing in progress.
//!
//! Seeding again changes nothing that is there, so the same folder can be started every day. A database that is
//! not a demonstration is refused, because the password is known to everybody.

mod live;
mod places;

use crate::directory::{Directory, DirectoryError, NewSite, NewUnit, Tree};
use crate::identity::{Identity, IdentityError, NewUser, Role};
use crate::ids::{BriefingId, UnitId, UserId};
use crate::records::Records;
use crate::schedule::ScheduleError;
use crate::store::StoreError;
use giaoban_link::SiteId;
use places::{Place, TREE};

#[cfg(test)]
mod tests;

/// Everybody's password in the demonstration.
pub const PASSWORD: &str = "giaoban-demo";

/// Somebody to sign in as.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// Name to sign in with.
    pub username: &'static str,
    /// Name shown.
    pub name: &'static str,
    /// Post.
    pub post: &'static str,
    role: Role,
    /// Name of the unit whose subtree the role is for; none = everywhere.
    place: Option<&'static str>,
}

/// Chair, secretary, technician, administrator and a delegate.
pub const ACCOUNTS: [Account; 5] = [
    account(CHAIR, "Nguyễn Minh Thắng", "Phó Chủ tịch UBND tỉnh", Role::Chair, Some(places::PROVINCE)),
    account(SECRETARY, "Trần Thu Hà", "Văn phòng UBND tỉnh", Role::Secretary, Some(places::PROVINCE)),
    account("kythuat", "Lý A Sính", "Trung tâm vận hành", Role::Centre, Some(places::PROVINCE)),
    account(ADMINISTRATOR, "Quản trị hệ thống", "Trung tâm vận hành", Role::Admin, None),
    account("daibieu", "Hoàng Thị Mai", "Chủ tịch UBND xã Bảo Hà", Role::Delegate, Some("Xã Bảo Hà")),
];

const CHAIR: &str = "chutri";
const SECRETARY: &str = "thuky";
const ADMINISTRATOR: &str = "quantri";

const fn account(
    username: &'static str,
    name: &'static str,
    post: &'static str,
    role: Role,
    place: Option<&'static str>,
) -> Account {
    Account { username, name, post, role, place }
}

/// What the demonstration is about.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The briefing in progress.
    pub briefing: BriefingId,
    /// Expected sites with their codes; the first is the chair's hall.
    pub sites: Vec<(&'static str, SiteId)>,
}

/// Why there is no demonstration.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database is somebody's own.
    #[error(
        "this database is not a demonstration: known passwords do not belong in it, name another data folder"
    )]
    NotADemo,
    /// The tree could not be made.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The people could not be made.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The briefing could not be planned.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes sure that the demonstration is there and its briefing is in progress. Before the server starts: a
/// running owner of the briefing would not see what is written here.
pub async fn seed(records: &Records) -> Result<Demo, DemoError> {
    refuse_others(&records.identity).await?;
    let mut sites = Vec::new();
    for place in &TREE {
        let unit = unit(&records.directory, place).await?;
        sites.push((place.code, site(&records.directory, place, unit).await?));
    }
    let tree = records.directory.tree().await?;
    for account in &ACCOUNTS {
        user(&records.identity, &tree, account).await?;
    }
    let chair = known_user(&records.identity, CHAIR).await?;
    let secretary = known_user(&records.identity, SECRETARY).await?;
    let expected: Vec<SiteId> = sites.iter().map(|(_, site)| *site).collect();
    let briefing = live::briefing(records, chair, secretary, &expected).await?;
    Ok(Demo { briefing, sites })
}

/// An empty database, or one whose administrator has the known password.
async fn refuse_others(identity: &Identity) -> Result<(), DemoError> {
    if identity.users().await?.is_empty() {
        return Ok(());
    }
    match identity.verify(ADMINISTRATOR, PASSWORD).await? {
        Some(_) => Ok(()),
        None => Err(DemoError::NotADemo),
    }
}

async fn unit(directory: &Directory, place: &Place) -> Result<UnitId, DirectoryError> {
    let tree = directory.tree().await?;
    if let Some(unit) = named(&tree, place.unit) {
        return Ok(unit);
    }
    let parent = place.parent.and_then(|parent| named(&tree, parent));
    directory.add_unit(NewUnit { name: place.unit.into(), level: place.level, parent }).await
}

fn named(tree: &Tree, name: &str) -> Option<UnitId> {
    tree.units().iter().find(|unit| unit.name == name).map(|unit| unit.id)
}

async fn site(directory: &Directory, place: &Place, unit: UnitId) -> Result<SiteId, DirectoryError> {
    if let Some(site) = directory.site_by_code(place.code).await? {
        return Ok(site.id);
    }
    let site = NewSite { code: place.code.into(), name: place.site.into(), unit, phone: place.phone.into() };
    directory.add_site(site).await
}

async fn user(identity: &Identity, tree: &Tree, account: &Account) -> Result<(), IdentityError> {
    if identity.user_by_name(account.username).await?.is_some() {
        return Ok(());
    }
    let unit = account.place.and_then(|place| named(tree, place));
    let user = NewUser {
        username: account.username.into(),
        password: PASSWORD.into(),
        name: account.name.into(),
        post: account.post.into(),
        unit,
        roles: vec![(account.role, unit)],
    };
    identity.add_user(user).await?;
    Ok(())
}

async fn known_user(identity: &Identity, username: &str) -> Result<UserId, IdentityError> {
    Ok(identity.user_by_name(username).await?.ok_or(IdentityError::NotFound)?.id)
}
