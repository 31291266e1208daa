/** Enrolling this tablet with a coordinator's code. */
import { feed } from '../store/index.ts';
import { ask } from './http.ts';
import type { EnrolResult } from './types.ts';

const ALIKE: Record<string, string> = { O: '0', I: '1', L: '1' };

/** What was meant by a typed code. */
export function typedCode(text: string): string {
  const plain = text.normalize('NFKC').toUpperCase();
  return plain.replace(/[^0-9A-Z]/g, '').replace(/[OIL]/g, (letter) => ALIKE[letter] ?? letter);
}

/** Enrol this tablet with the code of the picture or the typed one. Asked again after a lost reply, it is the same. */
export async function enrol(code: { secret: string } | { typed: string }): Promise<EnrolResult> {
  const own = await feed.keyToEnrol();
  const said = 'secret' in code ? code.secret : typedCode(code.typed);
  const signature = await feed.signed(own, `kayoi-enrol|${own.public_key}|${said}`);
  const { device_id } = feed.enrolment();
  const body = { ...code, public_key: own.public_key, signature, device_id, app_version: __APP_VERSION__ };
  const outcome = await ask<Enrolled>('/device/enrol', { method: 'POST', body });
  if (outcome.met === 'ok') {
    await feed.enrolledAs(own, outcome.value.device);
    return { ok: true, label: outcome.value.device.label, town: outcome.value.town };
  }
  if (outcome.met === 'problem') return { ok: false, why: 'refused', problem: outcome.problem };
  return { ok: false, why: 'offline' };
}

interface Enrolled {
  device: { id: string; label: string };
  town: string;
}
