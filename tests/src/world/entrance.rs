//! How does a program in another language enter a world? One JSON object with every name, id and token.

use super::{ADMIN, CHAIR, HALL, PASSWORD, SECRETARY, TECHNICIAN, World};
use serde_json::{Value, json};

impl World {
    /// Address, briefing, sites by name, users by part.
    pub fn entrance(&self) -> Value {
        let site = |(name, site): (&String, &super::Site)| {
            (name.clone(), json!({ "id": site.id, "token": site.token, "scene": site.scene.name }))
        };
        json!({
            "base": self.server.base(),
            "media": self.server.media(),
            "briefing": self.briefing,
            "hall": HALL,
            "sites": self.sites.iter().map(site).collect::<serde_json::Map<_, _>>(),
            "users": { "admin": ADMIN, "chair": CHAIR, "secretary": SECRETARY, "technician": TECHNICIAN },
            "password": PASSWORD,
        })
    }
}
