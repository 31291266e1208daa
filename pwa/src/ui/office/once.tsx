import { Button } from '../parts/index.ts';
import type { Once } from './types-staff.ts';
import { moment } from './values.ts';
import { o } from './words.ts';

/** A passphrase that is good once, shown once: it is nowhere to be read again. */
export function OncePanel({ once, close }: { once: Once; close: () => void }) {
  return (
    <div class="panel o-code" data-test="once">
      <p>
        {o('staff_once_show')}{' '}
        <strong class="o-code-typed" data-test="once-passphrase">
          {once.passphrase}
        </strong>
      </p>
      <p class="hint">{o('staff_once_hint', { until: moment(once.until) })}</p>
      <Button onPress={close} test="once-close">
        {o('staff_once_put')}
      </Button>
    </div>
  );
}
