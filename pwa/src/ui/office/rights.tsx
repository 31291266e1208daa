import { useState } from 'preact/hooks';
import { identity, type Role } from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import { Button, Message, Panel } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { Select } from './select.tsx';
import type { AccountPageReply, Right } from './types-staff.ts';
import { o } from './words.ts';

export const ROLES: readonly Role[] = ['nurse', 'supporter', 'coordinator', 'auditor'];
const TENANT = 'tenant';

/** Where a right holds, in words. */
function whereOf({ scope, closed_area }: Right): string {
  if (scope === TENANT) return o('staff_everywhere');
  if (scope.startsWith('roster:')) return o('staff_one_evening');
  if (closed_area) return o('staff_closed_area', { area: closed_area });
  return identity.value?.areas.find((area) => `area:${area.id}` === scope)?.name ?? o('area_closed');
}

export function rightText(right: Right): string {
  const { role, from_on, to_on } = right;
  const vars = { role: o(`role_${role}`), where: whereOf(right) };
  return to_on ? o('staff_right_days', { ...vars, from: from_on, to: to_on }) : o('staff_right', vars);
}

interface ChooseProps {
  role: Role;
  scope: string;
  onRole: (role: Role) => void;
  onScope: (scope: string) => void;
}

/** Which role, and where. */
export function ChooseRight({ role, scope, onRole, onScope }: ChooseProps) {
  const areas = identity.value?.areas ?? [];
  const places = [
    { value: TENANT, label: o('staff_everywhere') },
    ...areas.map((area) => ({ value: `area:${area.id}`, label: area.name })),
  ];
  const roles = ROLES.map((one) => ({ value: one, label: o(`role_${one}`) }));
  return (
    <>
      <Select
        label={o('staff_role')}
        options={roles}
        value={role}
        onChoose={(chosen) => onRole(chosen as Role)}
        test="staff-role"
      />
      <Select label={o('staff_where')} options={places} value={scope} onChoose={onScope} test="staff-where" />
    </>
  );
}

/** The rights of one account: each can be ended, another given. */
export function RightsPanel({ account, again }: { account: AccountPageReply; again: () => Promise<void> }) {
  const [role, setRole] = useState<Role>('nurse');
  const [scope, setScope] = useState(TENANT);
  const [told, setTold] = useState<string | null>(null);
  const post = async (path: string, body: object) => {
    const reply = await api.post(`/office/staff/${account.id}/${path}`, body);
    if (reply.ok) await again();
    setTold(reply.ok ? null : reply.why === 'problem' ? o('staff_last') : t('m37_needs_server'));
  };
  return (
    <Panel title={o('staff_roles')} test="staff-rights">
      {account.grants.length === 0 && <p>{o('staff_no_role')}</p>}
      <ul class="list">
        {account.grants.map((right) => (
          <li key={right.id} class="o-still" data-test="right" data-role={right.role}>
            <span class="row-main">
              <span class="row-title">{rightText(right)}</span>
            </span>
            <Button
              onPress={() => post(`grants/${right.id}/end`, {})}
              label={o('staff_take_of', { role: rightText(right) })}
              test="right-end"
            >
              {o('staff_take')}
            </Button>
          </li>
        ))}
      </ul>
      {told && (
        <Message tone="ask" test="rights-told">
          {told}
        </Message>
      )}
      {!account.ended_at && (
        <>
          <ChooseRight role={role} scope={scope} onRole={setRole} onScope={setScope} />
          <div class="actions">
            <Button onPress={() => post('grants', { role, scope })} test="right-give">
              {o('staff_give')}
            </Button>
          </div>
        </>
      )}
    </Panel>
  );
}
