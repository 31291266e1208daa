import type { Definition, Result } from '../../forms/index.ts';
import { back } from '../../router.ts';
import { ofPerson, type RecordView } from '../../store/index.ts';
import { Button, Panel, Screen, useRead } from '../parts/index.ts';
import { planText, tokyoDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { byText } from '../shown/lists.tsx';
import { fieldText, nameOf } from '../shown/person.ts';
import { t, type WordKey } from '../words/index.ts';

type Mark = 'good' | 'care' | 'unknown';

const marks: Record<Mark, { word: WordKey; text: WordKey }> = {
  good: { word: 'resident_good', text: 'resident_good_text' },
  care: { word: 'resident_care', text: 'resident_care_text' },
  unknown: { word: 'resident_unknown', text: 'resident_unknown_text' },
};

/** The result as the person herself reads it: large, no score, no word for an illness. */
export function ResidentView({ view, form, result }: { view: RecordView; form: Definition; result: Result }) {
  const mark = markOf(result);
  const groups = Object.entries(result.findings).filter(([, finding]) => finding.role === 'group');
  const care = groups.filter(([, finding]) => finding.state === 'positive');
  const next = useRead(`next ${view.id}`, () => nextPlan(view.id));
  return (
    <Screen
      name="resident_title"
      title={t('with_sama', { name: nameOf(view.fields) })}
      test="screen-resident"
      class="resident"
      bare
      foot={
        <Button elder onPress={() => back()} test="resident-close">
          {t('resident_close')}
        </Button>
      }
    >
      <Panel title={t('resident_title')}>
        <div class="resident-mark" data-test={`mark-${mark}`}>
          <Shape mark={mark} />
          <strong>{t(marks[mark].word)}</strong>
        </div>
        <p>{t(marks[mark].text)}</p>
      </Panel>
      <Panel title={t('resident_asked')}>
        <p>{inWords(form.title)}</p>
        {care.length > 0 && (
          <>
            <p>{t('resident_talk_about')}</p>
            <ul class="topics">
              {care.map(([id, finding]) => (
                <li key={id}>{inWords(finding.title)}</li>
              ))}
            </ul>
          </>
        )}
      </Panel>
      <Panel title={t('resident_next')}>
        {next !== undefined && <p>{next ? planText(next) : t('resident_next_none')}</p>}
        <p>{t('resident_ask')}</p>
      </Panel>
    </Screen>
  );
}

/** Blue only when nothing that was left out could change it. */
function markOf(result: Result): Mark {
  const states = Object.values(result.findings).filter(({ role }) => role === 'result');
  if (states.some(({ state }) => state === 'positive')) return 'care';
  return result.judged && states.length > 0 && states.every(({ state }) => state === 'negative')
    ? 'good'
    : 'unknown';
}

async function nextPlan(person: string): Promise<string | null> {
  const today = tokyoDay();
  const plans = (await ofPerson(person)).filter(
    ({ kind, fields }) =>
      kind === 'follow_up' && fields.state === 'planned' && fieldText(fields, 'due_on') >= today,
  );
  const first = plans.sort(byText('due_on'))[0];
  return first ? fieldText(first.fields, 'due_on') : null;
}

/** ● ▲ ―: told apart by their shape, with the word beside them. */
function Shape({ mark }: { mark: Mark }) {
  return (
    <svg viewBox="0 0 56 56" aria-hidden="true" class={`shape-${mark}`}>
      {mark === 'good' && <circle cx="28" cy="28" r="24" />}
      {mark === 'care' && <path d="M28 4 54 50H2z" />}
      {mark === 'unknown' && <path d="M6 24h44v8H6z" />}
    </svg>
  );
}
