import { Panel } from '../parts/index.ts';
import { TakeIn } from '../shown/take-in.tsx';
import { t } from '../words/index.ts';
import { useLoad } from './load.ts';

interface DraftCount {
  staff_id: string;
  name: string;
  drafts: number;
}

/** Escrow files of tablets that could not send: taken in here, and whose unfinished entries came with them. */
export function EscrowPanel({ again }: { again: () => Promise<void> }) {
  const load = useLoad<{ drafts: DraftCount[] }>('/office/escrow');
  const found = load.data?.drafts ?? [];
  const taken = () => {
    void load.again();
    void again();
  };
  return (
    <>
      <TakeIn onTaken={taken} />
      {found.length > 0 && (
        <Panel test="escrow-drafts">
          <p class="hint">{t('escrow_drafts_came')}</p>
          <ul class="list">
            {found.map(({ staff_id, name, drafts }) => (
              <li key={staff_id}>{t('escrow_drafts_of', { name, n: drafts })}</li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
