import { useState } from 'preact/hooks';
import { Button, Message, onSubmit, TextField } from '../parts/index.ts';
import { recordDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { t } from '../words/index.ts';
import { choose, type DecisionsPage, type Fact, type Grounds, type TownChoice } from './decisiontypes.ts';
import { formTrouble } from './formcalls.ts';
import { Select } from './select.tsx';
import { dayIn } from './values.ts';
import { o } from './words.ts';

type Facts = Record<string, Fact>;

interface CriteriaProps {
  page: DecisionsPage;
  again: () => Promise<void>;
}

/** By which criteria new sheets are judged, from a day on. Each says what it rests on. */
export function FormCriteria({ page, again }: CriteriaProps) {
  const { form, choices, planned, earliest } = page;
  const [facts, setFacts] = useState<Facts>(planned);
  const [from, setFrom] = useState(earliest);
  const [trouble, setTrouble] = useState<string>();
  const same = choices.every((one) => factOf(one, facts) === factOf(one, planned));
  const take = async () => {
    const day = dayIn(from);
    if (same) return setTrouble(o('decide_same'));
    if (day === null || day < earliest) return setTrouble(o('decide_from_bad', { day: recordDay(earliest) }));
    const reply = await choose(form, day, facts);
    if (!reply.ok) return setTrouble(formTrouble(reply));
    await again();
  };
  return (
    <section class="panel" aria-label={o('decide_criteria')} data-test="criteria">
      <h2>{o('decide_criteria')}</h2>
      {choices.length === 0 ? (
        <p>{o('decide_none')}</p>
      ) : (
        <form class="o-set" onSubmit={onSubmit(take)}>
          <p class="hint">{o('decide_criteria_hint')}</p>
          {choices.map((one) => (
            <ChooseOne
              key={one.id}
              one={one}
              value={factOf(one, facts)}
              onChoose={(value) => setFacts((now) => ({ ...now, [one.id]: value }))}
            />
          ))}
          <TextField
            label={o('decide_from')}
            hint={o('decide_from_hint', { day: recordDay(earliest) })}
            value={from}
            onText={setFrom}
            test="criteria-from"
          />
          {trouble && (
            <Message tone="problem" test="criteria-trouble">
              {trouble}
            </Message>
          )}
          <div class="actions">
            <Button kind="primary" submit test="criteria-take">
              {o('decide_take')}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}

const factOf = (one: TownChoice, facts: Facts): Fact => facts[one.id] ?? one.default;

interface OneProps {
  one: TownChoice;
  value: Fact;
  onChoose: (value: Fact) => void;
}

export function ChooseOne({ one, value, onChoose }: OneProps) {
  const values = valuesOf(one);
  const grounds = one.type === 'set' ? one.options.find((option) => option.value === value) : one;
  const versions = one.versions.map((n) => o('forms_version', { n })).join(t('list_comma'));
  return (
    <div data-test="criteria-choice" data-choice={one.id}>
      <Select
        label={inWords(one.title)}
        options={values.map((each) => ({
          value: String(each),
          label:
            each === one.default
              ? o('decide_default', { value: valueText(one, each) })
              : valueText(one, each),
        }))}
        value={String(value)}
        onChoose={(chosen) => onChoose(values.find((each) => String(each) === chosen) ?? one.default)}
        test={`choose-${one.id}`}
      />
      {grounds && <GroundsText grounds={grounds} versions={versions} />}
    </div>
  );
}

function GroundsText({ grounds, versions }: { grounds: Grounds; versions: string }) {
  return (
    <p class="second">
      {grounds.provisional && <span class="o-provisional">{o('decide_provisional')}</span>}{' '}
      {o(`decide_conf_${grounds.confidence}`)}
      {t('list_comma')}
      {o('decide_versions', { versions })}
      <br />
      {o('decide_grounds', { sources: grounds.sources.join(' / ') })}
    </p>
  );
}

function valuesOf(one: TownChoice): Fact[] {
  if (one.type === 'set') return one.options.map(({ value }) => value);
  if (one.type === 'flag') return [false, true];
  return Array.from({ length: one.maximum - one.minimum + 1 }, (_, at) => one.minimum + at);
}

export function valueText(one: TownChoice, value: Fact): string {
  if (one.type === 'count') return o('decide_least', { n: Number(value) });
  if (one.type === 'flag') return o(value === true ? 'decide_yes' : 'decide_no');
  const option = one.options.find((each) => each.value === value);
  return option ? inWords(option.title) : String(value);
}
