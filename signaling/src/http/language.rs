//! In which language does the caller want to read?

use crate::protocol::Language;
use axum::http::{HeaderMap, header};

/// The first language of `Accept-Language` that there is; browsers list them by preference.
pub(super) fn of(headers: &HeaderMap) -> Language {
    let wanted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tags = wanted.split(',').map(|tag| tag.trim().get(..2).unwrap_or_default().to_ascii_lowercase());
    let known = tags.filter_map(|tag| match tag.as_str() {
        "vi" => Some(Language::Vi),
        "en" => Some(Language::En),
        _ => None,
    });
    known.into_iter().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_wins() {
        for (header, expected) in [
            ("", Language::Vi),
            ("en", Language::En),
            ("fr-FR, en-US;q=0.8, vi;q=0.5", Language::En),
            ("vi-VN,en", Language::Vi),
            ("ế", Language::Vi),
            (",,,;q=", Language::Vi),
        ] {
            let mut headers = HeaderMap::new();
            if let Ok(value) = header.parse() {
                headers.insert(header::ACCEPT_LANGUAGE, value);
            }
            assert_eq!(of(&headers), expected, "{header}");
        }
    }
}
