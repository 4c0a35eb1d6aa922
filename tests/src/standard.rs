//! How does a program come in without the websocket? By WHIP and WHEP, as an encoder and a player do.

use crate::bot::{Peer, PeerOptions};
use crate::patience::within;
use crate::world::World;
use anyhow::{Context, Result, ensure};
use reqwest::header::{CONTENT_TYPE, ETAG, IF_MATCH, LOCATION};
use reqwest::{Client, Response, StatusCode};

/// A session at one of the doors.
pub struct Session {
    /// The media connection.
    pub peer: Peer,
    http: Client,
    url: String,
    token: String,
    tag: String,
}

impl Session {
    /// An encoder in front of the site's scene publishes as that site.
    pub async fn publish(world: &World, name: &str) -> Result<Session> {
        let site = world.site(name)?;
        let session = Session::open(world, name, "whip", PeerOptions::encoder(site.scene)).await?;
        session.peer.camera(true);
        Ok(session)
    }

    /// A player with the site's token receives what `wanted` says, such as `?site=CODE`; nothing = the programme.
    pub async fn play(world: &World, name: &str, wanted: &str) -> Result<Session> {
        Session::open(world, name, &format!("whep{{}}{wanted}"), PeerOptions::player()).await
    }

    async fn open(world: &World, name: &str, door: &str, options: PeerOptions) -> Result<Session> {
        let (peer, offer) = Peer::offer(options).await?;
        let http = Client::new();
        let response = post(&http, world, name, door, offer).await?;
        let status = response.status();
        let header =
            |name| response.headers().get(name).and_then(|value| value.to_str().ok().map(str::to_owned));
        let (location, tag) = (header(LOCATION), header(ETAG).unwrap_or_default());
        let answer = response.text().await?;
        ensure!(status == StatusCode::CREATED, "{door}: {status}: {answer}");
        let url = format!("{}{}", world.server.base(), location.context("a session has an address")?);
        peer.accept(&answer).await?;
        within(format_args!("{name} is connected by {door}"), peer.connected()).await??;
        Ok(Session { peer, http, url, token: world.site(name)?.token.clone(), tag })
    }

    /// Says that there are other candidates. What came back.
    pub async fn trickle(&self, fragment: &str) -> Result<StatusCode> {
        let patch = self.http.patch(&self.url).bearer_auth(&self.token).header(IF_MATCH, &self.tag);
        let patch = patch.header(CONTENT_TYPE, "application/trickle-ice-sdpfrag").body(fragment.to_owned());
        Ok(patch.send().await?.status())
    }

    /// Ends it.
    pub async fn end(&self) -> Result<()> {
        let ended = self.http.delete(&self.url).bearer_auth(&self.token).send().await?.status();
        ensure!(ended == StatusCode::OK, "DELETE: {ended}");
        Ok(())
    }
}

/// Status of an offer that is made and not followed up.
pub async fn refused(world: &World, name: &str, door: &str, options: PeerOptions) -> Result<StatusCode> {
    let (_, offer) = Peer::offer(options).await?;
    Ok(post(&Client::new(), world, name, door, offer).await?.status())
}

async fn post(http: &Client, world: &World, name: &str, door: &str, offer: String) -> Result<Response> {
    let (door, wanted) = door.split_once("{}").unwrap_or((door, ""));
    let url = format!("{}/{door}/{}{wanted}", world.server.base(), world.briefing);
    let token = &world.site(name)?.token;
    Ok(http.post(url).bearer_auth(token).header(CONTENT_TYPE, "application/sdp").body(offer).send().await?)
}
