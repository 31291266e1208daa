import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { idleMinutes, setIdleMinutes } from '../../idle.ts';
import { counts, identity, lockScreen } from '../../store/index.ts';
import { signOut, subscribePush } from '../../sync/index.ts';
import { type Language, language, t } from '../words/index.ts';
import { Button, LinkButton } from './button.tsx';
import { Choice } from './choice.tsx';
import { type Look, look, type TextSize, textSize } from './display.ts';

/** She wants to choose, or change, the number of the screen lock. */
export const choosingPin = signal(false);
const MINUTES = [5, 10, 30];

/** Behind the name: text size, display, language, notices, log-out. */
export function Menu({ close }: { close: () => void }) {
  return (
    <section class="menu" aria-label={t('menu')} data-test="menu-panel">
      <Choice<TextSize>
        label={t('menu_text')}
        options={[
          { value: 'normal', label: t('menu_text_normal') },
          { value: 'large', label: t('menu_text_large') },
          { value: 'larger', label: t('menu_text_larger') },
        ]}
        value={textSize.value}
        onChoose={(size) => {
          textSize.value = size;
        }}
      />
      <Choice<Look>
        label={t('menu_look')}
        options={[
          { value: 'light', label: t('menu_look_light') },
          { value: 'clear', label: t('menu_look_clear') },
        ]}
        value={look.value}
        onChoose={(chosen) => {
          look.value = chosen;
        }}
      />
      <Choice<Language>
        label={t('menu_language')}
        options={[
          { value: 'ja', label: t('menu_japanese') },
          { value: 'en', label: t('menu_english') },
        ]}
        value={language.value}
        onChoose={(chosen) => {
          language.value = chosen;
        }}
      />
      {identity.value?.writer_no != null && <Locking close={close} />}
      {identity.value?.vapid_key && <Notices />}
      <div class="actions">
        <LinkButton href="/own" kind="text" test="menu-own">
          {t('own_title')}
        </LinkButton>
        <Button onPress={() => signOut()} test="sign-out">
          {t('menu_sign_out')}
        </Button>
        <Button kind="text" onPress={close} test="menu-close">
          {t('close')}
        </Button>
      </div>
      {counts.value.unsent > 0 && <p class="hint">{t('menu_sign_out_keeps', { n: counts.value.unsent })}</p>}
    </section>
  );
}

function Locking({ close }: { close: () => void }) {
  const press = (then: () => void) => () => {
    close();
    then();
  };
  const choose = () => {
    choosingPin.value = true;
  };
  return (
    <>
      <Choice
        label={t('menu_idle')}
        options={MINUTES.map((n) => ({ value: String(n), label: t('menu_idle_minutes', { n }) }))}
        value={String(idleMinutes.value)}
        onChoose={(minutes) => setIdleMinutes(Number(minutes))}
      />
      <div class="actions">
        <Button onPress={press(lockScreen)} test="lock">
          {t('menu_lock')}
        </Button>
        <Button onPress={press(choose)} test="menu-pin">
          {t('menu_pin')}
        </Button>
      </div>
    </>
  );
}

function Notices() {
  const [answer, setAnswer] = useState<boolean | null>(null);
  const ask = async () => setAnswer((await subscribePush()) === 'subscribed');
  return (
    <div class="actions">
      <Button icon="bell" onPress={ask} test="notices">
        {t('menu_notices')}
      </Button>
      {answer !== null && <p role="status">{t(answer ? 'menu_notices_on' : 'menu_notices_off')}</p>}
    </div>
  );
}
