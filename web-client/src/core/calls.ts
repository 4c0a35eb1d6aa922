// Which HTTP calls exist? One function a route, in the shapes of /api/v1/openapi.json.
import type { Action, SessionState } from "../protocol";
import { call, download } from "./api";

export interface BriefingSummary {
  id: string;
  title: string;
  starts_at: number;
  ends_at: number;
  place: string;
  state: SessionState;
  chair_site: string | null;
  expected: number;
}

export interface AgendaInput {
  /** The item it was before; a new one has none. */
  id?: string;
  title: string;
  minutes: number;
  speech_minutes: number;
}

export interface BriefingInput {
  title: string;
  starts_at: number;
  ends_at: number;
  place: string;
  codec: string;
  chair_user: string | null;
  chair_site: string | null;
  main_site: string | null;
  secretary_users: string[];
  deputies: string[];
  agenda: AgendaInput[];
  sites: string[];
  /** False keeps it a draft that only its editors see. */
  announced: boolean;
}

export interface Unit {
  id: string;
  name: string;
  level: string;
  parent: string | null;
}

export interface Site {
  id: string;
  code: string;
  name: string;
  unit: string;
  phone: string;
}

export interface User {
  id: string;
  username: string;
  name: string;
  post: string;
  roles: { id: string; role: string; unit: string | null }[];
}

export interface MeAnswer {
  kind: "user" | "device";
  user?: string | null;
  site?: string | null;
  name: string;
  roles: { role: string; unit: string | null }[];
  may: Action[];
}

export const signIn = (username: string, password: string) =>
  call<{ token: string; expires_at: number; user: { name: string } }>("POST", "/session", { username, password }, "");
export const signOut = () => call<null>("DELETE", "/session");
export const me = (token?: string) => call<MeAnswer>("GET", "/me", undefined, token);

export const beginPairing = (name: string) =>
  call<{ id: string; code: string; secret: string; expires_at: number }>("POST", "/pairings", { name }, "");
export const pairing = (id: string, secret: string) =>
  call<{ state: "pending" | "confirmed" | "expired"; device_token?: string | null; site?: { id: string; code: string; name: string } | null }>(
    "GET",
    `/pairings/${id}?secret=${encodeURIComponent(secret)}`,
    undefined,
    "",
  );
export const confirmPairing = (code: string, site: string) => call<null>("POST", "/pairings/confirm", { code, site });
export const openDevice = (device_token: string) =>
  call<{ token: string; expires_at: number; site: { id: string; code: string; name: string } }>(
    "POST",
    "/device-session",
    { device_token },
    "",
  );

export const todaysBriefings = () => call<BriefingSummary[]>("GET", "/briefings?today=1");
export const briefingsBetween = (from: number, to: number) => call<BriefingSummary[]>("GET", `/briefings?from=${from}&to=${to}`);
export const createBriefing = (input: BriefingInput) => call<{ id: string }>("POST", "/briefings", input);
export const changeBriefing = (id: string, input: Partial<BriefingInput>) => call<unknown>("PATCH", `/briefings/${id}`, input);
export const readBriefing = (id: string) => call<BriefingInput & { id: string; state: SessionState }>("GET", `/briefings/${id}`);
export const downloadMinutes = (id: string, format: string, token: string) => download(`/briefings/${id}/minutes.${format}`, token);
export const removeBriefing = (id: string) => call<null>("DELETE", `/briefings/${id}`);

export const units = () => call<Unit[]>("GET", "/units");
export const createUnit = (unit: Omit<Unit, "id">) => call<Unit>("POST", "/units", unit);
export const removeUnit = (id: string) => call<null>("DELETE", `/units/${id}`);
export const sites = () => call<Site[]>("GET", "/sites");
export const createSite = (site: Omit<Site, "id">) => call<Site>("POST", "/sites", site);
export const removeSite = (id: string) => call<null>("DELETE", `/sites/${id}`);
export const users = () => call<User[]>("GET", "/users");
export const createUser = (user: { username: string; password: string; name: string; post: string }) => call<User>("POST", "/users", user);
export const removeUser = (id: string) => call<null>("DELETE", `/users/${id}`);
export const addRole = (user: string, role: string, unit: string | null) => call<unknown>("POST", `/users/${user}/roles`, { role, unit });
export const removeRole = (user: string, role: string) => call<null>("DELETE", `/users/${user}/roles/${role}`);
