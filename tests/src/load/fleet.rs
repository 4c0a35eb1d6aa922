//! Where do all clients live? Hives on a runtime of their own, with as many threads as wished.

use super::client::dtls::Identity;
use super::client::offer::Answer;
use super::client::weapon::Weapon;
use super::client::{Client, Newcomer};
use super::clock::Micros;
use super::hive::{CLIENTS, Hive, Order, address_of};
use super::stamps::Stamps;
use super::tally::Tally;
use anyhow::{Context, Result};
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Range;
use std::sync::{Arc, Mutex};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};

/// All clients of a run, by number.
pub(super) struct Fleet {
    runtime: Option<Runtime>,
    stamps: Arc<Stamps>,
    identity: Identity,
    hives: Vec<HiveHandle>,
    /// A user name that the server knows.
    ufrag: Mutex<String>,
}

struct HiveHandle {
    orders: mpsc::UnboundedSender<Order>,
    port: u16,
}

impl Fleet {
    /// Room for this many clients on this many threads.
    pub(super) fn new(clients: usize, threads: usize) -> Result<Fleet> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("clients")
            .enable_all()
            .build()?;
        let identity = Identity::generate()?;
        let mut fleet = Fleet {
            runtime: Some(runtime),
            stamps: Arc::default(),
            identity,
            hives: Vec::new(),
            ufrag: Mutex::default(),
        };
        for _ in 0..clients.div_ceil(CLIENTS) {
            fleet.add_hive()?;
        }
        Ok(fleet)
    }

    fn add_hive(&mut self) -> Result<()> {
        let runtime = self.runtime.as_ref().context("the runtime lives as long as the fleet")?;
        let socket = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.set_nonblocking(true)?;
        let port = socket.local_addr()?.port();
        let (orders, receiver) = mpsc::unbounded_channel();
        let entered = runtime.enter();
        let hive = Hive::new(socket, self.stamps.clone())?;
        drop(entered);
        runtime.spawn(async move {
            if let Err(error) = hive.run(receiver).await {
                tracing::error!("a hive ended: {error}");
            }
        });
        self.hives.push(HiveHandle { orders, port });
        Ok(())
    }

    /// A client that wishes to join now.
    pub(super) fn newcomer(&self, number: usize, thumbnails: usize) -> Newcomer {
        Newcomer::new(&self.identity, number, thumbnails)
    }

    /// The client has its answer.
    pub(super) fn begin(&self, number: usize, newcomer: &Newcomer, answer: &str) -> Result<()> {
        let answer = Answer::read(answer)?;
        self.ufrag.lock().expect("nobody panics while holding a name").clone_from(&answer.ufrag);
        let client = Client::new(&self.identity, newcomer, &answer)?;
        self.tell(number, |place| Order::Begin { place, client: Box::new(client) });
        Ok(())
    }

    /// A user name of the server's that is in use.
    pub(super) fn server_ufrag(&self) -> String {
        self.ufrag.lock().expect("nobody panics while holding a name").clone()
    }

    /// The client is gone without a word.
    pub(super) fn vanish(&self, number: usize) {
        self.tell(number, |place| Order::Vanish { place });
    }

    /// The client sends these layers of its camera, 0 the smallest, and sound if its microphone is open.
    pub(super) fn publish(&self, number: usize, layers: Range<usize>, microphone: bool) {
        self.tell(number, |place| Order::Publish { place, layers, microphone });
    }

    /// The client's packets are noted from now on.
    pub(super) fn trace(&self, number: usize) {
        self.tell(number, |place| Order::Trace { place });
    }

    /// The client turns hostile.
    pub(super) fn arm(&self, number: usize, weapon: Weapon, rate: u64) {
        self.tell(number, |place| Order::Arm { place, weapon, rate });
    }

    /// The last check that the client sent.
    pub(super) async fn recorded_check(&self, number: usize) -> Result<Vec<u8>> {
        let (reply, check) = oneshot::channel();
        self.tell(number, |place| Order::Record { place, reply });
        check.await.context("a client that is there")
    }

    /// All other clients wait for this one's key frame.
    pub(super) fn watch(&self, number: usize, granted: Micros) {
        for (index, hive) in self.hives.iter().enumerate() {
            let speaker = (index == number / CLIENTS).then_some(number % CLIENTS);
            let _ = hive.orders.send(Order::Watch { speaker, number, granted });
        }
    }

    /// Measuring starts anew.
    pub(super) fn mark(&self) {
        self.hives.iter().for_each(|hive| drop(hive.orders.send(Order::Mark)));
    }

    /// What all clients saw since.
    pub(super) async fn report(&self) -> Result<Tally> {
        let mut total = Tally::default();
        for hive in &self.hives {
            let (reply, tally) = oneshot::channel();
            let _ = hive.orders.send(Order::Report(reply));
            total.add(tally.await.context("a hive ended")?);
        }
        Ok(total)
    }

    /// Where a client receives.
    pub(super) fn address(&self, number: usize) -> SocketAddr {
        let hive = &self.hives[number / CLIENTS];
        SocketAddr::from((address_of(number % CLIENTS), hive.port))
    }

    fn tell(&self, number: usize, order: impl FnOnce(usize) -> Order) {
        // A hive that ended has said so.
        let _ = self.hives[number / CLIENTS].orders.send(order(number % CLIENTS));
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
