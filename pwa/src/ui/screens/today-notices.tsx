import { edit, person, type RecordView, record, save } from '../../store/index.ts';
import { attempt, Button, LinkButton, Message, Panel, useRead } from '../parts/index.ts';
import { fieldText, nameOf } from '../shown/person.ts';
import { fieldWord, valueText } from '../shown/values.ts';
import { t } from '../words/index.ts';

/** What was settled about something she entered, until she says she has seen it. */
export function Notices({ notices }: { notices: RecordView[] }) {
  if (notices.length === 0) return null;
  return (
    <Panel title={t('today_notices', { n: notices.length })} test="notices">
      {notices.map((notice) => (
        <Notice key={notice.id} notice={notice} />
      ))}
    </Panel>
  );
}

function Notice({ notice }: { notice: RecordView }) {
  const { fields } = notice;
  const about = useRead(`notice ${notice.id}`, () =>
    record(fieldText(fields, 'record_id')).then((view) => view ?? null),
  );
  const who = person(fieldText(fields, 'person'));
  const field = fieldText(fields, 'field');
  const value = about ? valueText(field, about.fields[field]) : '';
  const seen = () =>
    attempt(async () => {
      const op = edit(notice, { seen: true });
      if (op) await save([op]);
    });
  return (
    <Message
      test="notice"
      actions={
        <>
          <Button onPress={seen} test="notice-seen">
            {t('notice_seen')}
          </Button>
          {who && <LinkButton href={`/p/${who.id}`}>{t('result_to_person')}</LinkButton>}
        </>
      }
    >
      {who && <strong class="row-title">{t('with_san', { name: nameOf(who.fields) })}</strong>}
      {t('m27_settled', { field: fieldWord(field), value })}
    </Message>
  );
}
