import { useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { Button, Message, Panel } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { useLoad } from './load.ts';
import { Select } from './select.tsx';
import type { Account, AccountPageReply } from './types-staff.ts';
import { o } from './words.ts';

interface Props {
  account: AccountPageReply;
  again: () => Promise<void>;
}

/** 引継ぎ: who goes on with her open steps, said before anything happens; and back again. */
export function LeavePanel({ account, again }: Props) {
  const people = useLoad<Account[]>('/office/staff');
  const [to, setTo] = useState('');
  const [told, setTold] = useState<string | null>(null);
  const post = async (path: string, body: object, said: (n: number) => string) => {
    const reply = await api.post<{ moved: number }>(`/office/staff/${account.id}/${path}`, body);
    if (reply.ok) await again();
    if (reply.ok) return setTold(said(reply.value.moved));
    setTold(reply.why === 'problem' ? o('staff_last') : t('m37_needs_server'));
  };
  const leave = () => {
    if (to === '') return setTold(o('staff_leave_needs'));
    return post('leave', { to }, (n) => o('staff_left', { n }));
  };
  const others = (people.data ?? []).filter((one) => one.id !== account.id && !one.ended_at);
  const options = [
    { value: '', label: o('staff_leave_to_none') },
    ...others.map(({ id, name }) => ({ value: id, label: name })),
  ];
  if (account.ended_at && !account.left) return null;
  return (
    <Panel title={o('staff_leave')} test="staff-leave">
      {account.ended_at ? (
        <Button onPress={() => post('return', {}, (n) => o('staff_returned', { n }))} test="staff-return">
          {o('staff_return')}
        </Button>
      ) : (
        <>
          <p data-test="leave-then">{o('staff_leave_then', { n: account.open_steps })}</p>
          <p>{o('staff_leave_keeps')}</p>
          <Select label={o('staff_leave_to')} options={options} value={to} onChoose={setTo} test="leave-to" />
          <div class="actions">
            <Button onPress={leave} test="leave-do">
              {o('staff_leave_do')}
            </Button>
          </div>
        </>
      )}
      <div aria-live="polite">{told && <Message test="leave-told">{told}</Message>}</div>
    </Panel>
  );
}
