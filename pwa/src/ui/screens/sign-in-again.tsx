import { counts } from '../../store/index.ts';
import { LinkButton, Message } from '../parts/index.ts';
import { t } from '../words/index.ts';

/** The server wants a login before it takes more; entering goes on meanwhile. */
export function SignInAgain() {
  const on = (
    <LinkButton href="/login" test="sign-in-again">
      {t('login_title')}
    </LinkButton>
  );
  return (
    <Message test="login-needed" actions={on}>
      {t('m20_session_ended', { n: counts.value.unsent })}
    </Message>
  );
}
