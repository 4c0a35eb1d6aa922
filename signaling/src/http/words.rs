//! What is a person told when a request is refused? Where the text of the refusal's code is not precise enough,
//! a sentence of its own.

use crate::field::Flaw;
use crate::protocol::{Language, Refusal};
use crate::times;

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
    /// The briefing was not opened yet.
    NotOpened,
    /// A newer release wrote the log.
    NewerRecord,
    /// The minutes could not be made.
    NoMinutes,
    /// The briefing has begun.
    Begun,
    /// The request is too large.
    TooLarge,
    /// Nothing does that here.
    OtherMethod,
    /// A person's token at a door for sites.
    SiteTokenWanted,
    /// The body is to be of this type.
    BodyWanted(&'static str),
    /// The answer is SDP, which the caller does not take.
    AnswerIsSdp,
    /// The offer is no SDP.
    NoSdp,
    /// The body is no SDP fragment.
    NoFragment,
    /// An encoder sends, a player receives.
    WrongDirection,
    /// The media node cannot serve the offer.
    OfferNotServed,
    /// The briefing has another codec.
    OtherCodec,
    /// The room's own device has the site.
    RoomInUse,
    /// The ICE session is another one, or not named.
    OtherIce,
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
                    times::clock_and_date(*starts_at)
                )
            }
            Words::Ended => "Cuộc họp đã kết thúc, không sửa được nữa.".into(),
            Words::NotOpened => "Cuộc họp chưa khai mạc. Biên bản có từ lúc khai mạc.".into(),
            Words::NewerRecord => {
                "Nhật ký do phiên bản mới hơn ghi. Hãy cập nhật máy chủ rồi tải lại biên bản.".into()
            }
            Words::NoMinutes => {
                "Không lập được biên bản từ nhật ký cuộc họp. Hãy báo quản trị máy chủ; lý do có trong nhật ký máy chủ."
                    .into()
            }
            Words::Begun => {
                "Cuộc họp đã có diễn biến nên không xóa được. Hãy bế mạc hoặc hủy cuộc họp.".into()
            }
            Words::TooLarge => "Dữ liệu gửi lên quá lớn. Hãy chia nhỏ.".into(),
            Words::OtherMethod => "Địa chỉ này không nhận thao tác đó. Hãy xem tài liệu API.".into(),
            Words::SiteTokenWanted => {
                "Cần mã truy cập của một điểm cầu. Hãy tạo bằng lệnh giaoban token --site MÃ --briefing ID.".into()
            }
            Words::BodyWanted(kind) => format!("Nội dung gửi lên phải là {kind}. Hãy đặt Content-Type như vậy."),
            Words::AnswerIsSdp => "Trả lời là application/sdp. Hãy cho phép kiểu này trong Accept.".into(),
            Words::NoSdp => "Nội dung không phải SDP. Hãy gửi lời mời (offer) WebRTC của bộ mã hóa.".into(),
            Words::NoFragment => "Nội dung không phải đoạn SDP về ICE. Hãy gửi theo RFC 8840.".into(),
            Words::WrongDirection => {
                "Sai chiều truyền. Lời mời WHIP phải là sendonly, WHEP phải là recvonly.".into()
            }
            Words::OfferNotServed => {
                "Không phục vụ được lời mời này. Hãy gửi một hình và một tiếng, gộp một kết nối (max-bundle), \
                 có rtcp-mux."
                    .into()
            }
            Words::OtherCodec => {
                "Bộ mã hóa thiếu bộ mã của cuộc họp. Hãy dùng VP8 hoặc H.264 như cuộc họp đã đặt, tiếng Opus.".into()
            }
            Words::RoomInUse => {
                "Phòng họp của điểm cầu đang dùng thiết bị khác. Hãy cho thiết bị đó rời cuộc họp rồi thử lại.".into()
            }
            Words::OtherIce => {
                "Phiên ICE đã khác. Hãy gửi If-Match bằng ETag mới nhất, hoặc * khi khởi động lại ICE.".into()
            }
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
                    times::clock_and_date(*starts_at)
                )
            }
            Words::Ended => "The briefing has ended and cannot be changed any more.".into(),
            Words::NotOpened => "The briefing was not opened. There are minutes from the opening on.".into(),
            Words::NewerRecord => {
                "A newer release wrote this record. Update the server, then download the minutes again.".into()
            }
            Words::NoMinutes => {
                "The minutes could not be drawn from the record. Tell whoever runs the server: its log says why.".into()
            }
            Words::Begun => "The briefing has a record, so it cannot be removed. Close or cancel it.".into(),
            Words::TooLarge => "The request is too large. Split it.".into(),
            Words::OtherMethod => "This address does not take that method. See the API document.".into(),
            Words::SiteTokenWanted => {
                "The token of a site is wanted. Make one with giaoban token --site CODE --briefing ID.".into()
            }
            Words::BodyWanted(kind) => format!("The body must be {kind}. Set Content-Type so."),
            Words::AnswerIsSdp => "The answer is application/sdp. Allow it in Accept.".into(),
            Words::NoSdp => "The body is no SDP. Send the encoder's WebRTC offer.".into(),
            Words::NoFragment => "The body is no SDP fragment of ICE. Send one as RFC 8840 says.".into(),
            Words::WrongDirection => {
                "Wrong direction. A WHIP offer must be sendonly, a WHEP offer recvonly.".into()
            }
            Words::OfferNotServed => {
                "This offer cannot be served. Send one picture and one sound in one bundle (max-bundle), with rtcp-mux."
                    .into()
            }
            Words::OtherCodec => {
                "The briefing's codec is not offered. Use VP8 or H.264 as the briefing is set, and Opus.".into()
            }
            Words::RoomInUse => {
                "Another device of this site is in the briefing. Let it leave, then try again.".into()
            }
            Words::OtherIce => {
                "Another ICE session. Send If-Match with the newest ETag, or * for an ICE restart.".into()
            }
        }
    }
}
