//! What is in the minutes of a briefing? A draft of the five parts they must have, from the log and from nothing
//! else; a secretary completes it and the chair signs it, outside this system.
//!
//! Log → [`Draft`] (what happened, as data) → paper (what is on the sheets, for any format) → `.docx` or PDF.
//! The table for a spreadsheet is written from the draft itself. Minutes are an official document of Vietnam: they
//! are in Vietnamese, laid out as Decree 30/2020/NĐ-CP (annex III, form 1.9) says, with clocks in UTC+7.

mod attendance;
mod compose;
mod course;
mod csv;
mod docx;
mod draft;
mod file_name;
mod incidents;
mod legible;
mod names;
mod paper;
mod pdf;
mod presence;
mod sentences;
mod speeches;
mod story;
mod words;

#[cfg(test)]
mod tests;

pub use draft::Draft;

/// In which form minutes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML, to be completed.
    Docx,
    /// To be read and printed.
    Pdf,
    /// One row a fact, for a spreadsheet.
    Csv,
}

impl Format {
    /// End of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Docx => "docx",
            Format::Pdf => "pdf",
            Format::Csv => "csv",
        }
    }

    /// Media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Pdf => "application/pdf",
            Format::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// Minutes could not be written as a file.
#[derive(Debug, thiserror::Error)]
#[error("minutes as {0:?}: {1}")]
pub struct NotWritten(Format, String);

impl Draft {
    /// The file's bytes. Takes tens of milliseconds, for a log full of text seconds: not for a thread that others
    /// wait on.
    pub fn write(&self, format: Format) -> Result<Vec<u8>, NotWritten> {
        let failed = |reason: String| NotWritten(format, reason);
        match format {
            Format::Docx => docx::write(&compose::paper(self)).map_err(|error| failed(error.to_string())),
            Format::Pdf => pdf::write(&compose::paper(self)).map_err(failed),
            Format::Csv => csv::write(self).map_err(|error| failed(error.to_string())),
        }
    }
}
