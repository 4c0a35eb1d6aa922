//! How is something said to a client without waiting for it? A bounded queue in front of its socket, and one
//! last word.

use crate::protocol::{Language, Refusal, RefusalText, ServerMessage};
use axum::extract::ws::Utf8Bytes;
use tokio::sync::{mpsc, oneshot};

/// Messages that may wait for a client: a welcome and half a minute of a lively briefing. Who is further behind
/// is better served by a new snapshot.
const OUTBOX: usize = 256;

/// The owner's end.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: mpsc::Sender<Utf8Bytes>,
    bye: Option<oneshot::Sender<Utf8Bytes>>,
    /// Language of texts for the person.
    pub(crate) language: Language,
}

/// The socket's end.
#[derive(Debug)]
pub(crate) struct Letters {
    /// Messages in order.
    pub(crate) queue: mpsc::Receiver<Utf8Bytes>,
    /// The last word; what is queued then is not sent any more. Closed without one when the owner is gone.
    pub(crate) bye: oneshot::Receiver<Utf8Bytes>,
    /// For what the socket itself answers.
    pub(crate) echo: mpsc::Sender<Utf8Bytes>,
}

/// The client reads too slowly, or is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooSlow;

/// Both ends of a client's queue.
pub(crate) fn outbox(language: Language) -> (Outbox, Letters) {
    let (queue, messages) = mpsc::channel(OUTBOX);
    let (bye, last) = oneshot::channel();
    let echo = queue.clone();
    (Outbox { queue, bye: Some(bye), language }, Letters { queue: messages, bye: last, echo })
}

impl Outbox {
    /// Queues a message that was written before.
    pub(crate) fn say(&self, text: Utf8Bytes) -> Result<(), TooSlow> {
        self.queue.try_send(text).map_err(|_| TooSlow)
    }

    /// Ends the connection with a reason; none `retry_ms` = do not come back.
    pub(crate) fn dismiss(mut self, refusal: Refusal, retry_ms: Option<u32>) {
        let bye = ServerMessage::Bye { refusal: words(refusal, self.language), retry_ms };
        if let Some(last) = self.bye.take() {
            // Whoever hung up first needs no last word.
            let _ = last.send(written(&bye));
        }
    }
}

/// A refusal as sent.
pub(crate) fn words(refusal: Refusal, language: Language) -> RefusalText {
    RefusalText { code: refusal, text: refusal.text(language).to_owned(), field: None }
}

/// A message as sent.
pub(crate) fn written(message: &ServerMessage) -> Utf8Bytes {
    serde_json::to_string(message).expect("messages are plain data with text keys").into()
}
