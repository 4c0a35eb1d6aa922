// Who is this browser? A person signed in, a paired room device, or a token handed over in the address for
// automation (`/room/ID#token=…`, taken once and removed from the address bar).
import { signal } from "@preact/signals-core";
import { readStored, writeStored } from "./stored";

export interface Account {
  kind: "user" | "device";
  token: string;
  expiresAt: number;
  name: string;
}

export interface PairedDevice {
  deviceToken: string;
  siteName: string;
}

const ACCOUNT = "giaoban.account";
const DEVICE = "giaoban.device";
const HANDED = "giaoban.token";

export const account = signal<Account | null>(readStored<Account | null>(ACCOUNT, null));
export const device = signal<PairedDevice | null>(readStored<PairedDevice | null>(DEVICE, null));

export function setAccount(next: Account | null): void {
  account.value = next;
  writeStored(ACCOUNT, next);
}

export function setDevice(next: PairedDevice | null): void {
  device.value = next;
  writeStored(DEVICE, next);
}

/** Whether the account still has a minute to live. */
export const isValid = (a: Account | null): a is Account => a !== null && a.expiresAt > Date.now() + 60_000;

/** Values after `#`: never sent to a server, so a token may travel there. */
export const addressValues = (): URLSearchParams => new URLSearchParams(location.hash.replace(/^#/, ""));

export const forgetHandedToken = (): void => writeStored(HANDED, null, sessionStorage);

/** A token from the address, kept for this tab only. */
export function handedToken(): string | null {
  const values = addressValues();
  const token = values.get("token");
  if (token !== null) {
    writeStored(HANDED, token, sessionStorage);
    values.delete("token");
    const rest = values.toString();
    history.replaceState(null, "", location.pathname + location.search + (rest ? `#${rest}` : ""));
  }
  return readStored<string | null>(HANDED, null, sessionStorage);
}
