import { planText } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { Verdicts } from './findings.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { factLine, nameOf } from './names.tsx';
import { OfficeRow, PaneHead, Rows } from './rows.tsx';
import type { Flagged } from './types.ts';
import { o } from './words.ts';

function FlaggedRow({ flagged }: { flagged: Flagged }) {
  const { person, submission } = flagged;
  return (
    <li>
      <OfficeRow
        href={`/o/review/${submission.id}`}
        id={submission.id}
        title={nameOf(person)}
        note={
          <>
            {factLine(person)}
            <br />
            {inWords(submission.title)} {planText(submission.on)}
          </>
        }
        aside={<Verdicts sheet={submission} />}
        test="flagged-row"
      />
    </li>
  );
}

/** Whose sheet meets a criterion: exactly the rows that the number of the morning counts. */
export function FlaggedList({ level }: { level: 1 | 2 }) {
  const load = useLoad<Flagged[]>('/office/flagged');
  const count = load.data ? ` ${o('n_people', { n: load.data.length })}` : '';
  return (
    <>
      <PaneHead
        level={level}
        title={`${o('nav_flagged')}${count}`}
        note={o('flagged_hint')}
        test="flagged-title"
      />
      <Loaded load={load} rows={6}>
        {(rows) =>
          rows.length === 0 ? (
            <p data-test="flagged-none">{o('flagged_none')}</p>
          ) : (
            <Rows test="flagged-list" label={o('nav_flagged')}>
              {rows.map((flagged) => (
                <FlaggedRow key={flagged.submission.id} flagged={flagged} />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </>
  );
}
