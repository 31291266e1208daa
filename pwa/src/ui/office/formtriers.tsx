import { useState } from 'preact/hooks';
import { Button, Message } from '../parts/index.ts';
import { formTrouble, nameTriers } from './formcalls.ts';
import type { Edition } from './formtypes.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Ticks } from './ticks.tsx';
import type { Account } from './types-staff.ts';
import { o } from './words.ts';

interface TriersProps {
  edition: Edition;
  again: () => Promise<void>;
}

/** Who tries a version out before it is published. What they fill counts nowhere. */
export function Triers({ edition, again }: TriersProps) {
  const { state, triers, practice } = edition;
  if (state !== 'test' && triers === null) return null;
  return (
    <section class="panel" aria-label={o('form_triers')} data-test="triers">
      <h2>{o('form_triers')}</h2>
      {practice && <p>{o('form_triers_practice')}</p>}
      {!practice && state === 'test' && <Choosing edition={edition} again={again} />}
      {!practice && state !== 'test' && (
        <p>{triers?.map(({ name }) => o('san', { name })).join('　') || o('form_triers_none')}</p>
      )}
    </section>
  );
}

function Choosing({ edition, again }: TriersProps) {
  const load = useLoad<Account[]>('/office/staff');
  const [chosen, setChosen] = useState((edition.triers ?? []).map(({ id }) => id));
  const [told, setTold] = useState<{ text: string; kept: boolean }>();
  const keep = async () => {
    const reply = await nameTriers(edition.id, chosen);
    const trouble = formTrouble(reply);
    setTold({ text: trouble ?? o('form_triers_kept'), kept: trouble === undefined });
    if (reply.ok) await again();
  };
  return (
    <Loaded load={load} rows={3}>
      {(staff) => (
        <>
          <p class="hint">{o('form_triers_hint')}</p>
          <Ticks
            label={o('form_triers')}
            options={staff
              .filter(
                ({ ended_at, grants }) => ended_at === null && grants.some(({ role }) => role === 'nurse'),
              )
              .map(({ id, name }) => ({ value: id, label: name }))}
            chosen={chosen}
            onChoose={setChosen}
            test="trier"
          />
          {told && <Message tone={told.kept ? 'plain' : 'problem'}>{told.text}</Message>}
          <div class="actions">
            <Button onPress={keep} test="triers-keep">
              {o('form_triers_keep')}
            </Button>
          </div>
        </>
      )}
    </Loaded>
  );
}
