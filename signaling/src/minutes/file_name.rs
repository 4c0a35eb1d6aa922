//! What is the file of minutes called? After day and title, in letters that every disk and header takes.

use super::{Draft, Format};
use crate::directory::fold;
use crate::times;

/// Letters of the title: a name that is read, not a sentence.
const TITLE_MAX: usize = 60;

impl Draft {
    /// `bien-ban-2025-11-23-giao-ban-tuan-47.docx`
    pub fn file_name(&self, format: Format) -> String {
        let (year, [month, day, ..]) = times::parts(self.opened_at);
        let day = format!("{year:04}-{month:02}-{day:02}");
        let words = fold(&self.title);
        let words =
            words.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut name = format!("bien-ban-{day}");
        let most = name.len() + 1 + TITLE_MAX;
        for word in words {
            if name.len() + 1 + word.len() > most {
                break;
            }
            name.push('-');
            name.push_str(word);
        }
        format!("{name}.{}", format.extension())
    }
}
