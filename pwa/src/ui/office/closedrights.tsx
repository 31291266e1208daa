import { useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { Button, Message, Panel } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { rightText } from './rights.tsx';
import type { Account } from './types-staff.ts';
import { o } from './words.ts';

interface Props {
  accounts: Account[];
  again: () => Promise<void>;
}

/** 「終わった地区の権利」: what a reorganisation of areas has left behind, each ended by one press. */
export function ClosedRights({ accounts, again }: Props) {
  const [silent, setSilent] = useState(false);
  const left = accounts
    .filter(({ ended_at }) => !ended_at)
    .flatMap((account) => account.grants.map((right) => ({ account, right })))
    .filter(({ right }) => right.closed_area);
  if (left.length === 0) return null;
  const end = async (account: Account, right: string) => {
    const reply = await api.post(`/office/staff/${account.id}/grants/${right}/end`, {});
    setSilent(!reply.ok && reply.why === 'offline');
    await again();
  };
  return (
    <Panel title={o('staff_closed_title')} test="closed-rights">
      <p>{o('staff_closed_then', { n: left.length })}</p>
      {silent && <Message test="m37">{t('m37_needs_server')}</Message>}
      <ul class="list">
        {left.map(({ account, right }) => (
          <li key={right.id} class="o-still" data-test="closed-right" data-login={account.login}>
            <span class="row-main">
              <span class="row-title">{account.name}</span>
              <span class="second">{rightText(right)}</span>
            </span>
            <Button
              onPress={() => end(account, right.id)}
              label={o('staff_take_of', { role: `${account.name} ${rightText(right)}` })}
              test="closed-right-end"
            >
              {o('staff_take')}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
