// How does the client speak HTTP? One function with token, language and errors; calls.ts names the routes.
import { account } from "./account";
import { language } from "./i18n";

export interface ApiError {
  status: number;
  code: string;
  text: string;
  field: string | null;
}

export type Answer<T> = { ok: true; value: T } | { ok: false; error: ApiError };

const BASE = "/api/v1";

export async function call<T>(method: string, path: string, body?: unknown, token = account.peek()?.token): Promise<Answer<T>> {
  const headers = headersOf(token);
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(BASE + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  } catch {
    return failure(0, { code: "offline" });
  }
  const text = await response.text();
  const json: unknown = parse(text);
  if (response.ok) return { ok: true, value: json as T };
  return failure(response.status, json);
}

export interface Download {
  /** As the server calls it; empty when it does not say. */
  name: string;
  bytes: Blob;
}

/** A file, whole. */
export async function download(path: string, token = account.peek()?.token): Promise<Answer<Download>> {
  try {
    const response = await fetch(BASE + path, { headers: headersOf(token) });
    const name = /filename="([^"]*)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "";
    if (response.ok) return { ok: true, value: { name, bytes: await response.blob() } };
    return failure(response.status, parse(await response.text()));
  } catch {
    return failure(0, { code: "offline" });
  }
}

function headersOf(token: string | undefined): Record<string, string> {
  return { "Accept-Language": language.peek(), ...(token && { Authorization: `Bearer ${token}` }) };
}

function failure(status: number, json: unknown): { ok: false; error: ApiError } {
  const { code = "failed", text = "", field = null } = (json ?? {}) as Partial<ApiError>;
  return { ok: false, error: { status, code, text, field } };
}

function parse(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
