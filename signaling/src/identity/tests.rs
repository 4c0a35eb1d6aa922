use super::*;
use crate::directory::{Directory, Level, NewSite, NewUnit};
use crate::field::Flaw;
use crate::ids::{BriefingId, UnitId};
use crate::store::tests::temporary;
use giaoban_link::SiteId;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

const PASSWORD: &str = "mưa rào Phố Ràng";
const HOUR: i64 = 3_600_000;

struct World {
    identity: Identity,
    directory: Directory,
    now: Arc<AtomicI64>,
    _folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let (folder, store) = temporary().await;
        let now = Arc::new(AtomicI64::new(1_000));
        let read = now.clone();
        let clock = Clock::of(move || read.load(Ordering::Relaxed));
        let identity = Identity::new(store.clone(), clock.clone(), [7; 32]);
        Self { identity, directory: Directory::new(store, clock), now, _folder: folder }
    }

    fn wait(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::Relaxed);
    }

    async fn user(&self, username: &str, roles: &[(Role, Option<UnitId>)]) -> UserId {
        self.identity.add_user(new_user(username, roles)).await.unwrap()
    }

    async fn site(&self) -> SiteId {
        let unit = NewUnit { name: "Xã Bảo Hà".into(), level: Level::Commune, parent: None };
        let unit = self.directory.add_unit(unit).await.unwrap();
        let site = NewSite { code: "BY-BH".into(), name: "Xã Bảo Hà".into(), unit, phone: String::new() };
        self.directory.add_site(site).await.unwrap()
    }

    /// A device paired with `site`: the device and its own token.
    async fn device(&self, site: SiteId, technician: UserId) -> (DeviceId, String) {
        let pairing = self.identity.begin_pairing("Máy phòng họp").await.unwrap();
        let device = self.identity.confirm_pairing(&pairing.code, site, technician).await.unwrap();
        match self.identity.pairing_state(pairing.id, &pairing.secret).await.unwrap() {
            PairingState::Confirmed { device_token, .. } => (device, device_token),
            other => panic!("{other:?}"),
        }
    }
}

