/** Record ids: UUIDv5 of a natural key for things that exist once, UUIDv7 for the rest. Neither is ever an order. */

/** A UUIDv7: milliseconds of the clock, then randomness. `at` and `random` are for tests. */
export function uuid7(at: number = Date.now(), random: Uint8Array = randomBytes(10)): string {
  const bytes = new Uint8Array(16);
  for (let i = 0, rest = at; i < 6; i++, rest = Math.floor(rest / 256)) bytes[5 - i] = rest % 256;
  bytes.set(random, 6);
  return text(bytes, 7);
}

export const newId = (): string => uuid7();

/** The UUIDv5 (SHA-1) of a name inside a namespace UUID. */
export async function uuid5(namespace: string, name: string): Promise<string> {
  const space = Uint8Array.from(namespace.replaceAll('-', '').match(/../g) ?? [], (hex) =>
    Number.parseInt(hex, 16),
  );
  const input = new Uint8Array([...space, ...new TextEncoder().encode(name)]);
  const digest = await crypto.subtle.digest('SHA-1', input);
  return text(new Uint8Array(digest).slice(0, 16), 5);
}

/**
 * The id of a record that exists once: session (`<salon>:<YYYY-MM-DD>:<n>`), attendance and encounter
 * (`<session>:<person>`), form_version (`<form>:<version>`). So two tablets make the same record.
 */
export function naturalId(
  tenant: string,
  kind: 'session' | 'attendance' | 'encounter' | 'form_version' | 'notice',
  ...key: (string | number)[]
): Promise<string> {
  return uuid5(tenant, `${kind}:${key.join(':')}`);
}

function randomBytes(n: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(n));
}

function text(bytes: Uint8Array, version: 5 | 7): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
