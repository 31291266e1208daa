import { identity, progress } from '../../store/index.ts';
import { loginNeeded, online, sendNow, signOut } from '../../sync/index.ts';
import { Button, Message, Panel, Progress, Screen } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { SignInAgain } from './sign-in-again.tsx';

/** S2: the register is coming in. Nobody enters a half register: a missing person would be registered twice. */
export function Receive() {
  const { rows, total } = progress.value;
  const areas = identity.value?.areas.map((area) => area.name) ?? [];
  const title =
    areas.length === 0 ? t('receive_title') : t('receive_area_title', { area: areas.join(t('list_comma')) });
  const percent = total > 0 ? Math.min(100, Math.floor((100 * rows) / total)) : 0;
  return (
    <Screen
      name="receive_title"
      title={title}
      test="screen-receiving"
      foot={<Button onPress={signOut}>{t('receive_stop')}</Button>}
    >
      <Panel>
        <p class="big-count" data-test="receive-percent">
          {total > 0 ? t('receive_percent', { n: percent }) : t('receive_counting')}
        </p>
        <Progress part={rows} whole={total} label={title} />
        {total > 0 && <p data-test="receive-rows">{t('receive_rows', { rows, total })}</p>}
        <p>{t('receive_keeps')}</p>
        <p class="second">{t('receive_why')}</p>
      </Panel>
      {loginNeeded.value ? <SignInAgain /> : <CutOff />}
    </Screen>
  );
}

function CutOff() {
  const state = online.value;
  if (state !== 'no-signal' && state !== 'server-down') return null;
  const again = (
    <Button kind="primary" onPress={() => sendNow()} test="receive-again">
      {t('receive_again')}
    </Button>
  );
  return (
    <Message test="m36" actions={again}>
      {t('m36_cut_off')}
    </Message>
  );
}
