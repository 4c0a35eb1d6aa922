// Where do command ids come from? `crypto.randomUUID` exists only in secure contexts, and a room may open
// the page over plain http in a closed network to watch.
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40; // version 4, RFC 9562 section 5.4
  bytes[8] = (bytes[8]! & 0x3f) | 0x80; // variant, RFC 9562 section 4.1
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
