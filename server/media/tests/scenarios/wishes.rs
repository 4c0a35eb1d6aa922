//! Wishes are idempotent: repeated, late and old ones change nothing, and one message makes a restarted half whole.

use crate::sim::Span;
use crate::sim::world::World;
use giaoban_link::{Document, FromNode, Key, ToNode};

const CHAIR: &str = "Bảo Yên";
const SITES: [&str; 3] = [CHAIR, "Bảo Hà", "Kim Sơn"];

fn hall(seed: u64) -> World {
    let mut world = World::new(seed);
    SITES.iter().for_each(|site| world.join(site));
    world.seat_chair(CHAIR);
    world.put_on_air("Bảo Hà");
    world
}

/// Every document as it is now, under a revision that is held.
fn documents(world: &World) -> Vec<(u64, Document)> {
    let peers = (0..world.clients.len()).map(|client| Document::Peer(world.peer_wish(client, Vec::new())));
    let room = Document::Room(world.room.clone());
    peers.chain([room]).map(|document| (held(world, document.key()), document)).collect()
}

fn held(world: &World, key: Key) -> u64 {
    let FromNode::Hello { holds, .. } = world.node.hello() else { panic!("hello says hello") };
    holds.iter().find(|(held, _)| *held == key).map(|(_, rev)| *rev).expect("the node holds it")
}

fn answers(world: &World) -> usize {
    world.reported(|report| matches!(report, FromNode::Answered { .. }))
}

/// What left the node after a disturbance that should be none, and what leaves without.
fn is_harmless(disturb: impl Fn(&mut World)) {
    let sent = |disturb: &dyn Fn(&mut World)| {
        let mut world = hall(1);
        world.run(2.s());
        world.is_recording = true;
        for _ in 0..5 {
            disturb(&mut world);
            world.run(300.ms());
        }
        world.sees("Kim Sơn", "Bảo Hà");
        world.sent
    };
    assert!(sent(&disturb) == sent(&|_| {}), "something else left the node");
}

#[test]
fn a_repeated_document_changes_nothing() {
    is_harmless(|world| {
        for (rev, document) in documents(world) {
            world.tell(ToNode::Put { rev, document });
        }
    });
}

#[test]
fn a_late_document_changes_nothing() {
    is_harmless(|world| {
        let mut room = world.room.clone();
        (room.programme, room.audible) = (giaoban_link::Picture::Slate, Vec::new());
        let rev = held(world, Key::Room(room.id)) - 1;
        world.tell(ToNode::Put { rev, document: Document::Room(room) });
    });
}

#[test]
fn an_old_removal_changes_nothing() {
    is_harmless(|world| {
        for (rev, document) in documents(world) {
            world.tell(ToNode::Remove { rev, key: document.key() });
            world.tell(ToNode::Remove { rev: rev - 1, key: document.key() });
        }
    });
}

#[test]
fn the_whole_again_changes_nothing() {
    is_harmless(|world| {
        let documents = documents(world);
        world.tell(ToNode::Whole { documents });
    });
}

#[test]
fn an_answer_is_repeated_with_its_document() {
    let mut world = hall(2);
    world.run(1.s());
    assert_eq!(answers(&world), 3);
    for (rev, document) in documents(&world) {
        world.tell(ToNode::Put { rev, document });
    }
    assert_eq!(answers(&world), 6);
    let mut answers = world.reports.iter().filter_map(|(_, report)| match report {
        FromNode::Answered { peer, sdp, .. } => Some((peer, sdp)),
        _ => None,
    });
    let first: Vec<_> = answers.by_ref().take(3).collect();
    assert_eq!(first, answers.collect::<Vec<_>>());
}

#[test]
fn what_the_whole_does_not_list_is_gone() {
    let mut world = hall(3);
    world.run(1.s());
    let gone = world.of("Bảo Hà").peer;
    let mut documents = documents(&world);
    documents.retain(|(_, document)| document.key() != Key::Peer(gone));
    world.tell(ToNode::Whole { documents });
    world.run(1.s());
    assert_eq!(world.programme_of("Kim Sơn"), None);
    world.hears("Kim Sơn", CHAIR);
}

#[test]
fn a_restarted_node_is_whole_after_one_message() {
    let mut world = hall(4);
    world.run(2.s());
    let documents = documents(&world);
    world.restart_node();
    world.run(200.ms());
    world.tell(ToNode::Whole { documents });
    world.run(2.s());
    for site in SITES {
        world.sees(site, if site == "Bảo Hà" { CHAIR } else { "Bảo Hà" });
    }
    world.hears("Kim Sơn", "Bảo Hà");
}

#[test]
fn a_document_comes_back_only_by_a_newer_revision() {
    let mut world = hall(5);
    world.run(1.s());
    let (peer, wish) = (world.of("Bảo Hà").peer, world.peer_wish(1, Vec::new()));
    world.leave("Bảo Hà");
    let removed = world.rev;
    world.tell(ToNode::Put { rev: removed - 1, document: Document::Peer(wish.clone()) });
    world.run(1.s());
    let FromNode::Hello { holds, .. } = world.node.hello() else { panic!("hello says hello") };
    assert!(holds.iter().all(|(key, _)| *key != Key::Peer(peer)), "brought back by a late message");
    world.rev += 1;
    world.tell(ToNode::Put { rev: world.rev, document: Document::Peer(wish) });
    let FromNode::Hello { holds, .. } = world.node.hello() else { panic!("hello says hello") };
    assert!(holds.iter().any(|(key, _)| *key == Key::Peer(peer)));
}
