//! What are the sites, people, items and requests of a log called? The last name each had: what was renamed is
//! known by its new name, and what was taken off the plan keeps the one it had. People have the plan's name
//! before that of their console, as on screens.

use crate::briefing::{Event, Fact};
use crate::ids::{AgendaItemId, RequestId, UserId};
use giaoban_link::SiteId;
use std::collections::HashMap;

/// A request as it was made.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) site: SiteId,
    pub(super) speaker: String,
    pub(super) post: String,
    pub(super) item: Option<AgendaItemId>,
}

/// Names by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    sites: HashMap<SiteId, String>,
    planned: HashMap<UserId, String>,
    at_console: HashMap<UserId, String>,
    items: HashMap<AgendaItemId, String>,
    requests: HashMap<RequestId, Asked>,
}

impl Names {
    pub(super) fn of(events: &[Event]) -> Names {
        let mut names = Names::default();
        events.iter().for_each(|event| names.learn(&event.fact));
        names
    }

    fn learn(&mut self, fact: &Fact) {
        match fact {
            Fact::Planned { plan } => {
                self.sites.extend(plan.sites.iter().map(|site| (site.id, site.name.clone())));
                self.items.extend(plan.agenda.iter().map(|item| (item.id, item.title.clone())));
                self.planned.extend(plan.names.iter().map(|(user, name)| (*user, name.clone())));
            }
            Fact::ConsoleJoined { user, name } => {
                self.at_console.insert(*user, name.clone());
            }
            Fact::Registered { request, site, speaker, post, item, .. } => {
                let asked = Asked { site: *site, speaker: speaker.clone(), post: post.clone(), item: *item };
                self.requests.insert(*request, asked);
            }
            _ => {}
        }
    }

    pub(super) fn site(&self, site: SiteId) -> String {
        self.sites.get(&site).cloned().unwrap_or_default()
    }

    pub(super) fn user(&self, user: UserId) -> String {
        self.planned.get(&user).or(self.at_console.get(&user)).cloned().unwrap_or_default()
    }

    pub(super) fn item(&self, item: AgendaItemId) -> String {
        self.items.get(&item).cloned().unwrap_or_default()
    }

    pub(super) fn request(&self, request: RequestId) -> Option<&Asked> {
        self.requests.get(&request)
    }

    /// The site of a request, by name.
    pub(super) fn site_of(&self, request: RequestId) -> String {
        self.request(request).map(|asked| self.site(asked.site)).unwrap_or_default()
    }
}
