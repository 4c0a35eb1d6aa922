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
  const headers: Record<string, string> = { "Accept-Language": language.peek() };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(BASE + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  } catch {
    return { ok: false, error: { status: 0, code: "offline", text: "", field: null } };
  }
  const text = await response.text();
  const json: unknown = parse(text);
  if (response.ok) return { ok: true, value: json as T };
  const { code = "failed", text: human = "", field = null } = (json ?? {}) as Partial<ApiError>;
  return { ok: false, error: { status: response.status, code, text: human, field } };
}

function parse(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
