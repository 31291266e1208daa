import { identity } from '../../store/index.ts';

/** Whether nobody on this register is real: then forms that are being tried out may be filled. */
export function inPractice(): boolean {
  return identity.value?.tenant.demo ?? false;
}
