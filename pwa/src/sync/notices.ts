import { identity } from '../store/index.ts';
import { ask } from './http.ts';
import type { PushSubscribed } from './types.ts';

/** Ask for notices of due visits. Call it from a tap: iPadOS allows nothing else. */
export async function subscribePush(): Promise<PushSubscribed> {
  if (!('PushManager' in globalThis) || !('Notification' in globalThis) || !navigator.serviceWorker)
    return 'unsupported';
  const key = identity.value?.vapid_key;
  if (!key) return 'off';
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  try {
    const { pushManager } = await navigator.serviceWorker.ready;
    const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
    return await send((await pushManager.getSubscription()) ?? (await pushManager.subscribe(options)));
  } catch {
    return 'failed';
  }
}

/** A subscription can end without any signal: look at each start, and tell the server again. */
export async function resubscribe(): Promise<void> {
  if (!('PushManager' in globalThis) || !identity.value?.vapid_key) return;
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription().catch(() => null);
  if (subscription) await send(subscription);
}

async function send(subscription: PushSubscription): Promise<PushSubscribed> {
  const { endpoint, keys } = subscription.toJSON();
  const outcome = await ask('/push-subscriptions', { method: 'POST', body: { endpoint, keys } });
  return outcome.met === 'ok' ? 'subscribed' : 'failed';
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
