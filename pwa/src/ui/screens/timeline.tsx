import type { RecordView } from '../../store/index.ts';
import { FindingChip, Icon, Row } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { TrialMark } from '../parts/trial.tsx';
import { isAmended } from '../shown/amending.ts';
import { recordDay } from '../shown/dates.ts';
import { isTrial } from '../shown/decisions.ts';
import { definitionIn, inWords } from '../shown/form.ts';
import { chipWord, judgeSheet, measuresText } from '../shown/judge.ts';
import { fieldText } from '../shown/person.ts';
import { kindWord, valueText } from '../shown/values.ts';
import { t } from '../words/index.ts';

/** A record with the day it belongs to. */
export interface Timed {
  view: RecordView;
  on: string;
  place: string;
}

export function TimelineRow({ timed, versions }: { timed: Timed; versions: RecordView[] }) {
  const { view, on, place } = timed;
  if (view.kind === 'submission') return <SheetRow timed={timed} versions={versions} />;
  const what =
    view.kind === 'attendance'
      ? t('timeline_attended', { salon: place })
      : `${valueText('way', view.fields.way)} ${fieldText(view.fields, 'purpose')}`;
  return (
    <li class="row row-still" data-test={`timeline-${view.kind}`}>
      <Icon name={view.kind === 'attendance' ? 'salon' : 'visit'} />
      <span class="row-main">
        <span class="row-title">{what}</span>
        <span class="row-note">{recordDay(on)}</span>
      </span>
      <Sent view={view} />
    </li>
  );
}

/** A sheet with what it says; which answers counted is one tap away. */
function SheetRow({ timed, versions }: { timed: Timed; versions: RecordView[] }) {
  const { view, on, place } = timed;
  const form = definitionIn(versions, fieldText(view.fields, 'form'), Number(view.fields.version));
  const result = form && judgeSheet(form, view);
  const findings = Object.values(result?.findings ?? {});
  const main = findings.find((finding) => finding.role === 'result');
  return (
    <li data-test="timeline-submission">
      <Row
        href={`/result/${view.id}`}
        title={
          <>
            {form ? inWords(form.title) : kindWord(view.kind)}{' '}
            {form && isTrial(form.form, form.version) && <TrialMark />}
          </>
        }
        note={[recordDay(on), place, isAmended(view) ? t('amended') : '', result ? measuresText(result) : '']
          .filter(Boolean)
          .join(' ')}
        lead={<Icon name="sheet" />}
        aside={
          <span class="actions">
            {main && <FindingChip state={main.state} missing={main.missing} word={chipWord(main)} />}
            <Sent view={view} />
          </span>
        }
        test="open-sheet"
      />
    </li>
  );
}

function Sent({ view }: { view: RecordView }) {
  if (view.held) return <StatusChip status="held" />;
  return view.unsent ? <StatusChip status="kept" /> : null;
}
