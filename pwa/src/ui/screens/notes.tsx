import { Button, LinkButton, Message, Screen } from '../parts/index.ts';
import { t, type WordKey } from '../words/index.ts';

interface NoteProps {
  name: WordKey;
  message: WordKey;
  test: string;
  home?: string;
}

/** A page that says why there is nothing here, and leads on. */
export function Note({ name, message, test, home = '/today' }: NoteProps) {
  const on = (
    <LinkButton kind="primary" href={home} test="to-today">
      {t(home === '/today' ? 'to_today' : 'to_first')}
    </LinkButton>
  );
  return (
    <Screen name={name} test={test} back={home} foot={on}>
      <Message>{t(message)}</Message>
    </Screen>
  );
}

/** M42: the address is real, her role does not open it. */
export function NotAllowed({ home = '/today' }: { home?: string }) {
  return <Note name="not_allowed_title" message="m42_not_allowed" test="m42" home={home} />;
}
/** M43: the person is not on this tablet. */
export const NotHere = () => <Note name="not_here_title" message="m43_not_here" test="m43" />;
export const NoSuchPage = () => <Note name="no_page_title" message="m43_page_not_here" test="no-page" />;

/** Between the first paint and what the tablet keeps: a moment, without a wheel that turns. */
export function Opening() {
  return (
    <Screen name="opening_title" test="opening">
      <p class="second" role="status">
        {t('reading')}
      </p>
    </Screen>
  );
}

/** M47: the drawing failed; what was saved is in the store. */
export function Reopen() {
  return (
    <Screen
      name="reopen_title"
      test="m47"
      foot={
        <Button kind="primary" onPress={() => location.assign('/today')} test="reopen">
          {t('reopen')}
        </Button>
      }
    >
      <Message>{t('m47_reopen')}</Message>
    </Screen>
  );
}
