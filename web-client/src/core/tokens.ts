// Which bearer token does a screen enter a briefing with?
import { account, device, forgetHandedToken, isValid, setDevice } from "./account";
import { openDevice } from "./calls";

/** Nobody is signed in here; the screen leads to the sign-in. */
export class NotSignedIn extends Error {}

let opened: { token: string; expiresAt: number } | null = null;

/** The server did not accept what we had: ask for a new token next time. */
export function forgetTokens(): void {
  opened = null;
  forgetHandedToken();
}

/** A paired device signs in by itself; a person's own sign-in is the second choice. */
export async function roomToken(): Promise<string> {
  if (opened && opened.expiresAt > Date.now() + 60_000) return opened.token;
  const paired = device.peek();
  if (!paired) return consoleToken();
  const answer = await openDevice(paired.deviceToken);
  if (answer.ok) {
    opened = { token: answer.value.token, expiresAt: answer.value.expires_at };
    return opened.token;
  }
  if (answer.error.status === 401 || answer.error.status === 404) {
    setDevice(null);
    throw new NotSignedIn();
  }
  throw new Error(answer.error.code);
}

export async function consoleToken(): Promise<string> {
  const person = account.peek();
  if (!isValid(person)) throw new NotSignedIn();
  return person.token;
}
