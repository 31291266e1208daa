import { go } from '../../router.ts';
import { identity, ofKind, type RecordView, save } from '../../store/index.ts';
import { naturalId } from '../../sync/index.ts';
import { attempt, Button, Panel, Row, Screen, say, useRead } from '../parts/index.ts';
import { addDays, dayText, planText, tokyoDay } from '../shown/dates.ts';
import { byText, salonNames, Waiting } from '../shown/lists.tsx';
import { fieldText } from '../shown/person.ts';
import { t } from '../words/index.ts';

const SOON_DAYS = 14;
const PAST_SHOWN = 10;

async function load() {
  const [sessions, salons] = await Promise.all([ofKind('session'), ofKind('salon')]);
  return { sessions, salons };
}

/** 通いの場: today's sessions, the coming and the last ones, and every salon to start one for today. */
export function Salons() {
  const read = useRead('salons', load);
  return (
    <Screen name="salon_title" tab="salon" test="screen-salons">
      {read ? <Lists {...read} /> : <Waiting rows={4} />}
    </Screen>
  );
}

function Lists({ sessions, salons }: { sessions: RecordView[]; salons: RecordView[] }) {
  const today = tokyoDay();
  const names = salonNames(salons);
  const on = (view: RecordView) => fieldText(view.fields, 'on');
  const ordered = [...sessions].sort(byText('on', 'starts_at'));
  const now = ordered.filter((view) => on(view) === today);
  const soon = ordered.filter((view) => on(view) > today && on(view) <= addDays(today, SOON_DAYS));
  const past = ordered.filter((view) => on(view) < today).reverse();
  const busy = new Set(now.map((view) => view.fields.salon));
  return (
    <>
      <Panel title={`${t('salon_today')} ${dayText(today)}`}>
        {now.length === 0 && <p>{t('salon_none_today')}</p>}
        <SessionList sessions={now} names={names} test="session-today" />
      </Panel>
      {soon.length > 0 && (
        <Panel title={t('salon_soon')}>
          <SessionList sessions={soon} names={names} test="session-soon" />
        </Panel>
      )}
      <Panel title={t('salon_all')}>
        <ul class="list">
          {[...salons].sort(byText('name')).map((salon) => (
            <li key={salon.id} class="roster-row">
              <span class="roster-person">
                <span class="row-title">{fieldText(salon.fields, 'name')}</span>
                <span class="row-note">{fieldText(salon.fields, 'place')}</span>
              </span>
              {!busy.has(salon.id) && <StartToday salon={salon} today={today} />}
            </li>
          ))}
        </ul>
      </Panel>
      {past.length > 0 && (
        <Panel title={t('salon_past')}>
          <SessionList sessions={past.slice(0, PAST_SHOWN)} names={names} test="session-past" />
        </Panel>
      )}
    </>
  );
}

interface SessionListProps {
  sessions: RecordView[];
  names: Map<string, string>;
  test: string;
}

function SessionList({ sessions, names, test }: SessionListProps) {
  return (
    <ul class="list">
      {sessions.map((session) => (
        <li key={session.id}>
          <Row
            href={`/salon/${session.id}`}
            title={names.get(fieldText(session.fields, 'salon')) ?? t('tab_salon')}
            note={`${planText(fieldText(session.fields, 'on'))} ${fieldText(session.fields, 'starts_at')}`}
            test={test}
          />
        </li>
      ))}
    </ul>
  );
}

/** A session that was not in the plan: the same record on whichever tablets start it. */
function StartToday({ salon, today }: { salon: RecordView; today: string }) {
  const start = async () => {
    const id = await naturalId(identity.value?.tenant.uid ?? '', 'session', salon.id, today, 1);
    const fields = { salon: salon.id, on: today, n: 1, state: 'open' };
    await attempt(async () => {
      await save([{ kind: 'session', id, new: fields }]);
      say(t('salon_opened'));
      go(`/salon/${id}`);
    });
  };
  const name = fieldText(salon.fields, 'name');
  return (
    <Button onPress={start} label={`${name} ${t('salon_open_today')}`} test="start-session">
      {t('salon_open_today')}
    </Button>
  );
}
