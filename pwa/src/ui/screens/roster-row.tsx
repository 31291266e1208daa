import type { Definition } from '../../forms/index.ts';
import type { RecordView } from '../../store/index.ts';
import { attempt, Button, LinkButton, say } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { tokyoTime } from '../shown/dates.ts';
import { fieldText, lineOf, nameOf } from '../shown/person.ts';
import { t } from '../words/index.ts';
import { cancel, checkIn } from './check-in.ts';
import { startSheet } from './start-sheet.ts';

interface RosterRowProps {
  view: RecordView;
  session: string;
  attendance: RecordView | undefined;
  /** Her sheets of this session. */
  sheets: RecordView[];
  choice: FormChoice;
}

/** The form that one tap opens here, and whether there are others. */
export interface FormChoice {
  form: Definition | undefined;
  others: boolean;
}

/** One person of the roster: 受付, or since when she is here and what can be done next. */
export function RosterRow({ view, session, attendance, sheets, choice }: RosterRowProps) {
  const name = nameOf(view.fields);
  const here = attendance?.fields.state === 'present';
  return (
    <li class="roster-row" data-test="roster-row" data-person={view.id}>
      <span class="roster-person">
        <span class="row-title">{name}</span>
        <span class="row-note">{lineOf(view.fields)}</span>
      </span>
      {here && attendance ? (
        <Here
          attendance={attendance}
          name={name}
          session={session}
          person={view.id}
          sheets={sheets}
          choice={choice}
        />
      ) : (
        <Button
          onPress={() => attempt(() => checkIn(session, view.id, name))}
          label={t('roster_check_in_for', { name })}
          test="check-in"
        >
          {t('roster_check_in')}
        </Button>
      )}
    </li>
  );
}

interface HereProps {
  attendance: RecordView;
  name: string;
  session: string;
  person: string;
  sheets: RecordView[];
  choice: FormChoice;
}

function Here({ attendance, name, session, person, sheets, choice }: HereProps) {
  const sheet = sheets.find(({ fields }) => fields.form === choice.form?.form);
  const undo = () =>
    attempt(async () => {
      await cancel(attendance.id);
      say(t('m48_undone'), () => checkIn(session, person, name));
    });
  return (
    <>
      <strong data-test="checked-in">
        {t('roster_here', { time: tokyoTime(fieldText(attendance.fields, 'at')) })}
      </strong>
      {attendance.held && <StatusChip status="held" />}
      <span class="actions">
        {sheet ? (
          <LinkButton
            href={`/result/${sheet.id}`}
            label={`${name} ${t('roster_sheet_done')}`}
            test="sheet-done"
          >
            {t('roster_sheet_done')}
          </LinkButton>
        ) : (
          <Button
            icon="sheet"
            onPress={() => startSheet(person, choice.form, session)}
            label={t('roster_sheet_for', { name })}
            test="start-sheet"
          >
            {t('roster_sheet')}
          </Button>
        )}
        {choice.others && (
          <LinkButton
            href={`/p/${person}/forms?session=${session}`}
            label={t('roster_other_for', { name })}
            test="other-forms"
          >
            {t('roster_other')}
          </LinkButton>
        )}
        <Button kind="text" onPress={undo} label={t('roster_uncheck_for', { name })} test="cancel-check-in">
          {t('undo')}
        </Button>
      </span>
    </>
  );
}
