import { useEffect, useState } from 'preact/hooks';
import { counts, type TownHere, townsHere, turnTo } from '../../store/index.ts';
import { fetchTowns, type Town } from '../../sync/index.ts';
import { Button, Choice, Message } from '../parts/index.ts';
import { t } from '../words/index.ts';

/** Everything of the town before stays where it is; the page begins anew, so that nothing of it is left in memory. */
async function turn(town: Town): Promise<void> {
  await turnTo(town);
  location.replace('/');
}

function useTowns(): TownHere[] {
  const [towns, read] = useState<TownHere[]>([]);
  useEffect(() => {
    const look = () => void townsHere().then(read);
    look();
    // Another window may have sent what was owed there.
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [counts.value.unsent]);
  return towns;
}

const nameOf = ({ name }: { name: string }): string => name || t('towns_unnamed');

interface TownsProps {
  /** The same name and password fit in all of these. */
  asked?: Town[];
  onTown: (town: Town) => void;
}

/** S1: the municipalities of this tablet, each with what it still owes; and how to begin with another. */
export function Towns({ asked, onTown }: TownsProps) {
  const here = useTowns();
  const others = useOthers(here);
  if (asked)
    return (
      <>
        <Message test="town-asked">{t('towns_asked')}</Message>
        <Choice
          label={t('towns_which')}
          class="login-towns"
          options={asked.map((town) => ({ value: town.uid, label: nameOf(town) }))}
          value={undefined}
          onChoose={(uid) => pick(asked, uid, onTown)}
          test="town-which"
        />
      </>
    );
  return (
    <>
      {here.length > 0 && (
        <Choice
          label={t('towns_choose')}
          class="login-towns"
          options={here.map((town) => ({ value: town.uid, label: nameOf(town), reference: unsentOf(town) }))}
          value={here.find((town) => town.open)?.uid}
          onChoose={(uid) => pick(here, uid, (town) => void (town.open || turn(town)))}
          test="towns"
        />
      )}
      <Others {...others} />
    </>
  );
}

function pick<T extends Town>(towns: T[], uid: string, then: (town: T) => void): void {
  const town = towns.find((one) => one.uid === uid);
  if (town) then(town);
}

const unsentOf = ({ unsent }: TownHere): string =>
  t(unsent > 0 ? 'towns_unsent' : 'towns_none_unsent', { n: unsent });

type Answer = Town[] | 'silent' | null;

/** The towns of this server that have nothing here yet; they are asked for at a press. */
function useOthers(here: TownHere[]): { answer: Answer; ask: () => Promise<void> } {
  const [answer, setAnswer] = useState<Answer>(null);
  const ask = async () => {
    const all = await fetchTowns();
    setAnswer(all ? all.filter(({ uid }) => !here.some((town) => town.uid === uid)) : 'silent');
  };
  return { answer, ask };
}

function Others({ answer, ask }: { answer: Answer; ask: () => Promise<void> }) {
  if (answer === 'silent') return <Message test="towns-silent">{t('towns_need_signal')}</Message>;
  if (answer?.length === 0) return <Message test="towns-none">{t('towns_no_other')}</Message>;
  if (answer)
    return (
      <Choice
        label={t('towns_begin')}
        class="login-towns"
        options={answer.map((town) => ({ value: town.uid, label: nameOf(town) }))}
        value={undefined}
        onChoose={(uid) => pick(answer, uid, turn)}
        test="towns-other"
      />
    );
  return (
    <Button onPress={ask} test="towns-more">
      {t('towns_more')}
    </Button>
  );
}

/** What other towns of this tablet have not sent. It goes only while their own town is open. */
export function Owed() {
  const owing = useTowns().filter((town) => !town.open && town.unsent > 0);
  return (
    <>
      {owing.map((town) => (
        <Message
          key={town.uid}
          test="town-owes"
          actions={
            <Button onPress={() => turn(town)} test="town-turn">
              {t('towns_turn', { town: nameOf(town) })}
            </Button>
          }
        >
          {t('towns_owes', { town: nameOf(town), n: town.unsent })}
        </Message>
      ))}
    </>
  );
}
