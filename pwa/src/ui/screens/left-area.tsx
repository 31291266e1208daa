import { Message } from '../parts/index.ts';
import { t } from '../words/index.ts';

/** M25: she moved to another area while something about her was open here. */
export function LeftArea({ name }: { name: string }) {
  return <Message test="m25">{t('m25_left_area', { name })}</Message>;
}
