/**
 * The one way anything becomes a stored blob and back. Until keys exist the codec is the identity; the shape is
 * the final one: sealing is asynchronous and happens before a transaction opens, because awaiting WebCrypto
 * inside one would let it commit on its own. `about` binds a blob to its place (later: AES-GCM's AAD).
 */
export type Blob = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export async function seal(value: unknown, _about: string): Promise<Blob> {
  return encoder.encode(JSON.stringify(value));
}

export async function unseal<T>(blob: Blob, _about: string): Promise<T> {
  return JSON.parse(decoder.decode(blob)) as T;
}

/** Op texts are sealed as they are: the bytes made at save are the bytes sent. */
export async function sealText(text: string, _about: string): Promise<Blob> {
  return encoder.encode(text);
}

export async function unsealText(blob: Blob, _about: string): Promise<string> {
  return decoder.decode(blob);
}
