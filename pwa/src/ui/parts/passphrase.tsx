import { useState } from 'preact/hooks';
import { t } from '../words/index.ts';
import { Button } from './button.tsx';
import { BareInput, Field } from './field.tsx';

/** A password that can be looked at: long ones are mistyped on glass. */
export function Passphrase({ onText }: { onText: (text: string) => void }) {
  const [shown, setShown] = useState(false);
  return (
    <Field label={t('login_passphrase')}>
      {({ id, describedBy }) => (
        <div class="passphrase">
          <BareInput
            id={id}
            describedBy={describedBy}
            class="input"
            value=""
            onText={onText}
            type={shown ? 'text' : 'password'}
            autocomplete="current-password"
            test="passphrase"
          />
          <Button onPress={() => setShown(!shown)} test="show-passphrase">
            {t(shown ? 'login_hide' : 'login_show')}
          </Button>
        </div>
      )}
    </Field>
  );
}
