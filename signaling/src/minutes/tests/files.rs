//! The files as other programs read them.

use super::*;
use std::io::{Cursor, Read, Write};
use std::process::{self, Stdio};

const PARTS: [&str; 5] = [
    "I. CHỦ TỌA, THƯ KÝ VÀ THÀNH PHẦN THAM DỰ",
    "II. NỘI DUNG VÀ DIỄN BIẾN",
    "III. Ý KIẾN PHÁT BIỂU",
    "IV. KẾT QUẢ BIỂU QUYẾT",
    "V. KẾT LUẬN VÀ QUYẾT ĐỊNH",
];

/// What the minutes of [`eventful`] must say, part by part.
const SAID: [&str; 12] = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Giao ban tuần 47",
    "Tham dự: 4/5 điểm cầu, 32 người được đếm khi điểm danh.",
    "Chủ trì khai mạc.",
    "Xã Bảo Hà. Phát biểu lúc 07:16, 1 phút 12 giây (được phép 7 phút 00 giây). Đã kết thúc.",
    "Chưa đến lượt",
    "Đề nghị hỗ trợ 500 rọ thép.",
    "không tán thành 1/5 (20,0 %); ý kiến khác 1/5 (20,0 %); không biểu quyết 3/5 (60,0 %).",
    "Chủ động ứng phó với mưa lũ.",
    "Cấm tàu thuyền qua sông Hồng",
    "15/12/2026",
    "Các xã báo cáo hằng ngày.",
];

fn written(format: Format) -> Vec<u8> {
    draft_of(&eventful()).write(format).expect("minutes are written")
}

/// Blanks of a file mean nothing: PDF breaks lines where they end.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every part, in order, and everything that was said.
fn check(text: &str) {
    let text = squeezed(text);
    let places: Vec<Option<usize>> = PARTS.iter().map(|part| text.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {text}");
    for said in SAID {
        assert!(text.contains(said), "“{said}” is missing in {text}");
    }
}

/// Paragraphs of a Word file, a line each.
fn text_of_docx(bytes: &[u8]) -> String {
    let mut file = zip::ZipArchive::new(Cursor::new(bytes)).expect("a docx is a ZIP");
    let mut xml = String::new();
    file.by_name("word/document.xml").expect("the body").read_to_string(&mut xml).expect("UTF-8");
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut text = String::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            quick_xml::events::Event::Text(words) => text += &words.decode().expect("UTF-8"),
            quick_xml::events::Event::GeneralRef(name) => {
                text += match &*name.decode().expect("UTF-8") {
                    "quot" => "\"",
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "apos" => "'",
                    other => panic!("&{other};"),
                }
            }
            quick_xml::events::Event::End(end) if end.name().as_ref() == b"w:p" => text.push('\n'),
            quick_xml::events::Event::Eof => return text,
            _ => {}
        }
    }
}