fn new_user(username: &str, roles: &[(Role, Option<UnitId>)]) -> NewUser {
    NewUser {
        username: username.into(),
        password: PASSWORD.into(),
        name: format!("Ông {username}"),
        post: String::new(),
        unit: None,
        roles: roles.to_vec(),
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, IdentityError>) -> String {
    result.unwrap_err().to_string()
}

#[tokio::test]
async fn a_user_signs_in_until_the_token_expires() {
    let world = World::new().await;
    let id = world.user("ThuKy", &[(Role::Secretary, None)]).await;
    let signed = world.identity.sign_in(" thuky ", PASSWORD).await.unwrap();
    assert_eq!(signed.user.id, id);
    let principal = world.identity.authenticate(&signed.token).await.unwrap();
    assert_eq!(
        principal,
        Principal::User { id, name: "Ông ThuKy".into(), roles: vec![(Role::Secretary, None)] }
    );

    world.wait(12 * HOUR);
    assert_eq!(refused(world.identity.authenticate(&signed.token).await), "no valid token");
    for token in ["", "gbs_", "gba_", "gba_AAAA", "gbd_x", "x'; DROP TABLE account"] {
        assert_eq!(refused(world.identity.authenticate(token).await), "no valid token");
    }
}

#[tokio::test]
async fn signing_out_ends_one_sign_in_and_a_new_password_all() {
    let world = World::new().await;
    let id = world.user("thuky", &[]).await;
    let tablet = world.identity.sign_in("thuky", PASSWORD).await.unwrap().token;
    let desk = world.identity.sign_in("thuky", PASSWORD).await.unwrap().token;
    world.identity.sign_out(&tablet).await.unwrap();
    assert!(world.identity.authenticate(&tablet).await.is_err());
    assert!(world.identity.authenticate(&desk).await.is_ok());

    let mut changes = world.identity.changes();
    let edit = UserEdit { password: Some("nắng sớm Bảo Hà".into()), ..UserEdit::default() };
    world.identity.edit_user(id, edit).await.unwrap();
    assert!(world.identity.authenticate(&desk).await.is_err());
    assert_eq!(changes.recv().await.unwrap(), IdentityChange::User(id));
    assert!(world.identity.sign_in("thuky", PASSWORD).await.is_err());
    assert!(world.identity.sign_in("thuky", "nắng sớm Bảo Hà").await.is_ok());
}

#[tokio::test]
async fn a_user_changes_the_own_password_knowing_the_old_one() {
    let world = World::new().await;
    let id = world.user("thuky", &[]).await;
    let new = "nắng sớm Bảo Hà";
    assert!(world.identity.change_password(id, "sai", new).await.is_err());
    assert!(world.identity.change_password(id, PASSWORD, "ngắn").await.is_err());
    world.identity.sign_in("thuky", PASSWORD).await.unwrap();
    world.identity.change_password(id, PASSWORD, new).await.unwrap();
    assert!(world.identity.sign_in("thuky", PASSWORD).await.is_err());
    world.identity.sign_in("thuky", new).await.unwrap();
}

#[tokio::test]
async fn five_wrong_passwords_lock_a_name_whether_or_not_it_exists() {
    let world = World::new().await;
    world.user("thuky", &[]).await;
    for name in ["thuky", "khongco"] {
        for _ in 0..5 {
            assert_eq!(refused(world.identity.sign_in(name, "sai").await), "wrong user name or password");
        }
        assert_eq!(
            refused(world.identity.sign_in(name, PASSWORD).await),
            "too many attempts, again in 900 s"
        );
    }
    world.wait(sign_in::LOCKOUT_MS);
    world.identity.sign_in("thuky", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn the_store_holds_no_token_and_no_password() {
    let world = World::new().await;
    let user = world.user("kythuat", &[]).await;
    let signed = world.identity.sign_in("kythuat", PASSWORD).await.unwrap();
    let (_, device_token) = world.device(world.site().await, user).await;
    let bytes: Vec<u8> = std::fs::read_dir(world._folder.path())
        .unwrap()
        .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    for secret in [PASSWORD, signed.token.as_str(), device_token.as_str()] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}

#[tokio::test]
async fn wrong_fields_of_a_user_are_named() {
    let world = World::new().await;
    world.user("thuky", &[]).await;
    let good = || new_user("moi", &[]);
    for (user, field, flaw) in [
        (NewUser { username: "ThuKy".into(), ..good() }, "username", Flaw::Taken),
        (NewUser { username: "thư ký".into(), ..good() }, "username", Flaw::NotPlain),
        (NewUser { name: String::new(), ..good() }, "name", Flaw::Empty),
        (NewUser { password: "ngắn".into(), ..good() }, "password", Flaw::PasswordTooShort { min: 12 }),
        (NewUser { roles: vec![(Role::Admin, Some(UnitId::new()))], ..good() }, "unit", Flaw::Unknown),
        (NewUser { roles: vec![(Role::Delegate, None)], ..good() }, "unit", Flaw::NotOfAUnit),
    ] {
        match world.identity.add_user(user).await {
            Err(IdentityError::Field(error)) => assert_eq!(error, flaw.of(field)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(world.identity.users().await.unwrap().len(), 1, "a refused user leaves no row");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let world = World::new().await;
    let first = world.user("quantri", &[(Role::Admin, None)]).await;
    let role = world.identity.user(first).await.unwrap().unwrap().roles[0].id;
    assert_eq!(refused(world.identity.unassign(first, role).await), "the last administrator of the whole");
    assert_eq!(refused(world.identity.remove_user(first).await), "the last administrator of the whole");
    assert!(world.identity.user(first).await.unwrap().is_some(), "nothing was changed");

    let second = world.user("quantri2", &[]).await;
    world.identity.assign(second, Role::Admin, None).await.unwrap();
    world.identity.remove_user(first).await.unwrap();
    assert!(world.identity.user_by_name("quantri").await.unwrap().is_none());
    world.user("quantri", &[]).await;
}

#[tokio::test]
async fn a_device_is_paired_once_and_signs_in_by_itself() {
    let world = World::new().await;
    let (site, technician) = (world.site().await, world.user("kythuat", &[]).await);
    let pairing = world.identity.begin_pairing("Máy phòng họp").await.unwrap();
    let state = |secret: String| {
        let identity = world.identity.clone();
        async move { identity.pairing_state(pairing.id, &secret).await }
    };
    assert_eq!(state(pairing.secret.clone()).await.unwrap(), PairingState::Pending);
    let typed = format!("{} {}", pairing.code[..3].to_lowercase(), &pairing.code[3..]);
    let device = world.identity.confirm_pairing(&typed, site, technician).await.unwrap();
    assert!(world.identity.confirm_pairing(&pairing.code, site, technician).await.is_err(), "only once");
    assert!(state("wrong".into()).await.is_err(), "the secret is needed");
    let first = state(pairing.secret.clone()).await.unwrap();
    assert_eq!(first, state(pairing.secret.clone()).await.unwrap(), "a lost answer can be asked for again");

    let PairingState::Confirmed { device_token, .. } = first else { panic!("{first:?}") };
    let signed = world.identity.device_sign_in(&device_token).await.unwrap();
    assert_eq!(world.identity.authenticate(&signed.token).await.unwrap(), Principal::Device { device, site });
    assert!(world.identity.authenticate(&device_token).await.is_err(), "it signs in, it is no bearer token");
    world.wait(10 * 60 * 1_000);
    assert_eq!(state(pairing.secret.clone()).await.unwrap(), PairingState::Expired);

    world.identity.remove_device(device).await.unwrap();
    assert!(world.identity.authenticate(&signed.token).await.is_err());
    assert!(world.identity.device_sign_in(&device_token).await.is_err());
}

#[tokio::test]
async fn a_removed_sites_devices_are_out() {
    let world = World::new().await;
    let (site, technician) = (world.site().await, world.user("kythuat", &[]).await);
    let (_, device_token) = world.device(site, technician).await;
    let signed = world.identity.device_sign_in(&device_token).await.unwrap();
    world.directory.remove_site(site).await.unwrap();
    assert!(world.identity.authenticate(&signed.token).await.is_err());
    assert!(world.identity.device_sign_in(&device_token).await.is_err());
}

#[tokio::test]
async fn guessing_codes_is_stopped() {
    let world = World::new().await;
    let (site, technician) = (world.site().await, world.user("kythuat", &[]).await);
    let pairing = world.identity.begin_pairing("Máy phòng họp").await.unwrap();
    for _ in 0..pairing::CODE_ATTEMPTS {
        let wrong = world.identity.confirm_pairing("ZZZZZZ", site, technician).await;
        assert_eq!(refused(wrong), "no pending pairing has this code");
    }
    let stopped = world.identity.confirm_pairing(&pairing.code, site, technician).await;
    assert_eq!(refused(stopped), "too many attempts, again in 600 s");
    let other = world.user("kythuat2", &[]).await;
    assert!(world.identity.confirm_pairing(&pairing.code, site, other).await.is_ok());
}

#[tokio::test]
async fn a_code_expires_and_only_so_many_wait() {
    let world = World::new().await;
    let (site, technician) = (world.site().await, world.user("kythuat", &[]).await);
    let pairing = world.identity.begin_pairing("Máy phòng họp").await.unwrap();
    for _ in 1..200 {
        world.identity.begin_pairing("Máy").await.unwrap();
    }
    assert_eq!(refused(world.identity.begin_pairing("Máy").await), "too many devices wait to be paired");
    world.wait(10 * 60 * 1_000);
    assert!(world.identity.confirm_pairing(&pairing.code, site, technician).await.is_err());
    world.identity.begin_pairing("Máy").await.unwrap();
}

#[tokio::test]
async fn an_automation_token_is_bound_to_secret_site_briefing_and_time() {
    let world = World::new().await;
    let (site, briefing) = (SiteId(uuid::Uuid::now_v7()), BriefingId::new());
    let token = world.identity.automation_token(site, briefing, 5_000);
    let principal = world.identity.authenticate(&token).await.unwrap();
    assert_eq!(principal, Principal::Automation { site, briefing });

    for position in [4, 30, 60, token.len() - 2] {
        let mut forged = token.clone().into_bytes();
        forged[position] = if forged[position] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        assert!(world.identity.authenticate(&forged).await.is_err(), "{position}");
    }
    let elsewhere = World::new().await;
    let other = Identity::new(elsewhere.identity.store.clone(), world.identity.clock.clone(), [8; 32]);
    assert!(other.authenticate(&token).await.is_err(), "another installation's secret");
    world.wait(4_000);
    assert!(world.identity.authenticate(&token).await.is_err(), "expired");
}
