import { useEffect, useState } from 'preact/hooks';
import type { Definition, Item } from '../../forms/index.ts';
import { go } from '../../router.ts';
import { atResident, type Draft, finishedByResident, type Value } from '../../store/index.ts';
import { attempt, Button, Problem, Screen, textSize, useRead } from '../parts/index.ts';
import { isAnswered } from '../shown/form.ts';
import { isHers } from '../shown/forms-here.ts';
import { shownItems } from '../shown/judge.ts';
import { Waiting } from '../shown/lists.tsx';
import { hush } from '../shown/voice.ts';
import { t } from '../words/index.ts';
import { fileSheet } from './file-sheet.ts';
import { SelfQuestion, SelfReview, SelfWelcome } from './self-steps.tsx';
import { readSheet } from './sheet-read.ts';
import { useDraft } from './use-draft.ts';

/** S10: the person herself answers, one question a screen. Nothing here names her or anybody else. */
export function SelfEntry() {
  const here = atResident.value;
  const read = useRead(`self ${here?.draft}`, () => readSheet(here?.person ?? '', here?.draft ?? ''));
  useNoWayOut();
  useAwake();
  if (!read) {
    return (
      <Screen name="self_title" test="screen-self" class="resident" bare>
        <Waiting rows={3} />
      </Screen>
    );
  }
  return <Steps first={read.draft} form={read.form} />;
}

/** Every way back leads to where she is. */
function useNoWayOut() {
  useEffect(() => {
    const stay = () => history.pushState(history.state, '', location.href);
    stay();
    addEventListener('popstate', stay);
    return () => removeEventListener('popstate', stay);
  }, []);
}

/** She may think as long as she likes: the screen stays on, where the tablet lets it be asked for. */
function useAwake() {
  useEffect(() => {
    let held: WakeLockSentinel | null = null;
    let over = false;
    const hold = async () => {
      if (document.visibilityState !== 'visible') return;
      const got = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null;
      if (over) await got?.release();
      else held = got;
    };
    void hold();
    // The system takes it back whenever the page is out of sight.
    document.addEventListener('visibilitychange', hold);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', hold);
      void held?.release();
    };
  }, []);
}

function Steps({ first, form }: { first: Draft; form: Definition }) {
  const { draft, keep, settled } = useDraft(first);
  const [step, setStep] = useState(0);
  const [missing, setMissing] = useState(false);
  const [kana, setKana] = useState(false);
  useTextSize();
  const asked = shownItems(form, draft.answers);
  const items = asked.filter(isHers);
  const item = items[step - 1];
  const turn = (to: number) => {
    hush();
    setMissing(false);
    setStep(to);
    scrollTo(0, 0);
  };
  const answer = (one: Item, value: Value) => {
    setMissing(false);
    keep((now) => ({ ...now, answers: { ...now.answers, [one.id]: value } }));
  };
  const next = () => {
    if (item && !isAnswered(draft.answers[item.id])) return setMissing(true);
    turn(step + 1);
  };
  const stop = () =>
    attempt(async () => {
      await settled();
      await give(`/p/${draft.person}/f/${draft.id}`, false, false);
    });
  const finish = () =>
    attempt(async () => {
      const open = items.findIndex((one) => !isAnswered(draft.answers[one.id]));
      if (open >= 0) return turn(open + 1);
      await settled();
      await fileSheet(
        { ...draft, answered_by: 'self' },
        items.map(({ id }) => id),
      );
      await give(`/result/${draft.id}`, true, true);
    });
  const back = step > 0 && (
    <Button elder icon="back" onPress={() => turn(step - 1)} test="self-back">
      {t('back')}
    </Button>
  );
  const on = item ? (
    <Button elder kind="primary" onPress={next} test="self-next">
      {t('self_next')}
    </Button>
  ) : (
    <Button
      elder
      kind="primary"
      onPress={step === 0 ? next : finish}
      test={step === 0 ? 'self-start' : 'self-end'}
    >
      {t(step === 0 ? 'self_start' : 'self_end')}
    </Button>
  );
  const place = item ? t('self_place', { n: step, all: items.length }) : t('self_title');
  return (
    <Screen
      key={step}
      name="self_title"
      title={place}
      test="screen-self"
      class="resident"
      bare
      entry
      aside={
        step > 0 && (
          <Button elder kind="text" onPress={stop} test="self-stop">
            {t('self_stop')}
          </Button>
        )
      }
      foot={
        <>
          {back}
          {on}
        </>
      }
    >
      {item ? (
        <SelfQuestion
          item={item}
          value={draft.answers[item.id]}
          kana={kana}
          onAnswer={(value) => answer(item, value)}
        />
      ) : step === 0 ? (
        <SelfWelcome form={form} items={items} kana={kana} onKana={setKana} />
      ) : (
        <SelfReview items={items} answers={draft.answers} onGo={(one) => turn(items.indexOf(one) + 1)} />
      )}
      <div aria-live="polite">{missing && <Problem>{t('self_choose')}</Problem>}</div>
    </Screen>
  );
}

/** Where staff will be when they have opened it. */
async function give(address: string, filed: boolean, whole: boolean): Promise<void> {
  go(address, true);
  await finishedByResident(filed, whole);
}

/** The size she chose goes with her. */
function useTextSize() {
  useEffect(() => {
    const before = textSize.value;
    return () => {
      textSize.value = before;
    };
  }, []);
}
