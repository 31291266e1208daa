import { useRef, useState } from 'preact/hooks';
import { go } from '../../router.ts';
import { type EnrolResult, enrol } from '../../sync/index.ts';
import { Button, Message, onSubmit, Screen, TextField } from '../parts/index.ts';
import { language, t } from '../words/index.ts';

/** The code in the picture travels behind `#`, which no server and no log is told; it leaves the address bar at once. */
function takeSecret(): string {
  const secret = location.hash.slice(1);
  if (secret) history.replaceState(history.state, '', '/enrol');
  return secret;
}

/** A new tablet is made known: by the picture on the coordinator's screen, or by ten typed characters. */
export function Enrol() {
  const secret = useRef<string | null>(null);
  secret.current ??= takeSecret();
  const [typed, setTyped] = useState('');
  const [missing, setMissing] = useState(false);
  const [working, setWorking] = useState(false);
  const [told, setTold] = useState<EnrolResult | null>(null);
  const byPicture = secret.current !== '' && !(told && !told.ok && told.why === 'refused');
  const start = async () => {
    if (working) return;
    if (!byPicture && typed.trim() === '') return setMissing(true);
    setMissing(false);
    setWorking(true);
    setTold(await enrol(byPicture ? { secret: secret.current ?? '' } : { typed }));
    setWorking(false);
  };
  if (told?.ok) return <Done label={told.label} town={told.town} />;
  return (
    <Screen name="enrol_title" test="screen-enrol" class="login" back="/">
      <form class="panel" onSubmit={onSubmit(start)}>
        {byPicture && <p>{t('enrol_ready')}</p>}
        {!byPicture && (
          <TextField
            label={t('enrol_code')}
            hint={t('enrol_hint')}
            value={typed}
            onText={setTyped}
            problem={missing ? t('enrol_code_needed') : undefined}
            test="enrol-code"
          />
        )}
        <div aria-live="polite">{told && !told.ok && <Refusal told={told} />}</div>
        <Button kind="primary" submit wide test="enrol-do">
          {working ? t('enrol_working') : t('enrol_do')}
        </Button>
      </form>
    </Screen>
  );
}

function Refusal({ told }: { told: Exclude<EnrolResult, { ok: true }> }) {
  if (told.why === 'offline') return <Message test="enrol-offline">{t('enrol_offline')}</Message>;
  const { problem } = told;
  const text = language.value === 'en' ? problem.detail : (problem.detail_ja ?? problem.detail);
  return <Message test="enrol-refused">{text ?? problem.title}</Message>;
}

function Done({ label, town }: { label: string; town: string }) {
  const on = (
    <Button kind="primary" onPress={() => go('/', true)} test="enrol-login">
      {t('enrol_login')}
    </Button>
  );
  return (
    <Screen name="enrol_title" test="screen-enrolled" foot={on}>
      <Message test="enrolled">{t('enrol_done', { town, label })}</Message>
    </Screen>
  );
}
