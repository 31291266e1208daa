import { useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { Button, Message, Panel } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { LeavePanel } from './leave.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { OncePanel } from './once.tsx';
import { Panes } from './panes.tsx';
import { RightsPanel } from './rights.tsx';
import { PaneHead } from './rows.tsx';
import { stateOf } from './staff.tsx';
import { StepList } from './steps.tsx';
import type { AccountPageReply, Once } from './types-staff.ts';
import { o } from './words.ts';

interface Props {
  account: AccountPageReply;
  again: () => Promise<void>;
}

/** She forgot her password, or her telephone is gone. */
function ResetPanel({ account, again }: Props) {
  const [once, setOnce] = useState<Once | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const reset = async () => {
    const reply = await api.post<Once>(`/office/staff/${account.id}/passphrase`, {});
    setTold(reply.ok ? null : t('m37_needs_server'));
    if (reply.ok) setOnce(reply.value);
  };
  const forget = async () => {
    const reply = await api.post(`/office/staff/${account.id}/second-factor/reset`, {});
    setTold(reply.ok ? o('staff_factor_done') : t('m37_needs_server'));
    if (reply.ok) await again();
  };
  const put = () => {
    setOnce(null);
    void again();
  };
  if (once) return <OncePanel once={once} close={put} />;
  return (
    <Panel title={o('staff_reset')} test="staff-reset">
      <p>{o('staff_reset_then')}</p>
      <div class="actions">
        <Button onPress={reset} test="reset-do">
          {o('staff_reset_do')}
        </Button>
        {account.second_factor && (
          <Button onPress={forget} test="factor-reset">
            {o('staff_factor_reset')}
          </Button>
        )}
      </div>
      {told && <Message test="reset-told">{told}</Message>}
    </Panel>
  );
}

function Facts({ account }: { account: AccountPageReply }) {
  return (
    <dl class="o-facts" data-test="account-facts">
      <div>
        <dt>{o('staff_login')}</dt>
        <dd>{account.login}</dd>
      </div>
      <div>
        <dt>{o('staff_job')}</dt>
        <dd>{account.job || o('nobody')}</dd>
      </div>
      <div>
        <dt>{o('staff_state')}</dt>
        <dd data-test="account-state">{stateOf(account)}</dd>
      </div>
    </dl>
  );
}

/** One account: roles, password, handing over, and everything that was done about it. */
export function AccountPage({ id }: { id: string }) {
  const load = useLoad<AccountPageReply>(`/office/staff/${id}`);
  return (
    <Panes
      whole
      list={
        <Loaded load={load} rows={6}>
          {(account) => (
            <>
              <PaneHead title={account.name} test="account-title" />
              <Facts account={account} />
              <RightsPanel account={account} again={load.again} />
              {!account.ended_at && <ResetPanel account={account} again={load.again} />}
              <LeavePanel account={account} again={load.again} />
              <Panel title={o('staff_history')} test="account-history">
                <StepList steps={account.steps} none={o('staff_history_none')} itself={o('staff_itself')} />
              </Panel>
            </>
          )}
        </Loaded>
      }
    />
  );
}
