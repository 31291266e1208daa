import { useEffect } from 'preact/hooks';
import { back } from '../../router.ts';
import { identity, noteRead, ofKind, ofPerson, person, type RecordView } from '../../store/index.ts';
import { Button, Panel, Screen, useRead } from '../parts/index.ts';
import { dayText, planText, recordDay, tokyoDay } from '../shown/dates.ts';
import { isTrial } from '../shown/decisions.ts';
import { byText, salonNames, Waiting } from '../shown/lists.tsx';
import { onePage } from '../shown/one-page.ts';
import { fieldText, nameOf } from '../shown/person.ts';
import { resultSheet } from '../shown/result-sheet.ts';
import { judgedOf } from '../shown/rounds.ts';
import { t } from '../words/index.ts';
import { NotHere } from './notes.tsx';
import { AskedPart, BarsPart, ChangedMarks, MeasuredPart } from './result-parts.tsx';
import '../style/paper.css';

/** What comes next for her: a planned day, and the next time her salon meets. */
interface Next {
  plan: string | null;
  session: { on: string; at: string; salon: string } | null;
}

async function load(id: string, on: string) {
  const [records, versions, sessions, salons] = await Promise.all([
    ofPerson(id),
    ofKind('form_version'),
    ofKind('session'),
    ofKind('salon'),
  ]);
  const sheets = records
    .filter(({ kind, fields }) => kind === 'submission' && fieldText(fields, 'on') <= on)
    .flatMap((sheet) => judgedOf(sheet, versions))
    .filter(({ form }) => !isTrial(form.form, form.version)); // what is tried out says nothing to a resident
  const next = { plan: nextPlan(records), session: nextSession(records, sessions, salonNames(salons)) };
  const today = sheets.filter((sheet) => sheet.on === on);
  const page = onePage(
    resultSheet(
      today,
      sheets.filter((sheet) => sheet.on < on),
    ),
    next.plan && next.session ? 1 : 0,
  );
  const compared = page.bars.all.flatMap(({ before }) => before?.sheet ?? []);
  return { ids: [...new Set([...today.map(({ id: one }) => one), ...compared])], page, next };
}
type Read = Awaited<ReturnType<typeof load>>;

function nextPlan(records: RecordView[]): string | null {
  const today = tokyoDay();
  const plans = records.filter(
    ({ kind, fields }) =>
      kind === 'follow_up' && fields.state === 'planned' && fieldText(fields, 'due_on') >= today,
  );
  const first = plans.sort(byText('due_on', 'due_time'))[0];
  return first ? fieldText(first.fields, 'due_on') : null;
}

/** Of the salons she is a member of, the next meeting after today. */
function nextSession(
  records: RecordView[],
  sessions: RecordView[],
  names: Map<string, string>,
): Next['session'] {
  const today = tokyoDay();
  const memberships = records.filter(
    ({ kind, fields }) =>
      kind === 'membership' && (!fieldText(fields, 'to_on') || fieldText(fields, 'to_on') > today),
  );
  const salons = new Set(memberships.map(({ fields }) => fieldText(fields, 'salon')));
  const coming = sessions.filter(
    ({ fields }) => salons.has(fieldText(fields, 'salon')) && fieldText(fields, 'on') > today,
  );
  const first = coming.sort(byText('on', 'starts_at'))[0];
  if (!first) return null;
  const { fields } = first;
  const at = fieldText(fields, 'starts_at').replace(/^0/, '');
  return { on: fieldText(fields, 'on'), at, salon: names.get(fieldText(fields, 'salon')) ?? '' };
}

/** 結果のお知らせ: everything she was asked and measured on one day, on one page, as she reads it herself. */
export function ResultSheetPage({ person: id, on }: { person: string; on: string }) {
  const read = useRead(`result sheet ${id} ${on}`, () => load(id, on));
  const view = person(id);
  const shown = read?.ids.join(' ') ?? '';
  useEffect(() => {
    for (const sheet of shown.split(' ')) if (sheet) noteRead('submission', sheet);
  }, [shown]);
  if (!view) return <NotHere />;
  const name = t('with_sama', { name: nameOf(view.fields) });
  const print = () => {
    noteRead('print', view.id, 1);
    window.print();
  };
  return (
    <Screen
      name="resident_title"
      title={name}
      test="screen-resident"
      class={read?.page.roomy ? 'resident paper paper-roomy' : 'resident paper'}
      bare
      foot={
        <>
          <Button elder icon="sheet" onPress={print} test="resident-print">
            {t('resident_print')}
          </Button>
          <Button elder onPress={() => back(`/p/${view.id}`)} test="resident-close">
            {t('resident_close')}
          </Button>
        </>
      }
    >
      <div class="paper-head">
        <p class="paper-practice">{t('practice_mark')}</p>
        <p class="paper-title">{t('resident_title')}</p>
        <p class="paper-name">{name}</p>
        <p class="paper-town">{identity.value?.tenant.name}</p>
      </div>
      {read ? <Sheet {...read} on={on} /> : <Waiting rows={4} />}
    </Screen>
  );
}

function Sheet({ page, next, on }: Read & { on: string }) {
  const { asked, measured, marks, bars, more } = page;
  const nothing = asked.all.length + measured.all.length === 0;
  const provisional = measured.all.some((one) => one.provisional);
  return (
    <>
      <Panel title={t('resident_measured')} test="result-measured">
        <p class="paper-day">{recordDay(on)}</p>
        {nothing && <p>{t('resident_nothing')}</p>}
        {asked.all.map((one, place) => (
          <AskedPart key={one.id} asked={one} printed={place < asked.printed} />
        ))}
        {measured.all.length > 0 && <MeasuredPart measured={measured} />}
        {provisional && <p>{t('resident_some_provisional')}</p>}
      </Panel>
      {!nothing && (
        <Panel title={t('resident_change')} test="result-change">
          {marks.all.length + bars.all.length === 0 && <p>{t('resident_first')}</p>}
          {marks.all.length > 0 && <ChangedMarks marks={marks} on={on} />}
          {bars.all.length > 0 && <BarsPart bars={bars} on={on} />}
          {more > 0 && <p class="paper-more">{t('resident_more', { n: more })}</p>}
        </Panel>
      )}
      <Panel title={t('resident_next')} test="result-next">
        <NextDays next={next} />
        <p>{t('resident_ask')}</p>
        <Office />
        <p class="paper-printed">{t('resident_printed', { date: recordDay(tokyoDay()) })}</p>
      </Panel>
    </>
  );
}

/** Whom she may ask, as the town has set it; on paper there is room to write it where it has not. */
function Office() {
  const { name = '', phone = '' } = identity.value?.contact ?? {};
  const known = name !== '' || phone !== '';
  return (
    <p class={known ? 'paper-office' : 'paper-office paper-only'} data-test="resident-office">
      <span>{t('resident_office')}</span>
      {name && <strong>{name}</strong>}
      {phone && <strong class="paper-phone">{t('resident_phone', { phone })}</strong>}
    </p>
  );
}

function NextDays({ next: { plan, session } }: { next: Next }) {
  if (!plan && !session) return <p>{t('resident_next_none')}</p>;
  return (
    <>
      {plan && <p class="next-day">{t('resident_next_plan', { date: planText(plan) })}</p>}
      {session && (
        <p class="next-day">
          {t('resident_next_session', { salon: session.salon, date: dayText(session.on), time: session.at })}
        </p>
      )}
    </>
  );
}
