//! What is a person told when a request is refused? Where the text of the refusal's code is not precise enough,
//! a sentence of its own.

use crate::field::Flaw;
use crate::protocol::{Language, Refusal};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};

/// What a person is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// The text of the code.
    OfCode,
    /// What is wrong with the field.
    Flaw(Flaw),
    /// Wrong user name or password.
    WrongPassword,
    /// No device shows this code.
    WrongCode,
    /// Wait so many seconds.
    TooOften(u64),
    /// Too many devices wait.
    TooManyPairings,
    /// The last administrator.
    LastAdministrator,
    /// The unit has units or sites.
    UnitInUse,
    /// The site is expected.
    SiteExpected,
    /// Wanted twice.
    Clash {
        /// Site or person.
        who: String,
        /// The other briefing.
        title: String,
        /// When it begins, ms since 1970.
        starts_at: i64,
    },
    /// The briefing has ended.
    Ended,
    /// The briefing has begun.
    Begun,
    /// The request is too large.
    TooLarge,
}

impl Words {
    /// The sentence, for a refusal with this code.
    pub(super) fn text(&self, code: Refusal, language: Language) -> String {
        match (self, language) {
            (Words::OfCode, language) => code.text(language).into(),
            (Words::Flaw(flaw), language) => flaw.text(language),
            (words, Language::Vi) => words.vi(),
            (words, Language::En) => words.en(),
        }
    }

    fn vi(&self) -> String {
        match self {
            Words::OfCode | Words::Flaw(_) => String::new(),
            Words::WrongPassword => "Sai tên đăng nhập hoặc mật khẩu. Hãy kiểm tra rồi nhập lại.".into(),
            Words::WrongCode => {
                "Không có thiết bị nào đang hiện mã này. Hãy hỏi lại mã, hoặc cho thiết bị lấy mã mới.".into()
            }
            Words::TooOften(seconds) => {
                format!("Thử quá nhiều lần. Hãy đợi {} phút rồi thử lại.", seconds.div_ceil(60))
            }
            Words::TooManyPairings => "Đang có quá nhiều thiết bị chờ ghép. Hãy thử lại sau ít phút.".into(),
            Words::LastAdministrator => {
                "Đây là quản trị toàn hệ thống cuối cùng. Hãy thêm người khác trước khi bỏ.".into()
            }
            Words::UnitInUse => {
                "Đơn vị còn đơn vị cấp dưới hoặc điểm cầu. Hãy chuyển hoặc xóa chúng trước.".into()
            }
            Words::SiteExpected => {
                "Điểm cầu có trong cuộc họp chưa kết thúc. Hãy bỏ khỏi cuộc họp đó trước.".into()
            }
            Words::Clash { who, title, starts_at } => {
                format!(
                    "{who} đã có trong cuộc họp “{title}” lúc {}. Hãy đổi giờ hoặc chọn lại.",
                    when(*starts_at)
                )
            }
            Words::Ended => "Cuộc họp đã kết thúc, không sửa được nữa.".into(),
            Words::Begun => {
                "Cuộc họp đã có diễn biến nên không xóa được. Hãy bế mạc hoặc hủy cuộc họp.".into()
            }
            Words::TooLarge => "Dữ liệu gửi lên quá lớn. Hãy chia nhỏ.".into(),
        }
    }

    fn en(&self) -> String {
        match self {
            Words::OfCode | Words::Flaw(_) => String::new(),
            Words::WrongPassword => "Wrong user name or password. Check them and try again.".into(),
            Words::WrongCode => {
                "No device is showing this code. Ask for the code again, or let the device get a new one."
                    .into()
            }
            Words::TooOften(seconds) => {
                format!("Too many attempts. Wait {} min, then try again.", seconds.div_ceil(60))
            }
            Words::TooManyPairings => {
                "Too many devices wait to be paired. Try again in a few minutes.".into()
            }
            Words::LastAdministrator => {
                "This is the last administrator of the whole system. Add another one first.".into()
            }
            Words::UnitInUse => {
                "The unit still has units or sites below it. Move or remove them first.".into()
            }
            Words::SiteExpected => {
                "The site is expected in a briefing that has not ended. Take it off that briefing first."
                    .into()
            }
            Words::Clash { who, title, starts_at } => {
                format!(
                    "{who} is in the briefing “{title}” at {}. Change the time or the choice.",
                    when(*starts_at)
                )
            }
            Words::Ended => "The briefing has ended and cannot be changed any more.".into(),
            Words::Begun => "The briefing has a record, so it cannot be removed. Close or cancel it.".into(),
            Words::TooLarge => "The request is too large. Split it.".into(),
        }
    }
}

/// 24 h and dd/mm/yyyy in UTC+7, as written in Vietnam.
fn when(at: i64) -> String {
    let moment = Timestamp::from_millisecond(at).unwrap_or_default();
    moment.to_zoned_datetime(TimeZone::fixed(offset(7))).strftime("%H:%M %d/%m/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_in_vietnam() {
        assert_eq!(when(1_763_859_600_000), "08:00 23/11/2025");
        assert_eq!(when(i64::MAX), "07:00 01/01/1970", "nonsense does not panic");
    }
}
