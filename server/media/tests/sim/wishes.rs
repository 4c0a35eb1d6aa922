//! What does signaling want? The words of a briefing, turned into documents for the node.

use super::client::Client;
use super::offer;
use super::world::{Moment, World, peer_id, site_id};
use giaoban_link::{
    Document, Key, PeerKind, PeerWish, Picture, RoomWish, SiteId, SlotName, SlotWish, ToNode,
};
use giaoban_media::{Input, Time};
use std::time::Duration;

/// Thumbnails of a console: a preview and a wall.
const WALL: u8 = 4;

impl World {
    /// The room device of a site joins, with microphone and camera.
    pub(crate) fn join(&mut self, name: &str) {
        self.join_as(name, |_| {});
    }

    /// The same, with the client as the test wants it.
    pub(crate) fn join_as(&mut self, name: &str, setup: impl FnOnce(&mut Client)) {
        let (number, site) = self.site_number(name);
        let mut client = self.client(name, PeerKind::Device);
        client.site = Some(site);
        client.publish(self.now, number, self.seed);
        setup(&mut client);
        let layers = client.camera.as_ref().map_or(1, |camera| camera.layers.len());
        client.lines = offer::lines(PeerKind::Device, layers, 0);
        self.connect(client, Vec::new());
    }

    /// A room device with a camera that is not simulcast joins.
    pub(crate) fn join_single(&mut self, name: &str) {
        let (number, _) = self.site_number(name);
        let (now, seed) = (self.now, self.seed);
        self.join_as(name, |client| client.publish_single(now, number, seed));
    }

    /// A signed-in user of a site, or of none, opens a console.
    pub(crate) fn open_console(&mut self, name: &str, site: Option<&str>, listens: bool) {
        let mut client = self.client(name, PeerKind::Console);
        client.site = site.map(|site| self.site(site));
        client.listens = listens;
        client.lines = offer::lines(PeerKind::Console, 0, WALL);
        self.connect(client, Vec::new());
    }

    /// A player with a line for a picture and one for sound follows the programme, or one site.
    pub(crate) fn open_player(&mut self, name: &str, alone: Option<&str>) {
        let mut client = self.client(name, PeerKind::Console);
        client.alone = alone.map(|site| self.site(site));
        client.listens = true;
        client.lines = vec![offer::Line::Picture(SlotName::Programme), offer::Line::Sound(0)];
        self.connect(client, Vec::new());
    }

    fn client(&self, name: &str, kind: PeerKind) -> Client {
        assert!(self.clients.iter().all(|client| client.name != name), "{name} is here already");
        let number = self.clients.len();
        Client::new(self.now, name, peer_id(number), kind, number as u32 + 1, self.seed)
    }

    fn connect(&mut self, client: Client, slots: Vec<SlotWish>) {
        let index = self.add(client);
        self.put_peer(index, slots);
    }

    /// The client's document as it is now.
    pub(crate) fn peer_wish(&self, client: usize, slots: Vec<SlotWish>) -> PeerWish {
        let Client { peer, site, kind, alone, listens, .. } = self.clients[client];
        let offer = self.clients[client].offer();
        PeerWish { id: peer, room: self.room.id, site, kind, offer, listen: listens, slots, alone }
    }

    fn put_peer(&mut self, client: usize, slots: Vec<SlotWish>) {
        let name = self.clients[client].name.clone();
        self.laws.slots(self.now, &name, &slots);
        let wish = self.peer_wish(client, slots);
        self.put(Document::Peer(wish));
    }

    /// What a client wants of its slots, all of them.
    pub(crate) fn want(&mut self, name: &str, slots: &[SlotWish]) {
        let client = self.index(name);
        self.put_peer(client, slots.to_vec());
    }

    /// A client watches a site in its n-th thumbnail.
    pub(crate) fn watch(&mut self, name: &str, thumbnail: u8, site: &str) {
        let watch = Some(self.site(site));
        self.want(name, &[SlotWish { slot: SlotName::Thumbnail(thumbnail), watch, height: 180 }]);
    }

