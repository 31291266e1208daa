import { useState } from 'preact/hooks';
import { Button, Panel } from '../parts/index.ts';
import { Ticks } from './ticks.tsx';
import type { Holder, Preview } from './types-areas.ts';
import { o } from './words.ts';

const keyOf = ({ staff, role }: Holder): string => `${role} ${staff}`;

interface Props {
  preview: Preview;
  decide: (grants: { staff: string; role: string }[]) => Promise<void>;
  stop: () => void;
}

/** What would move and close, and whose rights follow: said before anything is done. */
export function AreaPreview({ preview, decide, stop }: Props) {
  const [ticked, tick] = useState<string[]>([]);
  const { staff, to, from } = preview;
  const given = staff.filter((one) => ticked.includes(keyOf(one)));
  return (
    <Panel title={o('areas_then')} test="area-preview">
      <Moves preview={preview} />
      {from.length > 0 && staff.length === 0 && <p>{o('areas_staff_none')}</p>}
      {staff.length > 0 && (
        <Ticks
          label={o('areas_staff', { name: to.name })}
          hint={o('areas_staff_hint')}
          options={staff.map((one) => ({
            value: keyOf(one),
            label: o('staff_right', { role: one.name, where: o(`role_${one.role}`) }),
          }))}
          chosen={ticked}
          onChoose={tick}
          test="area-staff"
        />
      )}
      <div class="actions">
        <Button
          kind="primary"
          onPress={() => decide(given.map(({ staff: id, role }) => ({ staff: id, role })))}
          test="area-do"
        >
          {o('areas_do')}
        </Button>
        <Button kind="text" onPress={stop} test="area-stop">
          {o('areas_stop')}
        </Button>
      </div>
    </Panel>
  );
}

function Moves({ preview }: { preview: Preview }) {
  const { persons, salons, sheets, follow_ups, to, renamed, from } = preview;
  const nothing = persons === 0 && salons === 0;
  return (
    <>
      {renamed !== null && <p>{o('areas_then_name', { before: renamed, name: to.name })}</p>}
      {from.length > 0 && nothing && <p>{o('areas_then_nothing')}</p>}
      {!nothing && (
        <>
          <ul class="o-moves" data-test="area-counts">
            <li>{o('areas_then_persons', { n: persons })}</li>
            <li>{o('areas_then_salons', { n: salons })}</li>
            <li>{o('areas_then_sheets', { n: sheets })}</li>
            <li>{o('areas_then_steps', { n: follow_ups })}</li>
          </ul>
          <p>{o('areas_then_to', { name: to.name })}</p>
        </>
      )}
      {from.map(({ id, name, left, closes }) => (
        <p key={id}>{closes ? o('areas_then_closes', { name }) : o('areas_then_left', { name, n: left })}</p>
      ))}
      {preview.disputed > 0 && <p>{o('areas_then_disputed', { n: preview.disputed })}</p>}
      {preview.protected > 0 && <p>{o('areas_then_protected', { n: preview.protected })}</p>}
    </>
  );
}
