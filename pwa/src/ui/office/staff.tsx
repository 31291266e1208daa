import { useState } from 'preact/hooks';
import { identity, type Role } from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import { Button, Message, onSubmit, TextField } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { ClosedRights } from './closedrights.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { OncePanel } from './once.tsx';
import { Panes } from './panes.tsx';
import { ChooseRight, rightText } from './rights.tsx';
import { PaneHead } from './rows.tsx';
import type { Account, Once } from './types-staff.ts';
import { moment } from './values.ts';
import { o } from './words.ts';

/** Whether somebody works here, and what is not done yet, in words. */
export function stateOf({ ended_at, once_until, second_factor }: Account): string {
  if (ended_at) return o('staff_ended', { at: moment(ended_at) });
  if (once_until) return o('staff_once');
  return second_factor ? `${o('staff_working')}・${o('staff_factor_on')}` : o('staff_working');
}

/** Accounts are changed by who coordinates the whole municipality. */
export function mayManage(): boolean {
  return (
    identity.value?.grants.some(({ role, scope }) => role === 'coordinator' && scope === 'tenant') ?? false
  );
}

function Row({ account }: { account: Account }) {
  return (
    <tr data-test="account" data-login={account.login}>
      <th scope="row">
        {mayManage() ? (
          <a class="o-table-link" href={`/o/staff/${account.id}`} data-test="account-open">
            {account.name}
          </a>
        ) : (
          account.name
        )}
      </th>
      <td data-label={o('staff_login')}>{account.login}</td>
      <td data-label={o('staff_roles')}>
        {account.grants.map(rightText).join(t('list_comma')) || o('staff_no_role')}
      </td>
      <td data-label={o('staff_state')}>{stateOf(account)}</td>
    </tr>
  );
}

const COLUMNS = ['staff_name', 'staff_login', 'staff_roles', 'staff_state'] as const;

function Accounts({ accounts }: { accounts: Account[] }) {
  return (
    <div class="panel">
      <table class="o-table" data-test="account-list">
        <caption class="spoken">{o('nav_staff')}</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {o(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <Row key={account.id} account={account} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Somebody new: a name to sign in with, one role to begin with, a password that is good once. */
function NewAccount({ again }: { again: () => Promise<void> }) {
  const [open, setOpen] = useState(false);
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [job, setJob] = useState('');
  const [role, setRole] = useState<Role>('nurse');
  const [scope, setScope] = useState('tenant');
  const [told, setTold] = useState<string | null>(null);
  const [once, setOnce] = useState<Once | null>(null);
  const add = async () => {
    if (login.trim() === '' || name.trim() === '') return setTold(o('staff_add_wrong'));
    const reply = await api.post<Once>('/office/staff', { login, name, job, role, scope });
    setTold(reply.ok ? null : reply.why === 'problem' ? o('staff_add_wrong') : t('m37_needs_server'));
    if (!reply.ok) return;
    setOnce(reply.value);
    setOpen(false);
    await again();
  };
  if (once) return <OncePanel once={once} close={() => setOnce(null)} />;
  if (!open)
    return (
      <div class="actions">
        <Button icon="add" onPress={() => setOpen(true)} test="staff-new">
          {o('staff_new')}
        </Button>
      </div>
    );
  return (
    <form class="panel" onSubmit={onSubmit(add)} data-test="staff-form">
      <TextField label={o('staff_login')} value="" onText={setLogin} maxLength={64} test="staff-login" />
      <TextField label={o('staff_name')} value="" onText={setName} maxLength={100} test="staff-name" />
      <TextField label={o('staff_job')} value="" onText={setJob} maxLength={100} optional test="staff-job" />
      <ChooseRight role={role} scope={scope} onRole={setRole} onScope={setScope} />
      <div aria-live="polite">
        {told && (
          <Message tone="ask" test="staff-told">
            {told}
          </Message>
        )}
      </div>
      <div class="actions">
        <Button kind="primary" submit test="staff-add">
          {o('staff_add')}
        </Button>
        <Button kind="text" onPress={() => setOpen(false)} test="staff-stop">
          {o('tablet_stop')}
        </Button>
      </div>
    </form>
  );
}

/** Who works here, where and as what. */
export function StaffPage() {
  const load = useLoad<Account[]>('/office/staff');
  return (
    <Panes
      whole
      list={
        <>
          <PaneHead title={o('nav_staff')} note={o('staff_hint')} test="staff-title" />
          <Loaded load={load} rows={6}>
            {(accounts) => (
              <>
                {mayManage() ? <NewAccount again={load.again} /> : <p>{o('staff_closed')}</p>}
                {mayManage() && <ClosedRights accounts={accounts} again={load.again} />}
                <Accounts accounts={accounts} />
              </>
            )}
          </Loaded>
        </>
      }
    />
  );
}
