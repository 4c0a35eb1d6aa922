//! What makes a field of a form wrong? Each flaw in words that say how to correct it, and the checks of text
//! that every form shares.

use crate::protocol::Language;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// One field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {}", .flaw.text(Language::En))]
pub struct FieldError {
    /// Name of the field on the wire; in a list with its position from 0, such as `agenda.2.title`.
    pub field: Cow<'static, str>,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing was entered.
    Empty,
    /// More characters or entries than are kept.
    TooLong {
        /// How many are kept.
        max: usize,
    },
    /// Line breaks or invisible control characters.
    ControlCharacter,
    /// Characters that this field does not take.
    NotPlain,
    /// Something that cannot be dialled.
    NotDialled,
    /// A number outside its range.
    OutOfRange {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// Names something that does not exist, or no longer does.
    Unknown,
    /// Somebody or something else has it.
    Taken,
    /// Names the same thing twice.
    Repeated,
    /// A unit below itself.
    Cycle,
    /// The end is not after the start.
    NotAfterStart,
    /// The end is more than a day after the start.
    LongerThanADay,
    /// The end has passed.
    InThePast,
    /// It may not be changed any more.
    Fixed,
    /// The lobby is open, so it is changed inside.
    ChangedInside,
    /// A role that counts in one unit, given everywhere.
    NotOfAUnit,
    /// A password that is too short.
    PasswordTooShort {
        /// Fewest characters.
        min: usize,
    },
    /// A password made of the user's own name, or of one repeated character.
    PasswordGuessable,
}

impl FieldError {
    /// The same flaw in the entry at `index` of `list`.
    pub(crate) fn within(self, list: &str, index: usize) -> Self {
        Self { field: format!("{list}.{index}.{}", self.field).into(), flaw: self.flaw }
    }
}

impl Flaw {
    /// This flaw in `field`.
    pub fn of(self, field: &'static str) -> FieldError {
        FieldError { field: field.into(), flaw: self }
    }

    /// The text shown beside the field.
    pub fn text(self, language: Language) -> String {
        match language {
            Language::Vi => self.vi(),
            Language::En => self.en(),
        }
    }

    fn vi(self) -> String {
        match self {
            Flaw::Empty => "Ô này chưa điền.".into(),
            Flaw::TooLong { max } => format!("Ô này quá dài; tối đa {max}."),
            Flaw::ControlCharacter => "Ô này có ký tự điều khiển hoặc xuống dòng; hãy bỏ đi.".into(),
            Flaw::NotPlain => {
                "Ô này chỉ nhận chữ không dấu, chữ số, dấu gạch ngang, gạch dưới và dấu chấm.".into()
            }
            Flaw::NotDialled => "Số điện thoại chỉ gồm chữ số, dấu cộng, khoảng trắng và dấu ngăn.".into(),
            Flaw::OutOfRange { min, max } => format!("Hãy nhập số từ {min} đến {max}."),
            Flaw::Unknown => "Mục được chọn không còn; hãy chọn lại.".into(),
            Flaw::Taken => "Giá trị này đã có người dùng; hãy chọn giá trị khác.".into(),
            Flaw::Repeated => "Một mục được chọn hai lần; hãy bỏ bớt.".into(),
            Flaw::Cycle => "Đơn vị không thể nằm dưới chính nó; hãy chọn đơn vị cấp trên khác.".into(),
            Flaw::NotAfterStart => "Giờ kết thúc phải sau giờ bắt đầu.".into(),
            Flaw::LongerThanADay => "Cuộc họp dài hơn một ngày; hãy lập từng buổi.".into(),
            Flaw::InThePast => "Giờ kết thúc đã qua; hãy chọn giờ sau hiện tại.".into(),
            Flaw::Fixed => "Không đổi được nữa vì cuộc họp đã thông báo hoặc đã bắt đầu.".into(),
            Flaw::ChangedInside => {
                "Phòng chờ đã mở: chủ tọa đổi ở bàn điều hành, mục Quyền chủ tọa. Trước khai mạc, thư ký có thể quay lại \
                 thử đường truyền rồi đổi ở đây."
                    .into()
            }
            Flaw::NotOfAUnit => "Đại biểu thuộc một đơn vị; hãy chọn đơn vị.".into(),
            Flaw::PasswordTooShort { min } => format!("Mật khẩu quá ngắn; cần ít nhất {min} ký tự."),
            Flaw::PasswordGuessable => {
                "Mật khẩu dễ đoán; không dùng tên đăng nhập hoặc một ký tự lặp lại.".into()
            }
        }
    }

