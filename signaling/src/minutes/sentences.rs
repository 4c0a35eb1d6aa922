//! How is something that happened told in one sentence?

use super::course::Turn;
use super::incidents::{Incident, IncidentKind};
use super::words;
use crate::times;

/// An incident without its time, of a briefing that is over or not.
pub(super) fn incident(incident: &Incident, over: bool) -> String {
    let Incident { until, lasted_ms, whose, kind, .. } = incident;
    let during = match (lasted_ms, over) {
        (Some(long), _) => format!(" {}", times::span(*long)),
        (None, true) => " đến hết cuộc họp".to_owned(),
        (None, false) => ", chưa kết nối lại".to_owned(),
    };
    match kind {
        IncidentKind::SpeakerLost if until.is_none() => {
            format!("{whose} mất kết nối khi đang phát biểu{during}.")
        }
        IncidentKind::SpeakerLost => {
            format!("{whose} mất kết nối khi đang phát biểu{during}, đã kết nối lại.")
        }
        IncidentKind::SpeakerGivenUp => {
            format!("{whose} mất kết nối khi đang phát biểu{during}, trả lại lượt.")
        }
        IncidentKind::SpeakerEnded => {
            format!("{whose} mất kết nối khi đang phát biểu{during}, kết thúc lượt.")
        }
        IncidentKind::NotHeard => format!("{whose} được mời nhưng chưa có tiếng."),
        IncidentKind::SiteAway => format!("{whose} mất kết nối{during}."),
        IncidentKind::ChairLost => format!("Bàn điều khiển của chủ tọa mất kết nối{during}."),
        IncidentKind::SeatVacant => "Không có người điều hành; trung tâm kỹ thuật giữ trật tự.".into(),
        IncidentKind::SeatMoved => format!("Quyền điều hành được hai người chuyển cho {whose}."),
    }
}

/// A turn of the briefing, as a sentence.
pub(super) fn turn(turn: &Turn) -> String {
    match turn {
        Turn::Opened { chair } if chair.is_empty() => "Khai mạc.".into(),
        Turn::Opened { chair } => format!("{chair} khai mạc."),
        Turn::Broke { words, until } => {
            let until = until.map(|until| format!(", hẹn tiếp tục lúc {}", times::clock(until)));
            let words = if words.is_empty() { String::new() } else { format!(": {words}") };
            format!("Tạm nghỉ{}{words}.", until.unwrap_or_default())
        }
        Turn::WentOn => "Họp tiếp.".into(),
        Turn::Closed => "Bế mạc.".into(),
        Turn::RollCall { present, of } => {
            format!("Điểm danh xong: {present}/{of} điểm cầu có mặt, không kể phòng chủ trì.")
        }
        Turn::ItemBegan { item } => format!("Bắt đầu nội dung “{item}”."),
        Turn::ItemEnded { item } => format!("Kết thúc nội dung “{item}”."),
        Turn::Asked { site, speaker } => format!("{site} hỏi xen trong lượt phát biểu của {speaker}."),
        Turn::Voted { question, result } => {
            format!("Biểu quyết “{question}”: {}.", words::result(result, |number| number.to_string()))
        }
        Turn::Voided { question } => format!("Hủy biểu quyết “{question}”."),
        Turn::Chairs { name } => format!("{name} điều hành cuộc họp."),
    }
}
