//! How often does a node take memory, and how much of it does it hold? The allocator of the scenarios counts, while a
//! world says that its node works.

use super::world::Moment;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// How often memory was taken while the node of this thread's world worked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// For media: datagrams with it, and sending it on.
    pub(crate) media: u64,
    /// For anything else: checks, feedback, reports, the tick.
    pub(crate) other: u64,
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static MOMENT: Cell<Moment> = const { Cell::new(Moment::Done) };
    static TAKEN: Cell<Taken> = const { Cell::new(Taken { media: 0, other: 0 }) };
    static HELD: Cell<i64> = const { Cell::new(0) };
}

/// What was taken since the last call on this thread. A world counts when its probe is [`probe`].
pub(crate) fn taken() -> Taken {
    TAKEN.take()
}

/// Counts what is held anew.
pub(crate) fn hold_from_now() {
    HELD.set(0);
}

/// Bytes that the node took and did not give back; what it hands out is given back outside of it, and counts.
pub(crate) fn held() -> i64 {
    HELD.get()
}

/// Tells the allocator what the node does now.
pub(crate) fn probe(moment: Moment) {
    MOMENT.set(moment);
}

fn count() {
    let mut taken = TAKEN.get();
    match MOMENT.get() {
        Moment::Media => taken.media += 1,
        Moment::Other => taken.other += 1,
        Moment::Done => return,
    }
    TAKEN.set(taken);
}

fn hold(bytes: i64) {
    if MOMENT.get() != Moment::Done {
        HELD.set(HELD.get() + bytes);
    }
}

#[expect(unsafe_code, reason = "every call goes to the system's allocator as it came")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        hold(layout.size() as i64);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        hold(-(layout.size() as i64));
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        hold(size as i64 - layout.size() as i64);
        unsafe { System.realloc(memory, layout, size) }
    }
}
