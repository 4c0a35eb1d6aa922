//! Refusals: a stable code for programs and a text for people that says what to do.

use super::Language;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident { $vi:literal, $en:literal },)*) => {
        /// Why something was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum Refusal { $($(#[$doc])* $name,)* }

        impl Refusal {
            /// Every code.
            pub const ALL: &'static [Refusal] = &[$(Refusal::$name,)*];

            /// The text shown to a person.
            pub fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Refusal::$name, Language::Vi) => $vi, (Refusal::$name, Language::En) => $en,)*
                }
            }
        }
    };
}

refusals! {
    /// The message is not of the protocol.
    Malformed { "Thông điệp không đúng định dạng. Hãy tải lại trang.", "The message is malformed. Reload the page." },
    /// No valid token.
    NotSignedIn { "Chưa đăng nhập hoặc phiên đã hết hạn. Hãy đăng nhập lại.", "Not signed in, or the sign-in has expired. Sign in again." },
    /// The role does not allow it.
    NotAllowed { "Vai trò của bạn không được làm việc này. Hãy nhờ chủ trì hoặc thư ký.", "Your role may not do this. Ask the chair or the secretary." },
    /// There is no such briefing, site, request, item or person.
    NotFound { "Không tìm thấy. Có thể mục này vừa bị xóa; hãy xem lại danh sách.", "Not found. It may just have been removed; look at the list again." },
    /// The state has moved on since the sender looked.
    Stale { "Tình trạng vừa thay đổi. Hãy xem lại rồi bấm lần nữa.", "The state has just changed. Look again, then press once more." },
    /// The command belonged to an earlier chair seat.
    LostSeat { "Quyền chủ trì đã chuyển cho người khác. Lệnh không được thực hiện.", "The chair seat has passed to someone else. The command was not carried out." },
    /// The session is not in a state for this.
    WrongState { "Cuộc họp chưa ở bước này. Hãy kiểm tra tình trạng cuộc họp.", "The briefing is not at that step. Check its state." },
    /// The session is not in progress.
    NotLive { "Cuộc họp chưa khai mạc hoặc đang tạm nghỉ. Hãy khai mạc hoặc họp tiếp trước.", "The briefing is not in session. Open it, or end the break, first." },
    /// The request is not in a state for this.
    RequestMoved { "Lượt phát biểu này đã sang bước khác. Hãy xem lại hàng chờ rồi chọn lại.", "This request has moved on. Look at the queue and choose again." },
    /// Every microphone of the discussion is taken.
    MicrophonesFull { "Các micro thảo luận đều có người nói. Hãy chọn micro cần kết thúc trước.", "Every microphone of the discussion is taken. Choose which one ends first." },
    /// Two sites stand by already.
    TwoStandBy { "Đã có hai điểm cầu đang chuẩn bị. Hãy mời hoặc đưa một điểm cầu về hàng chờ trước.", "Two sites stand by already. Invite one or put one back first." },
    /// The chair's hall needs no floor.
    ChairIsHeard { "Phòng chủ trì luôn được nghe, không cần mời. Chủ trì cứ nói.", "The chair's hall is always heard and needs no invitation. Just speak." },
    /// Who has the floor cannot ask in between.
    HasFloor { "Điểm cầu này đang có lời. Hãy chọn điểm cầu khác để hỏi xen.", "This site has the floor. Choose another one to ask in between." },
    /// Slides need the floor.
    NeedsFloor { "Chỉ trình chiếu khi đang phát biểu. Hãy đăng ký và chờ được mời.", "Slides are shown while you have the floor. Ask to speak and wait to be invited." },
    /// The site has asked more often than people do.
    TooManyRequests { "Điểm cầu đã đăng ký quá nhiều lần trong cuộc họp. Hãy nhờ thư ký đăng ký giúp.", "This site has asked too many times in this briefing. Let the secretary ask for it." },
    /// The seat is not offered any more.
    OfferOver { "Lời trao quyền chủ trì đã hết hạn. Hãy nhờ chủ trì trao lại.", "The offer of the chair seat is over. Ask the chair to offer it again." },
    /// The chair is here.
    SeatHeld { "Chủ trì vẫn đang có mặt. Chỉ tiếp quản khi bàn chủ trì mất kết nối 10 giây.", "The chair is present. Take over only when its console has been lost for 10 s." },
    /// The seat was taken from this person by two others.
    SeatRevoked { "Quyền chủ trì của tài khoản này đã bị thu hồi. Hãy nhờ người đang chủ trì trao lại.", "The chair seat was revoked from this account. Ask the present chair to hand it over." },
    /// Somebody of the other side must ask too.
    NeedsSecondPerson { "Cần người thứ hai xác nhận: trung tâm kỹ thuật và thư ký, mỗi bên một người.", "A second person must confirm: one of the operations centre and one secretary." },
    /// There is no tour.
    NoTour { "Chưa có vòng quét nào để tiếp tục. Hãy chọn điểm cầu rồi bắt đầu quét vòng.", "There is no tour to go on with. Choose sites and start one." },
    /// The list of requests is closed.
    QueueClosed { "Danh sách đăng ký đã chốt. Hãy gửi ý kiến bằng văn bản hoặc nhờ thư ký.", "The list of requests is closed. Send a written opinion or ask the secretary." },
    /// This site already asked.
    AlreadyRegistered { "Điểm cầu đã đăng ký. Hãy chờ được mời hoặc rút đăng ký.", "This site has already asked. Wait to be invited, or withdraw." },
    /// The site is not connected.
    SiteOffline { "Điểm cầu chưa kết nối. Hãy gọi kỹ thuật điểm cầu.", "The site is not connected. Call its technician." },
    /// The site is not expected in this briefing.
    SiteNotExpected { "Điểm cầu không có trong thành phần cuộc họp. Hãy báo thư ký bổ sung.", "The site is not on this briefing's list. Ask the secretary to add it." },
    /// Another room device of the site is in the briefing.
    DeviceInUse { "Điểm cầu đang mở trên thiết bị khác. Tiếp quản thiết bị?", "This site is open on another device. Take over?" },
    /// Another device took over this site.
    TakenOver { "Thiết bị khác đã tiếp quản điểm cầu này.", "Another device has taken over this site." },
    /// The browser lacks the briefing's codec.
    CodecUnsupported { "Trình duyệt này không có bộ mã hình của cuộc họp. Hãy dùng Chromium hoặc Edge.", "This browser lacks the briefing's video codec. Use Chromium or Edge." },
    /// The offer cannot be served.
    BadOffer { "Không thiết lập được kết nối hình, tiếng. Hãy tải lại trang.", "Sound and picture could not be set up. Reload the page." },
    /// No media server is connected.
    NoMedia { "Máy chủ hình, tiếng chưa sẵn sàng. Hệ thống sẽ tự thử lại.", "The media server is not ready. The system will retry by itself." },
    /// Too many attempts or too busy.
    Busy { "Hệ thống đang bận. Hệ thống sẽ tự thử lại.", "The system is busy. It will retry by itself." },
    /// A value is out of range.
    Invalid { "Giá trị không hợp lệ. Hãy sửa ô được đánh dấu.", "A value is not valid. Correct the marked field." },
    /// Somebody has the floor.
    FloorTaken { "Đang có điểm cầu phát biểu. Hãy kết thúc phát biểu rồi làm lại.", "A site has the floor. End the speech, then try again." },
    /// The session is open and not in the mode in which the roll is called.
    NotRollCall { "Cuộc họp đang diễn ra. Hãy chuyển hình thức sang Điểm danh rồi gọi.", "The briefing is in session. Switch its mode to roll call, then call." },
    /// Only the chair is to be heard.
    Silenced { "Đang tắt tiếng tất cả trừ chủ tọa. Hãy thôi tắt tiếng rồi gọi.", "All but the chair are muted. Stop muting all, then call." },
    /// Another vote is open.
    VoteOpen { "Đang có một biểu quyết mở. Hãy kết thúc biểu quyết đó trước.", "Another vote is open. Close it first." },
    /// The vote is over.
    VoteClosed { "Biểu quyết đã kết thúc, kết quả không đổi nữa. Hãy báo thư ký nếu có sai sót.", "The vote is closed and its result is final. Tell the secretary if something is wrong." },
    /// The voter has cast its ballot itself.
    BallotCast { "Phiếu này do chính người bỏ phiếu gửi. Chỉ họ đổi được.", "The voter has cast this ballot. Only the voter changes it." },
    /// Not among those who vote.
    NotVoter { "Không có tên trong danh sách biểu quyết này. Hãy hỏi thư ký.", "Not on the list of this vote. Ask the secretary." },
    /// The time for it is over.
    TooLate { "Đã hết hạn gửi ý kiến. Hãy gọi thư ký hoặc gửi bằng công văn.", "The time for opinions is over. Call the secretary, or send a letter." },
    /// As many as there may be.
    Full { "Đã đủ số lượng cho phép. Hãy xóa bớt hoặc nhờ thư ký.", "There are as many as allowed. Remove one, or ask the secretary." },
    /// The room is locked.
    Locked { "Phòng họp đã khóa. Hãy chờ, hoặc gọi thư ký để được vào.", "The room is locked. Wait, or call the secretary to be let in." },
    /// The chair site or on-air site may not be removed like this.
    Conflict { "Trùng với dữ liệu đang có. Hãy đổi mã hoặc thời gian.", "It clashes with what exists. Change the code or the time." },
}

/// A refusal as sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefusalText {
    /// Stable code.
    pub code: Refusal,
    /// Text in the client's language.
    pub text: String,
    /// Which field is wrong, for forms.
    pub field: Option<String>,
}
