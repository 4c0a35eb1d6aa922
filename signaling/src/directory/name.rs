//! How are Vietnamese names compared? Searched without accents and case, sorted with numbers as numbers.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Digits of a number in a sort key: more than any "thôn số" needs.
const NUMBER_WIDTH: usize = 6;

/// The form in which names are searched: "Bảo Yên" and "bao yen" are the same.
pub fn fold(name: &str) -> String {
    let bare = name.nfd().filter(|c| !is_combining_mark(*c)).map(|c| match c {
        'đ' | 'Đ' => 'd',
        other => other,
    });
    bare.flat_map(char::to_lowercase).collect()
}

/// The form in which names are ordered: as searched, with "Thôn 2" before "Thôn 10".
pub fn sort_key(name: &str) -> String {
    let folded = fold(name);
    let mut key = String::with_capacity(folded.len() + NUMBER_WIDTH);
    let mut number = String::new();
    for c in folded.chars() {
        if c.is_ascii_digit() {
            number.push(c);
        } else {
            flush(&mut number, &mut key);
            key.push(c);
        }
    }
    flush(&mut number, &mut key);
    key
}

fn flush(number: &mut String, key: &mut String) {
    if !number.is_empty() {
        key.extend(std::iter::repeat_n('0', NUMBER_WIDTH.saturating_sub(number.len())));
        key.push_str(number);
        number.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_composition_do_not_matter() {
        for (written, searched) in [
            ("Bảo Yên", "bao yen"),
            ("Điện Biên", "dien bien"),
            ("đường ĐỨC", "duong duc"),
            ("Ba\u{309}o Ye\u{302}n", "bao yen"),
            ("Thượng Hà", "thuong ha"),
        ] {
            assert_eq!(fold(written), searched);
        }
    }

    #[test]
    fn numbers_sort_as_numbers() {
        let mut names = ["Thôn 10", "Thôn 2", "Bản Át", "Bản An 1", "Bản An"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Bản An", "Bản An 1", "Bản Át", "Thôn 2", "Thôn 10"]);
    }
}