    fn en(self) -> String {
        match self {
            Flaw::Empty => "This field is empty.".into(),
            Flaw::TooLong { max } => format!("This is too long; at most {max}."),
            Flaw::ControlCharacter => "This has a line break or control character; remove it.".into(),
            Flaw::NotPlain => {
                "This takes plain letters, digits, hyphen, underscore and full stop only.".into()
            }
            Flaw::NotDialled => "A telephone number has digits, plus, spaces and separators only.".into(),
            Flaw::OutOfRange { min, max } => format!("Enter a number from {min} to {max}."),
            Flaw::Unknown => "What was chosen no longer exists; choose again.".into(),
            Flaw::Taken => "This is already in use; choose another.".into(),
            Flaw::Repeated => "Something is chosen twice; remove one.".into(),
            Flaw::Cycle => "A unit cannot be below itself; choose another parent.".into(),
            Flaw::NotAfterStart => "The end must be after the start.".into(),
            Flaw::LongerThanADay => "The briefing is longer than a day; plan each sitting.".into(),
            Flaw::InThePast => "The end has passed; choose a time after now.".into(),
            Flaw::Fixed => "This cannot be changed any more: the briefing is announced or has begun.".into(),
            Flaw::ChangedInside => {
                "The lobby is open: the chair changes this at the console, under Chair's seat. Before the opening the \
                 secretary can go back to the line test and change it here."
                    .into()
            }
            Flaw::NotOfAUnit => "A delegate is of one unit; choose the unit.".into(),
            Flaw::PasswordTooShort { min } => {
                format!("The password is too short: at least {min} characters.")
            }
            Flaw::PasswordGuessable => {
                "The password is easy to guess: not the user name, not one repeated character.".into()
            }
        }
    }
}

/// A required line of text: trimmed, NFC, at most `max` characters.
pub(crate) fn line(field: &'static str, raw: &str, max: usize) -> Result<String, FieldError> {
    let text = optional_line(field, raw, max)?;
    if text.is_empty() { Err(Flaw::Empty.of(field)) } else { Ok(text) }
}

/// A line of text that may be empty.
pub(crate) fn optional_line(field: &'static str, raw: &str, max: usize) -> Result<String, FieldError> {
    let text: String = raw.trim().nfc().collect();
    if text.chars().any(char::is_control) {
        Err(Flaw::ControlCharacter.of(field))
    } else if text.chars().count() > max {
        Err(Flaw::TooLong { max }.of(field))
    } else {
        Ok(text)
    }
}

/// A required name of plain characters, such as a site's code.
pub(crate) fn plain(field: &'static str, raw: &str, max: usize) -> Result<String, FieldError> {
    let text = line(field, raw, max)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if text.chars().all(is_plain) { Ok(text) } else { Err(Flaw::NotPlain.of(field)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_composed() {
        assert_eq!(line("name", "  Ba\u{309}o Ye\u{302}n ", 20).unwrap(), "Bảo Yên");
    }

    #[test]
    fn each_flaw_is_named_with_its_field() {
        assert_eq!(line("name", "   ", 20), Err(Flaw::Empty.of("name")));
        assert_eq!(line("name", "a\nb", 20), Err(Flaw::ControlCharacter.of("name")));
        assert_eq!(line("name", "Bảo", 2), Err(Flaw::TooLong { max: 2 }.of("name")));
        assert_eq!(line("name", "Bảo", 3).unwrap(), "Bảo", "characters count, not bytes");
        assert_eq!(plain("code", "BY/1", 20), Err(Flaw::NotPlain.of("code")));
        assert_eq!(plain("code", "Bảo", 20), Err(Flaw::NotPlain.of("code")));
    }
}