    /// How tall a client draws the programme.
    pub(crate) fn draw_programme(&mut self, name: &str, height: u16) {
        self.want(name, &[SlotWish { slot: SlotName::Programme, watch: None, height }]);
    }

    /// A client changes its ICE credentials.
    pub(crate) fn restart_ice(&mut self, name: &str) {
        let client = self.index(name);
        self.clients[client].agent.restart();
        self.put_peer(client, Vec::new());
    }

    /// A client's document is removed.
    pub(crate) fn leave(&mut self, name: &str) {
        let key = Key::Peer(self.clients[self.index(name)].peer);
        self.rev += 1;
        self.tell(ToNode::Remove { rev: self.rev, key });
    }

    /// Puts a document under the next revision.
    pub(crate) fn put(&mut self, document: Document) {
        self.rev += 1;
        self.tell(ToNode::Put { rev: self.rev, document });
    }

    /// Gives the node any message.
    pub(crate) fn tell(&mut self, wish: ToNode) {
        self.handle(Input::Wish(wish), Moment::Other);
    }

    /// Changes the room.
    pub(crate) fn wish(&mut self, change: impl FnOnce(&mut RoomWish)) {
        change(&mut self.room);
        self.put_room();
    }

    pub(crate) fn put_room(&mut self) {
        self.laws.wish(self.now, &self.room);
        self.put(Document::Room(self.room.clone()));
    }

    /// The chair's hall.
    pub(crate) fn seat_chair(&mut self, name: &str) {
        let chair = self.site(name);
        self.wish(|room| {
            room.chair = Some(chair);
            room.main = Some(chair);
            room.audible = vec![chair];
        });
    }

    /// A site gets the floor and is on air; the chair may always be heard.
    pub(crate) fn put_on_air(&mut self, name: &str) {
        let site = self.site(name);
        self.wish(|room| {
            room.programme = Picture::Site(site);
            room.audible = [Some(site), room.chair].into_iter().flatten().collect();
            room.audible.dedup();
        });
    }

    /// A site is called: it will be on air next.
    pub(crate) fn call(&mut self, name: &str) {
        let site = self.site(name);
        self.wish(|room| room.next = Some(site));
    }

    /// The floor is free, the picture is a slate.
    pub(crate) fn stop(&mut self) {
        self.wish(|room| {
            room.programme = Picture::Slate;
            room.audible = room.chair.into_iter().collect();
        });
    }

    /// Slides of a site are shown.
    pub(crate) fn present(&mut self, name: &str) {
        let (number, site) = self.site_number(name);
        let (index, now, seed) = (self.index(name), self.now, self.seed);
        self.clients[index].present(now, number, seed);
        self.wish(|room| room.content = Some(site));
        self.schedule(index);
    }

    /// A client's line breaks for a time, both ways.
    pub(crate) fn cut_line(&mut self, name: &str, span: Duration) {
        let outage = (self.now, self.now + span);
        self.change(name, |client| {
            client.up.outage = outage;
            client.down.outage = outage;
        });
    }

    /// A client's line is cut for good.
    pub(crate) fn unplug(&mut self, name: &str) {
        let outage = (self.now, Time::NEVER);
        self.change(name, |client| {
            client.up.outage = outage;
            client.down.outage = outage;
        });
    }

    /// Changes anything of a client.
    pub(crate) fn change(&mut self, name: &str, change: impl FnOnce(&mut Client)) {
        let index = self.index(name);
        change(&mut self.clients[index]);
        self.schedule(index);
    }

    /// The place of a client.
    #[track_caller]
    pub(crate) fn index(&self, name: &str) -> usize {
        let index = self.clients.iter().position(|client| client.name == name);
        index.unwrap_or_else(|| panic!("{name} is not here"))
    }

    /// The id of a site.
    pub(crate) fn site(&mut self, name: &str) -> SiteId {
        self.site_number(name).1
    }

    fn site_number(&mut self, name: &str) -> (u32, SiteId) {
        let known = self.sites.iter().position(|(known, _)| known == name);
        let number = known.unwrap_or_else(|| {
            self.sites.push((name.to_owned(), site_id(self.sites.len())));
            self.sites.len() - 1
        });
        (number as u32, self.sites[number].1)
    }
}
