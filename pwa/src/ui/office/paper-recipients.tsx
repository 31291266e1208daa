import { useState } from 'preact/hooks';
import { Button, Folded, Panel } from '../parts/index.ts';
import type { Against, Recipient, Way } from './mailings.ts';
import { factLine } from './names.tsx';
import { Ticks } from './ticks.tsx';
import { o } from './words.ts';

const REASONS: readonly Against[] = ['stopped', 'protected', 'no_address'];

interface RecipientsProps {
  all: readonly Recipient[];
  way: Way;
  /** They were chosen by name: nobody is chosen out of them again. */
  named?: boolean;
  make: (persons: string[]) => Promise<void>;
}

/** Who gets a sheet, one by one if wanted; who is left out and why. */
export function Recipients({ all, way, named, make }: RecipientsProps) {
  const [without, setWithout] = useState<readonly string[]>([]);
  const left = ({ against }: Recipient) => against !== null && (way === 'post' || against === 'stopped');
  const may = all.filter((one) => !left(one)).map(({ person }) => person);
  const ids = may.map(({ id }) => id).filter((id) => !without.includes(id));
  return (
    <>
      <p role="status" data-test="paper-to">
        {ids.length === 0 ? o('paper_none') : o('paper_to', { n: ids.length })}
      </p>
      {!named && may.length > 1 && (
        <Folded title={o('paper_choose_each', { n: ids.length, of: may.length })} test="paper-each">
          <Ticks
            label={o('paper_list')}
            options={may.map((one) => ({ value: one.id, label: `${one.name} ${factLine(one)}` }))}
            chosen={ids}
            onChoose={(chosen) => setWithout(may.map(({ id }) => id).filter((id) => !chosen.includes(id)))}
            test="paper-ticks"
          />
        </Folded>
      )}
      {ids.length > 0 && (
        <Button kind="primary" onPress={() => make(ids)} test="paper-make">
          {o('paper_make', { n: ids.length })}
        </Button>
      )}
      <LeftOut all={all.filter(left)} />
    </>
  );
}

function LeftOut({ all }: { all: Recipient[] }) {
  if (all.length === 0) return null;
  return (
    <Panel title={o('paper_against', { n: all.length })} test="paper-left-out">
      {REASONS.map((reason) => {
        const own = all.filter(({ against }) => against === reason);
        return own.length === 0 ? null : (
          <div key={reason}>
            <h3>{o(`paper_against_${reason}`)}</h3>
            <ul class="list">
              {own.map(({ person }) => (
                <li key={person.id}>
                  {person.name} <span class="second">{factLine(person)}</span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </Panel>
  );
}
