//! How long does a packet of Opus last? RFC 6716 section 3.1.

/// The longest packet, 120 ms, in ticks of 48 kHz.
const LONGEST: u16 = 5_760;

/// Ticks of 48 kHz that the packet plays; `None` when no encoder makes such a packet.
pub(super) fn ticks(payload: &[u8]) -> Option<u16> {
    let toc = *payload.first()?;
    let frame = match toc >> 3 {
        config @ 0..=11 => [480, 960, 1_920, 2_880][usize::from(config & 3)], // SILK
        config @ 12..=15 => [480, 960][usize::from(config & 1)],              // hybrid
        config => [120, 240, 480, 960][usize::from(config & 3)],              // CELT
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u16::from(payload.get(1)? & 0x3f),
    };
    let ticks = frame * frames;
    (1..=LONGEST).contains(&ticks).then_some(ticks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_of_all_lengths_are_told() {
        let packets: [(&[u8], Option<u16>); 10] = [
            (&[0x78, 1], Some(960)),             // hybrid, 20 ms: what browsers send
            (&[0x70, 1], Some(480)),             // hybrid, 10 ms
            (&[0xfc, 1], Some(960)),             // CELT, 20 ms, stereo
            (&[0xe0, 1], Some(120)),             // CELT, 2.5 ms
            (&[0x19, 1], Some(5_760)),           // SILK, two of 60 ms
            (&[0x1b, 2, 1], Some(5_760)),        // the same, counted
            (&[0x7b, 0x80 | 3, 1], Some(2_880)), // hybrid, three of 20 ms, variable
            (&[0x1b, 3, 1], None),               // 180 ms
            (&[0x7b, 0], None),                  // no frames
            (&[0x7b], None),                     // cut off
        ];
        for (payload, expected) in packets {
            assert_eq!(ticks(payload), expected, "{payload:x?}");
        }
        assert_eq!(ticks(&[]), None);
    }
}
