import { canonical, type RecordView } from '../../store/index.ts';
import { Message } from '../parts/index.ts';
import { recordDay } from '../shown/dates.ts';
import { fieldText, stoppedText } from '../shown/person.ts';
import { t } from '../words/index.ts';

/** What must be known before anything is done for a person: that plans have stopped, that two entries are one. */
export function Standing({ view, asked }: { view: RecordView; asked: string }) {
  const why = stoppedText(view.fields);
  const since = fieldText(view.fields, 'state_on');
  return (
    <>
      {asked !== view.id && canonical(asked) === view.id && (
        <Message test="joined-opened">{t('joined_opened')}</Message>
      )}
      {why && (
        <Message test="stopped">
          {since ? t('state_since', { state: why, on: recordDay(since) }) : why}
          {t('sentence_end')}
          {t('state_stopped')}
        </Message>
      )}
    </>
  );
}
