import type { ComponentChildren, FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { go } from '../../router.ts';
import { atResident } from '../../store/index.ts';
import { Button, Screen } from '../parts/index.ts';
import { learn, t } from '../words/index.ts';
import { locking } from '../words/later/locking.ts';

learn(locking);

interface HandBackProps {
  /** What staff open it with; it holds the way back to this screen. */
  opens: (note: ComponentChildren) => ComponentChildren;
}

/** S11: nothing else is shown until staff open it. */
export function HandBack({ opens }: HandBackProps) {
  const [staff, setStaff] = useState(false);
  const toThanks = (
    <Button elder onPress={() => setStaff(false)} test="staff-leaves">
      {t('back_not_staff')}
    </Button>
  );
  return staff ? opens(toThanks) : <Thanks onStaff={() => setStaff(true)} />;
}

function Thanks({ onStaff }: { onStaff: () => void }) {
  const here = atResident.value;
  const filed = here?.filed ?? false;
  useEffect(() => {
    // Whoever opens it comes to the sheet that was answered, wherever the browser was led meanwhile.
    if (here) go(filed ? `/result/${here.draft}` : `/p/${here.person}/f/${here.draft}`, true);
  }, [here, filed]);
  const staff = (
    <Button elder onPress={onStaff} test="staff-opens">
      {t('back_staff')}
    </Button>
  );
  return (
    <Screen name="back_title" test="screen-hand-back" class="resident resident-still" bare foot={staff}>
      <p class="resident-lead">{t('back_thanks')}</p>
      <p data-test="back-state">{t(here?.whole ? 'back_filed' : 'back_kept')}</p>
      <p>{t('back_give')}</p>
    </Screen>
  );
}

/** The same after a restart, when nobody's keys are here. */
export function HandBackDoor({ login: Login }: { login: FunctionComponent<{ note?: ComponentChildren }> }) {
  return <HandBack opens={(note) => <Login note={note} />} />;
}
