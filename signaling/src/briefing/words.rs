//! What may be written into a field? Trimmed, not too long, nothing that would break a line or a document.

use crate::protocol::Refusal;
pub(super) use crate::protocol::limits::{NAME_MAX, PAGE_MAX, SENTENCE_MAX};

/// One line; may be empty.
pub(super) fn line(raw: &str, max: usize) -> Result<String, Refusal> {
    checked(raw, max, char::is_control)
}

/// One line that says something.
pub(super) fn some_line(raw: &str, max: usize) -> Result<String, Refusal> {
    line(raw, max).and_then(not_empty)
}

/// Several lines; may be empty.
pub(super) fn lines(raw: &str, max: usize) -> Result<String, Refusal> {
    checked(&raw.replace("\r\n", "\n"), max, |char| char.is_control() && char != '\n')
}

/// Several lines that say something.
pub(super) fn some_lines(raw: &str, max: usize) -> Result<String, Refusal> {
    lines(raw, max).and_then(not_empty)
}

fn checked(raw: &str, max: usize, bad: impl Fn(char) -> bool) -> Result<String, Refusal> {
    let text = raw.trim();
    if text.chars().count() > max || text.chars().any(bad) {
        return Err(Refusal::Invalid);
    }
    Ok(text.to_owned())
}

fn not_empty(text: String) -> Result<String, Refusal> {
    if text.is_empty() { Err(Refusal::Invalid) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_trimmed_and_bounded() {
        assert_eq!(line("  Bảo Hà ", 6), Ok("Bảo Hà".to_owned()));
        assert_eq!(line("Bảo Hà!", 6), Err(Refusal::Invalid));
        assert_eq!(line("một\nhai", 20), Err(Refusal::Invalid));
        assert_eq!(lines(" một\r\nhai\n", 20), Ok("một\nhai".to_owned()));
        assert_eq!(lines("một\u{0}hai", 20), Err(Refusal::Invalid));
        assert_eq!((line(" ", 9), some_line(" ", 9)), (Ok(String::new()), Err(Refusal::Invalid)));
        assert_eq!(some_lines("\n\n", 9), Err(Refusal::Invalid));
    }
}
