//! Who has to be told something in words? Notices that follow from events.

use super::{Briefing, Event, Fact};
use crate::ids::{RequestId, UserId};
use crate::protocol::{NoticeCode, NoticeView};
use giaoban_link::SiteId;

/// Who a notice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// The room device of a site.
    Site(SiteId),
    /// Everyone who may moderate, and the operations centre.
    Operators,
    /// A person's consoles.
    User(UserId),
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// For whom.
    pub to: Recipient,
    /// What.
    pub view: NoticeView,
}

impl Briefing {
    /// Notices that follow from an event which has been evolved.
    pub fn notices_of(&self, event: &Event) -> Vec<Notice> {
        let notice = match &event.fact {
            Fact::Declined { request, reason } => {
                self.to_site(*request, NoticeCode::Declined, Some(reason.clone()))
            }
            Fact::Revoked { request, reason } => self.to_site(*request, NoticeCode::Revoked, reason.clone()),
            Fact::Expired { request } => self.to_site(*request, NoticeCode::Expired, None),
            Fact::Missed { request } => self.to_site(*request, NoticeCode::Missed, None),
            Fact::CutOff { request } => self.to_site(*request, NoticeCode::CutOff, None),
            Fact::Paused { request, .. } => self.to_site(*request, NoticeCode::Paused, None),
            Fact::WentAway { request } => self.to_operators(*request, NoticeCode::WaitingAway),
            Fact::NotReadyInTime { request } => self.to_operators(*request, NoticeCode::NotReady),
            Fact::NoSoundInTime { request } => self.to_operators(*request, NoticeCode::NoSound),
            Fact::Held { request, .. } => self.to_operators(*request, NoticeCode::SpeakerLost),
            Fact::Returned { request } => self.to_operators(*request, NoticeCode::SpeakerBack),
            Fact::SeatGrace => Some(notice(Recipient::Operators, NoticeCode::ChairLost, None, None)),
            Fact::SeatOffered { to, .. } => {
                Some(notice(Recipient::User(*to), NoticeCode::SeatOffered, None, None))
            }
            Fact::SeatRevocationAsked { .. } => {
                Some(notice(Recipient::Operators, NoticeCode::SeatRevocation, None, None))
            }
            Fact::SeatVacant => Some(notice(Recipient::Operators, NoticeCode::SeatVacant, None, None)),
            Fact::SeatTaken { .. } | Fact::SeatRevoked { .. } => {
                Some(notice(Recipient::Operators, NoticeCode::SeatChanged, None, None))
            }
            _ => None,
        };
        notice.into_iter().collect()
    }

    fn to_site(&self, request: RequestId, code: NoticeCode, text: Option<String>) -> Option<Notice> {
        let site = self.floor.get(request)?.site;
        Some(notice(Recipient::Site(site), code, Some(site), text))
    }

    fn to_operators(&self, request: RequestId, code: NoticeCode) -> Option<Notice> {
        let site = self.floor.get(request)?.site;
        Some(notice(Recipient::Operators, code, Some(site), None))
    }
}

fn notice(to: Recipient, code: NoticeCode, site: Option<SiteId>, text: Option<String>) -> Notice {
    Notice { to, view: NoticeView { code, site: site.map(|site| site.0), text } }
}
