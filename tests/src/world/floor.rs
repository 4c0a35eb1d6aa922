//! What happens in a meeting? Sites ask, the chair invites, everybody sees and hears. Each word waits until it
//! is so, at every site it concerns.

use super::World;
use crate::link::Outcome;
use crate::patience::within;
use anyhow::{Context, Result, ensure};
use giaoban_signaling::protocol::{Command, GrantTarget, ProgrammeMode, Register, RequestKind, RequestState};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Nobody would speak more quietly than this long.
const SILENCE: Duration = Duration::from_secs(1);

/// What a site asks with: a speech of the usual length on the current item.
pub fn speech() -> Register {
    Register {
        site: None,
        speaker: "Vàng Thị Mai".to_owned(),
        post: "Chủ tịch xã".to_owned(),
        kind: RequestKind::Speech,
        item: None,
        minutes: None,
        document: None,
    }
}

impl World {
    /// A site asks for the floor.
    pub async fn register(&self, name: &str) -> Result<()> {
        self.says(name, Command::Register(speech())).await??;
        let id = self.site(name)?.id;
        self.told(format_args!("{name} is in the list"), |state| state.request_of(id).map(drop)).await
    }

    /// The chair invites a site, whether or not it has asked, and it speaks.
    pub async fn grant(&self, name: &str) -> Result<()> {
        let command = self.invitation(name)?;
        let seen = self.chair.state().seen_floor();
        within(format_args!("grant to {name}"), self.chair.command(command, Some(seen))).await??;
        self.speaks(name).await
    }

    /// The command that invites a site.
    pub fn invitation(&self, name: &str) -> Result<Command> {
        let id = self.site(name)?.id;
        let request = self.chair.state().request_of(id).map(|request| request.id);
        let target = request.map_or(GrantTarget::Site(id), GrantTarget::Request);
        Ok(Command::Grant { target })
    }

    /// Waits until a site's speech has begun.
    pub async fn speaks(&self, name: &str) -> Result<()> {
        let id = self.site(name)?.id;
        self.told(format_args!("{name} speaks"), |state| {
            (state.request_of(id)?.state == RequestState::Speaking).then_some(())
        })
        .await
    }

    /// The speaker has finished.
    pub async fn finish(&self, name: &str) -> Result<()> {
        let request = self.request(name)?;
        self.says(name, Command::Finish { request }).await??;
        self.has_left_the_floor(name).await
    }

    /// The chair takes the floor away.
    pub async fn stop(&self, name: &str) -> Result<()> {
        let command = Command::Stop { request: self.request(name)?, reason: None };
        let seen = self.chair.state().seen_floor();
        within(format_args!("stop {name}"), self.chair.command(command, Some(seen))).await??;
        self.has_left_the_floor(name).await
    }

    /// The chair puts a site on air by hand.
    pub async fn put_on_air(&self, name: &str) -> Result<()> {
        let mode = ProgrammeMode::Manual { site: self.site(name)?.id };
        let command = Command::SetProgramme { mode, hold: false };
        let seen = self.chair.state().seen_programme();
        within(format_args!("{name} on air"), self.chair.command(command, Some(seen))).await??;
        Ok(())
    }

    /// A site's own command, as its screen would send it.
    pub async fn says(&self, name: &str, command: Command) -> Result<Outcome<u64>> {
        let link = self.bot(name)?.link().await;
        let what = format!("an answer to {name}: {command:?}");
        within(what, link.command(command, None)).await
    }

    /// Waits until the viewer's programme slot shows the other site, from now on.
    pub async fn sees(&self, viewer: &str, shown: &str) -> Result<()> {
        self.sees_in(viewer, "programme", shown).await
    }

    /// The same in any slot.
    pub async fn sees_in(&self, viewer: &str, slot: &str, shown: &str) -> Result<()> {
        let peer = self.bot(viewer)?.peer().await?;
        let scene = self.site(shown)?.scene.name;
        let seen = peer.shows(slot, scene).await;
        seen.with_context(|| format!("{viewer} sees {shown}; the chair sees {}", self.chair_sees()))
    }

    /// Waits until the listener hears the other site in any audio slot, from now on.
    pub async fn hears(&self, listener: &str, heard: &str) -> Result<()> {
        let scene = self.site(heard)?.scene.name;
        let peer = self.bot(listener)?.peer().await?;
        let asked = Instant::now();
        let sound = peer.ear().until(|figures| figures.heard_since(scene, asked).next().map(drop));
        within(format_args!("{listener} hears {heard}"), sound).await
    }

    /// Every bot but the one on air sees and hears it.
    pub async fn all_follow(&self, on_air: &str) -> Result<()> {
        for name in self.bots.keys().filter(|name| *name != on_air) {
            self.sees(name, on_air).await?;
            self.hears(name, on_air).await?;
        }
        Ok(())
    }

    /// For a second, the listener gets no sound of the other site.
    pub async fn does_not_hear(&self, listener: &str, silent: &str) -> Result<()> {
        let scene = self.site(silent)?.scene.name;
        let peer = self.bot(listener)?.peer().await?;
        let asked = Instant::now();
        tokio::time::sleep(SILENCE).await;
        let figures = peer.ear().figures();
        let sound = figures.heard_since(scene, asked).next();
        ensure!(sound.is_none(), "{listener} hears {silent}: {sound:#?}");
        Ok(())
    }

    fn request(&self, name: &str) -> Result<Uuid> {
        let id = self.site(name)?.id;
        let request = self.chair.state().request_of(id).map(|request| request.id);
        request.with_context(|| format!("{name} has no open request"))
    }

    async fn has_left_the_floor(&self, name: &str) -> Result<()> {
        let id = self.site(name)?.id;
        self.told(format_args!("{name} has left the floor"), |state| {
            state.request_of(id).is_none().then_some(())
        })
        .await
    }
}
