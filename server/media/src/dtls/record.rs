//! Which records are in a datagram, and which handshake fragments are in a record?

/// One record (RFC 6347 section 4.1).
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    pub(super) content: u8,
    pub(super) epoch: u16,
    pub(super) sequence: [u8; 6],
    pub(super) fragment: &'a [u8],
}

impl Record<'_> {
    /// What the record's first handshake message is; the type of an encrypted one cannot be seen.
    pub(super) fn handshake_type(&self) -> Option<u8> {
        (self.content == HANDSHAKE && self.epoch == 0).then_some(*self.fragment.first()?)
    }
}

/// Every record of a datagram; `None` when one is cut off, empty or of a kind DTLS-SRTP does not use.
pub(super) fn records(mut datagram: &[u8]) -> Option<Vec<Record<'_>>> {
    let mut records = Vec::new();
    while !datagram.is_empty() {
        let (header, rest) = datagram.split_at_checked(RECORD_HEADER)?;
        let length = usize::from(u16::from_be_bytes([header[11], header[12]]));
        let (fragment, rest) = rest.split_at_checked(length)?;
        if fragment.is_empty() || !(CHANGE_CIPHER_SPEC..=HANDSHAKE).contains(&header[0]) {
            return None;
        }
        let sequence = [header[5], header[6], header[7], header[8], header[9], header[10]];
        let epoch = u16::from_be_bytes([header[3], header[4]]);
        records.push(Record { content: header[0], epoch, sequence, fragment });
        datagram = rest;
    }
    Some(records)
}

/// A part of one handshake message (RFC 6347 section 4.2.2).
#[derive(Clone, Copy, Debug)]
pub(super) struct Fragment<'a> {
    pub(super) kind: u8,
    pub(super) length: usize,
    pub(super) message: u16,
    pub(super) offset: usize,
    pub(super) body: &'a [u8],
}

impl<'a> Fragment<'a> {
    /// The fragment that fills a record, as every sender writes ClientHellos.
    pub(super) fn parse(record: &'a [u8]) -> Option<Fragment<'a>> {
        let (header, body) = record.split_at_checked(HANDSHAKE_HEADER)?;
        let u24 = |at: usize| u32::from_be_bytes([0, header[at], header[at + 1], header[at + 2]]) as usize;
        let (length, offset) = (u24(1), u24(6));
        let message = u16::from_be_bytes([header[4], header[5]]);
        let fits = u24(9) == body.len() && offset + body.len() <= length;
        fits.then_some(Fragment { kind: header[0], length, message, offset, body })
    }
}

/// A record with one whole handshake message in it.
pub(super) fn whole(kind: u8, message: u16, sequence: [u8; 6], body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u32).to_be_bytes();
    let mut record = vec![HANDSHAKE, VERSION_1_2[0], VERSION_1_2[1], 0, 0];
    record.extend_from_slice(&sequence);
    record.extend_from_slice(&((HANDSHAKE_HEADER + body.len()) as u16).to_be_bytes());
    record.push(kind);
    record.extend_from_slice(&length[1..]);
    record.extend_from_slice(&message.to_be_bytes());
    record.extend_from_slice(&[0, 0, 0]);
    record.extend_from_slice(&length[1..]);
    record.extend_from_slice(body);
    record
}

/// Content types (RFC 5246 section 6.2.1).
pub(super) const CHANGE_CIPHER_SPEC: u8 = 20;
pub(super) const ALERT: u8 = 21;
pub(super) const HANDSHAKE: u8 = 22;

/// Handshake types (RFC 5246 section 7.4, RFC 6347 section 4.3.2).
pub(super) const CLIENT_HELLO: u8 = 1;
pub(super) const HELLO_VERIFY_REQUEST: u8 = 3;

/// DTLS 1.2 on the wire.
const VERSION_1_2: [u8; 2] = [0xfe, 0xfd];

const RECORD_HEADER: usize = 13;
const HANDSHAKE_HEADER: usize = 12;
