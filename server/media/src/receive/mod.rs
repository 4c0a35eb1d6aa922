//! What does the receiver of a stream keep and tell its sender? Statistics, gaps and arrival times.

mod arrival;
mod nack;
mod stats;

pub(crate) use arrival::{Arrival, ArrivalRecorder};
pub(crate) use nack::NackList;
pub(crate) use stats::{Interval, ReceptionStats, ReportBlock};
