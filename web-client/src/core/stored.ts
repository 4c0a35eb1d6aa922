// What survives a reload on this machine? Small JSON values; a browser that forbids storage loses only comfort.

export function readStored<T>(key: string, fallback: T, storage?: Storage): T {
  try {
    const text = (storage ?? localStorage).getItem(key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function writeStored(key: string, value: unknown, storage?: Storage): void {
  try {
    const place = storage ?? localStorage;
    if (value === null || value === undefined) place.removeItem(key);
    else place.setItem(key, JSON.stringify(value));
  } catch {
    // Private windows and full disks refuse; the choice then lasts for this page only.
  }
}
