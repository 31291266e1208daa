import type { Definition, Item } from '../../forms/index.ts';
import { inWords } from '../shown/form.ts';
import { compareForms, isSame } from '../shown/form-diff.ts';
import { o } from './words.ts';

interface DiffProps {
  before: Definition | null;
  now: Definition;
}

/** What a version says otherwise than the one it takes the place of. */
export function FormDiffPanel({ before, now }: DiffProps) {
  return (
    <section class="panel" data-test="form-diff">
      <h2>{before ? o('form_diff', { n: before.version }) : o('form_diff_first')}</h2>
      {before && <Differences before={before} now={now} />}
    </section>
  );
}

function Differences({ before, now }: { before: Definition; now: Definition }) {
  const diff = compareForms(before, now);
  if (isSame(diff)) return <p>{o('form_diff_same')}</p>;
  return (
    <>
      <Questions title={o('form_diff_added')} items={diff.added} test="diff-added" />
      <Questions title={o('form_diff_removed')} items={diff.removed} test="diff-removed" />
      {diff.changed.length > 0 && <h3>{o('form_diff_changed')}</h3>}
      {diff.changed.map(({ item, differences }) => (
        <div key={item.id} class="o-diff-item" data-test="diff-changed" data-item={item.id}>
          <p>
            <strong>{o('sheet_number', { n: item.no })}</strong> <span lang="ja">{item.wording}</span>
          </p>
          {differences.map(({ part, before, now }) => (
            <Pair key={part} title={o(`form_part_${part}`)} before={before} now={now} />
          ))}
        </div>
      ))}
      {diff.judged.length > 0 && <h3>{o('form_diff_judged')}</h3>}
      {diff.judged.map(({ id, title, before, now }) => (
        <div key={id} class="o-diff-item" data-test="diff-judged">
          <Pair title={inWords(title)} before={before ?? ''} now={now ?? ''} />
        </div>
      ))}
      {diff.moved && <p>{o('form_diff_moved')}</p>}
    </>
  );
}

function Questions({ title, items, test }: { title: string; items: Item[]; test: string }) {
  if (items.length === 0) return null;
  return (
    <div data-test={test}>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            {o('sheet_number', { n: item.no })} <span lang="ja">{item.wording}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Before and now, each with its word: colour alone says nothing. */
function Pair({ title, before, now }: { title: string; before: string; now: string }) {
  return (
    <dl class="o-diff-pair">
      <dt>{title}</dt>
      <dd>
        <span class="second">{o('form_diff_before')}</span> <del>{before || o('form_diff_empty')}</del>
      </dd>
      <dd>
        <span class="second">{o('form_diff_now')}</span> <ins>{now || o('form_diff_empty')}</ins>
      </dd>
    </dl>
  );
}
