import { useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { t } from '../words/index.ts';

/** Closing the case of a lost store; without a server nothing happens and she is told. */
export function useClosing(store: string, again: () => Promise<void>) {
  const [told, setTold] = useState<string | null>(null);
  const close = async (): Promise<void> => {
    const reply = await api.post(`/office/lost-stores/${store}/close`, {});
    if (!reply.ok) return setTold(t('m37_needs_server'));
    await again();
  };
  return { told, close };
}