/// What Poppler reads, in the order in which it is written.
fn text_of_pdf(bytes: &[u8]) -> String {
    let mut reader = process::Command::new("pdftotext")
        .args(["-raw", "-nopgbrk", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext, from Debian's poppler-utils");
    reader.stdin.take().expect("piped").write_all(bytes).expect("pdftotext takes it");
    let output = reader.wait_with_output().expect("pdftotext ends");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_word_file_has_the_five_parts() {
    let text = text_of_docx(&written(Format::Docx));
    check(&text);
    assert!(text.lines().any(|line| line == "=Nguyễn Thị \"B\", Chủ tịch UBND xã"), "{text}");
}

#[test]
fn a_pdf_has_the_five_parts() {
    check(&text_of_pdf(&written(Format::Pdf)));
}

/// Ballots say how somebody voted only where the vote was by name, and no writer is told more.
#[test]
fn a_secret_ballot_stays_secret() {
    let draft = draft_of(&eventful());
    let [named, secret] = &draft.votes[..] else { panic!("two votes") };
    assert!(named.ballots.iter().any(|ballot| ballot.choice == Some(Choice::Against)));
    assert!(secret.ballots.iter().all(|ballot| ballot.choice.is_none() && ballot.text.is_empty()));
}

/// Markup is words, marks without a look are left out, letters are put together, and every writer takes it.
#[test]
fn words_that_mean_harm_are_words() {
    let mut meeting = Meeting::live();
    let text = "<b>5 &lt; 7</b> & \u{202e}\u{fffe}\u{ffff}Ba\u{309}o Ha\u{300} 漢";
    let opinion = WriteOpinion {
        site: None,
        author: String::new(),
        post: String::new(),
        item: None,
        text: format!("{text}\n{}", "rất dài ".repeat(490)),
    };
    for _ in 0..40 {
        meeting.must(Who::Room(BAO_HA), Command::WriteOpinion(opinion.clone()));
    }
    let draft = draft_of(&meeting);
    let said = "<b>5 &lt; 7</b> & Bảo Hà";
    let docx = text_of_docx(&draft.write(Format::Docx).expect("a file"));
    assert_eq!(docx.matches(&format!("{said} 漢")).count(), 40);
    let pdf = text_of_pdf(&draft.write(Format::Pdf).expect("a file"));
    assert_eq!(squeezed(&pdf).matches(said).count(), 40);
    let csv = String::from_utf8(draft.write(Format::Csv).expect("a file")).expect("UTF-8");
    assert_eq!(csv.matches(said).count(), 40);
}

/// A task as long as it may be is in the table whole, over several pages.
#[test]
fn a_row_longer_than_a_page_is_whole() {
    let mut meeting = Meeting::live();
    let text: String = (0..800).map(|n| format!("{n:03} ")).collect();
    let assignment =
        Assignment { lead: "UBND xã".to_owned(), cooperating: String::new(), due: "2026-12-15".to_owned() };
    let task = Resolve { resolution: None, item: None, text, assignment: Some(assignment) };
    meeting.must(SECRETARY_USER, Command::Resolve(task));
    let pdf = text_of_pdf(&draft_of(&meeting).write(Format::Pdf).expect("a file"));
    let words: Vec<&str> = pdf.split_whitespace().collect();
    let missing = (0..800).map(|n| format!("{n:03}")).filter(|word| !words.contains(&word.as_str())).count();
    assert_eq!(missing, 0);
}

#[test]
fn a_file_is_called_after_its_day_and_title() {
    let mut draft = draft_of(&eventful());
    assert_eq!(draft.file_name(Format::Docx), "bien-ban-1970-01-01-giao-ban-tuan-47.docx");
    draft.title = "Đột xuất: \"../mưa\r\n漢\" ".repeat(20);
    let name = draft.file_name(Format::Pdf);
    assert_eq!(name, "bien-ban-1970-01-01-dot-xuat-mua-dot-xuat-mua-dot-xuat-mua-dot-xuat-mua-dot-xuat.pdf");
}

#[test]
fn a_table_has_one_row_a_fact() {
    let bytes = written(Format::Csv);
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a mark that it is UTF-8");
    let mut reader = ::csv::Reader::from_reader(bytes);
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.expect("as many cells as the head has").iter().map(str::to_owned).collect())
        .collect();
    let count = |kind: &str| rows.iter().filter(|row| row[0] == kind).count();
    let kinds = [
        ("Cuộc họp", 1),
        ("Chủ tọa", 1),
        ("Thư ký", 1),
        ("Diễn biến", 6),
        ("Điểm danh", 5),
        ("Phát biểu", 1),
        ("Chưa được nghe", 2),
        ("Ý kiến bằng văn bản", 1),
        ("Biểu quyết", 2),
        ("Phiếu", 5),
        ("Kết luận", 2),
        ("Nhiệm vụ", 1),
        ("Quyết định", 1),
    ];
    assert_eq!(kinds.map(|(kind, _)| count(kind)), kinds.map(|(_, expected)| expected));
    assert_eq!(rows.len(), kinds.iter().map(|(_, expected)| expected).sum::<usize>());
    let of = |kind: &str| rows.iter().find(|row| row[0] == kind).expect("a row");
    assert_eq!(of("Phát biểu")[1], "01/01/1970 07:16:40");
    assert_eq!(of("Phát biểu")[10], "72");
    assert_eq!(of("Chưa được nghe")[5], "'=Nguyễn Thị \"B\"", "a formula is text");
    assert_eq!(of("Ý kiến bằng văn bản")[7], "Đề nghị hỗ trợ 500 rọ thép.\nXã tự lo nhân công.");
    assert_eq!(of("Nhiệm vụ")[11], "15/12/2026");
}
