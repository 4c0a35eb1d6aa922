//! Who is there before a briefing begins? A province with a district and its communes, the people who run the
//! briefing, and the plan of it; everything made over HTTP as an administrator would.

use super::{Site, scene_of};
use crate::api::Api;
use crate::fixture;
use crate::server::Server;
use anyhow::{Context, Result};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// The chair's hall.
pub const HALL: &str = "Hội trường tỉnh";
/// The district above the communes; a site of this name is its own.
pub const DISTRICT: &str = "Huyện Bảo Yên";
/// Who chairs.
pub const CHAIR: &str = "chutri";
/// Who acts on the chair's behalf.
pub const SECRETARY: &str = "thuky";
/// Who may take the chair's seat.
pub const DEPUTY: &str = "phochutri";
/// Who watches the links.
pub const TECHNICIAN: &str = "kythuat";
/// Everybody's password.
pub const PASSWORD: &str = "mat-khau-thu-nghiem";

/// Who makes everything.
pub const ADMIN: &str = "quantri";

pub(super) struct Seeded {
    pub(super) admin: Api,
    pub(super) briefing: Uuid,
    pub(super) sites: BTreeMap<String, Site>,
}

/// A site as it is made: name, code, id.
type Made = (String, String, Uuid);

pub(super) async fn seed(server: &Server, communes: &[&str]) -> Result<Seeded> {
    let add =
        ["user", "add", "--username", ADMIN, "--name", "Quản trị", "--role", "admin", "--password-stdin"];
    server.run(&add, PASSWORD).await?;
    let admin = Api::new(&server.base()).sign_in(ADMIN, PASSWORD).await?;
    let province = unit(&admin, "Tỉnh Lào Cai", "province", None).await?;
    let made = organization(&admin, province, communes).await?;
    let briefing = plan(&admin, province, &made).await?;
    let mut sites = BTreeMap::new();
    for (index, (name, code, id)) in made.into_iter().enumerate() {
        let arguments = ["token", "--site", &code, "--briefing", &briefing.to_string()];
        let token = server.run(&arguments, "").await?;
        let scene =
            if index == 0 { fixture::scene("hall").context("a fixture")? } else { scene_of(index - 1)? };
        sites.insert(name, Site { id, token, scene });
    }
    Ok(Seeded { admin, briefing, sites })
}

async fn organization(admin: &Api, province: Uuid, communes: &[&str]) -> Result<Vec<Made>> {
    let district = unit(admin, DISTRICT, "district", Some(province)).await?;
    let mut made = vec![(HALL.to_owned(), "HT".to_owned(), site(admin, "HT", HALL, province).await?)];
    for (index, name) in communes.iter().enumerate() {
        let place = match *name {
            DISTRICT => district,
            commune => unit(admin, &format!("Xã {commune}"), "commune", Some(district)).await?,
        };
        let code = format!("X{}", index + 1);
        let id = site(admin, &code, name, place).await?;
        made.push(((*name).to_owned(), code, id));
    }
    Ok(made)
}

async fn unit(admin: &Api, name: &str, level: &str, parent: Option<Uuid>) -> Result<Uuid> {
    let body = json!({ "name": name, "level": level, "parent": parent });
    admin.create("/units", &body).await.with_context(|| format!("unit {name}"))
}

async fn site(admin: &Api, code: &str, name: &str, unit: Uuid) -> Result<Uuid> {
    let body = json!({ "code": code, "name": name, "unit": unit, "phone": "0214 384 0000" });
    admin.create("/sites", &body).await.with_context(|| format!("site {name}"))
}

async fn user(admin: &Api, username: &str, name: &str, post: &str) -> Result<Uuid> {
    let body = json!({ "username": username, "password": PASSWORD, "name": name, "post": post });
    admin.create("/users", &body).await.with_context(|| format!("user {username}"))
}

async fn plan(admin: &Api, province: Uuid, sites: &[Made]) -> Result<Uuid> {
    let chair = user(admin, CHAIR, "Nguyễn Văn Chủ", "Chủ tịch").await?;
    let secretary = user(admin, SECRETARY, "Trần Thị Thư", "Thư ký").await?;
    let deputy = user(admin, DEPUTY, "Lê Văn Phó", "Phó Chủ tịch").await?;
    let technician = user(admin, TECHNICIAN, "Lý A Kỹ", "Kỹ thuật").await?;
    let role = json!({ "role": "technician", "unit": province });
    admin.post(&format!("/users/{technician}/roles"), &role).await?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let ms = |time: Duration| time.as_millis() as i64;
    let hall = sites[0].2;
    let body = json!({
        "title": "Giao ban tuần 47",
        "starts_at": ms(now),
        "ends_at": ms(now + Duration::from_secs(7_200)),
        "place": HALL,
        "codec": "vp8",
        "chair_user": chair,
        "chair_site": hall,
        "main_site": hall,
        "secretary_users": [secretary],
        "deputies": [deputy],
        "agenda": [{ "title": "Phòng chống thiên tai", "minutes": 30, "speech_minutes": 5 }],
        "sites": sites.iter().map(|site| site.2).collect::<Vec<_>>(),
    });
    admin.create("/briefings", &body).await.context("the briefing")
}
