//! What of a text can stand on paper? Letters in the form that fonts know; nothing that a file may not hold, or that
//! shows something else than it says.

use unicode_normalization::UnicodeNormalization;

/// The text, composed (NFC), without characters that have no look of their own.
pub(super) fn legible(text: &str) -> String {
    text.nfc().filter(|letter| !is_unseen(*letter)).collect()
}

/// What XML 1.0 forbids (section 2.2), Unicode's noncharacters and private use, marks that turn the direction of
/// text round (UAX #9), and marks that only say where a line may break. Blanks are spaces to whoever sets them.
fn is_unseen(letter: char) -> bool {
    let code = u32::from(letter);
    let forbidden = letter.is_control() && !matches!(letter, '\n' | '\t');
    let nobody = code & 0xfffe == 0xfffe || matches!(code, 0xfdd0..=0xfdef | 0xe000..=0xf8ff | 0xf_0000..);
    let direction = matches!(code, 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069 | 0x061c);
    let joint = matches!(code, 0x00ad | 0x200b..=0x200d | 0x2060 | 0xfeff);
    forbidden || nobody || direction || joint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_look_is_left_out() {
        let written = [
            "B\u{61}\u{309}o H\u{61}\u{300}",
            "a\u{fffe}b\u{ffff}",
            "\u{202e}tốt",
            "xã\u{ad}\u{200b}",
            "a\u{0}b\tc\n",
        ];
        assert_eq!(written.map(legible), ["Bảo Hà", "ab", "tốt", "xã", "ab\tc\n"]);
    }
}
