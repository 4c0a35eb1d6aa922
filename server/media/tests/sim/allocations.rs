//! How often does a node take memory? The allocator of the scenarios counts, while a world says that its node works.

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
}

/// What was taken since the last call on this thread. A world counts when its probe is [`probe`].
pub(crate) fn taken() -> Taken {
    TAKEN.take()
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

#[expect(unsafe_code, reason = "every call goes to the system's allocator as it came")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(memory, layout, size) }
    }
}
