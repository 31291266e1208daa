import { added, install, offer } from '../../installing.ts';
import { severalTowns, usersHere } from '../../store/index.ts';
import { Button, LinkButton, Message, Panel, Screen } from '../parts/index.ts';
import { t, type WordKey } from '../words/index.ts';
import { UnsentHere } from './login.tsx';
import { TownsHere } from './towns-here.tsx';

/** How each sort of tablet puts it on its home screen. */
const WAYS: readonly { name: WordKey; steps: readonly WordKey[]; fits: () => boolean }[] = [
  {
    name: 'install_ipad',
    steps: ['install_ipad_share', 'install_ipad_add', 'install_open'],
    fits: () => /iPad|iPhone|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1,
  },
  {
    name: 'install_android',
    steps: ['install_android_menu', 'install_android_add', 'install_open'],
    fits: () => /Android/.test(navigator.userAgent),
  },
  { name: 'install_pc', steps: ['install_pc_press', 'install_open'], fits: () => true },
];

/** M33: a tab of a town with real data. How to put the app on the home screen; the office is open here, too. */
export function Install() {
  return (
    <Screen name="install_title" test="screen-install" class="login">
      {severalTowns() && <TownsHere draw={({ Towns }) => <Towns onTown={() => {}} />} />}
      <Message tone="ask">{t('m33_in_tab')}</Message>
      {added.value ? <Message test="install-added">{t('install_added')}</Message> : <How />}
      <UnsentHere users={usersHere()} />
      <LinkButton href="/o/morning" test="to-office">
        {t('install_office')}
      </LinkButton>
      <p class="second">{t('install_office_note')}</p>
    </Screen>
  );
}

function How() {
  const own = WAYS.find(({ fits }) => fits());
  return (
    <>
      {offer.value && (
        <Button kind="primary" wide onPress={install} test="install">
          {t('install_title')}
        </Button>
      )}
      <p>{t('install_why')}</p>
      {[...WAYS]
        .sort((a, b) => Number(b === own) - Number(a === own))
        .map(({ name, steps }) => (
          <Panel key={name}>
            <h2>{t(name)}</h2>
            <ol>
              {steps.map((step) => (
                <li key={step}>{t(step)}</li>
              ))}
            </ol>
          </Panel>
        ))}
    </>
  );
}
