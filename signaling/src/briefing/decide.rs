//! Which machine decides on a command? Every one is listed: a new command does not compile until it is.

use super::{Actor, Briefing, CommandInput, Decision, Millis};
use crate::protocol::Command;

impl Briefing {
    pub(super) fn decide(&self, now: Millis, actor: &Actor, input: &CommandInput) -> Decision {
        match &input.command {
            Command::Schedule
            | Command::StartTest
            | Command::OpenLobby
            | Command::Open
            | Command::Break
            | Command::Resume
            | Command::Close
            | Command::Archive
            | Command::Postpone { .. }
            | Command::Cancel { .. } => self.change_session(now, actor, &input.command),
            Command::SetMode { mode } => self.set_mode(actor, *mode),
            Command::SetRules { rules } => self.set_rules(actor, *rules),
            Command::Register(fields) => self.register(actor, input.cmd_id, fields),
            Command::Withdraw { request } => self.withdraw(actor, *request),
            Command::Accept { request } => self.accept(actor, *request),
            Command::Decline { request, reason } => self.decline(actor, *request, reason),
            Command::Reorder { order } => self.reorder(actor, input.seen, order),
            Command::SetQueueOpen { open } => self.set_queue_open(actor, *open),
            Command::CallNext { target } => self.call_next(now, actor, input, *target),
            Command::Ready { request } => self.ready(actor, *request),
            Command::Grant { target } => self.grant(now, actor, input, *target),
            Command::Switch { from, to } => self.switch(now, actor, input, *from, *to),
            Command::PutBack { request } => self.put_back(actor, *request),
            Command::Miss { request } => self.miss(actor, *request),
            Command::WaitMore { request } => self.wait_more(now, actor, *request),
            Command::Pause { request, asker } => self.pause(now, actor, *request, *asker),
            Command::Continue { request } => self.go_on(now, actor, *request),
            Command::Finish { request } => self.finish(actor, *request),
            Command::Stop { request, reason } => self.stop(actor, *request, reason.as_deref()),
            Command::Extend { request, minutes } => self.extend(actor, *request, *minutes),
            Command::SetProgramme { mode, hold } => self.set_programme(actor, input.seen, mode, *hold),
            Command::PauseTour => self.pause_tour(actor, input.seen),
            Command::ResumeTour => self.resume_tour(actor, input.seen),
            Command::View { site } => self.view_site(actor, *site),
            Command::ShareContent { site } => self.share_content(actor, *site),
            Command::StopContent => self.stop_content(actor),
            Command::StartItem { item } => self.start_item(actor, *item),
            Command::CloseItem { item } => self.close_item(actor, *item),
            Command::SiteReady { ready } => self.site_ready(actor, *ready),
            Command::MarkRollCall { site, mark, people } => {
                self.mark_roll_call(now, actor, *site, *mark, *people)
            }
            Command::HandOver { to } => self.hand_over(now, actor, input.seen, *to),
            Command::AcceptSeat => self.accept_seat(now, actor),
            Command::DeclineSeat => self.decline_seat(actor),
            Command::TakeSeat => self.take_seat(actor, input.seen),
            Command::SetDeputies { deputies } => self.set_deputies(actor, input.seen, deputies),
            Command::SetSecretaries { secretaries } => self.set_secretaries(actor, input.seen, secretaries),
            Command::RevokeSeat { to } => self.revoke_seat(now, actor, input.seen, *to),
            Command::StartRollCall { seconds, again } => self.start_roll_call(now, actor, *seconds, *again),
            Command::PauseRollCall { paused } => self.pause_roll_call(now, actor, *paused),
            Command::CallInRoll { site } => self.call_in_roll(now, actor, *site),
            Command::EndRollCall => self.end_roll_call(actor),
            Command::OpenVote(fields) => self.open_vote(actor, input.cmd_id, fields),
            Command::CastVote(fields) => self.cast_vote(actor, fields),
            Command::CloseVote { vote } => self.close_vote(actor, *vote),
            Command::VoidVote { vote } => self.void_vote(actor, *vote),
            Command::WriteOpinion(fields) => self.write_opinion(now, actor, input.cmd_id, fields),
            Command::SetOpinionHours { hours } => self.set_opinion_hours(actor, *hours),
            Command::SetLocked { locked } => self.set_locked(actor, *locked),
            Command::LetIn { site } => self.let_in(actor, *site),
            Command::Silence { on } => self.silence(now, actor, *on),
            Command::SetBanner { text } => self.set_banner(actor, text),
            Command::SendMessage { site, text } => self.send_message(actor, input.cmd_id, *site, text),
            Command::ReadMessage { message } => self.read_message(actor, *message),
            Command::Recess { words, resumes_at } => self.recess(now, actor, words, *resumes_at),
            Command::ConcludeItem { item, text } => self.conclude_item(actor, *item, text),
            Command::Conclude { text } => self.conclude(actor, text),
            Command::Resolve(fields) => self.resolve(actor, input.cmd_id, fields),
            Command::RemoveResolution { resolution } => self.remove_resolution(actor, *resolution),
        }
    }
}
