import { useState } from 'preact/hooks';
import { go } from '../../router.ts';
import { Back, Button, Choice, Message, onSubmit, TextField } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { formTrouble, makeSet } from './formcalls.ts';
import { FormNotes } from './formnotes.tsx';
import {
  askedSet,
  type BandAsked,
  BLANK,
  type By,
  bandsOf,
  type Written,
  type WrittenSet,
} from './formset.ts';
import type { Direction, FormNote } from './formtypes.ts';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import { o } from './words.ts';

const START: WrittenSet = { title: '', title_en: '', form_id: '', measures: [BLANK] };

/** A set of measurements of the town's own. It becomes a draft like any other form. */
export function FormMeasuresPage() {
  const [set, setSet] = useState(START);
  const [trouble, setTrouble] = useState<string>();
  const [notes, setNotes] = useState<FormNote[]>([]);
  const change = (part: Partial<WrittenSet>) => setSet((now) => ({ ...now, ...part }));
  const changeOne = (at: number, part: Partial<Written>) =>
    setSet((now) => ({
      ...now,
      measures: now.measures.map((one, n) => (n === at ? { ...one, ...part } : one)),
    }));
  const make = async () => {
    const asked = askedSet(set);
    if ('word' in asked) return setTrouble(o(asked.word, { n: asked.n }));
    const reply = await makeSet(asked);
    setTrouble(formTrouble(reply));
    if (!reply.ok) return;
    if (reply.value.id) return go(`/o/forms/${reply.value.id}`);
    setNotes(reply.value.notes);
  };
  return (
    <Panes
      whole
      list={
        <>
          <div class="o-back">
            <Back to="/o/forms" />
          </div>
          <PaneHead title={o('set_title')} note={o('set_hint')} test="set-title" />
          <form class="o-forms" onSubmit={onSubmit(make)} data-test="set-form">
            <div class="panel o-set">
              <TextField
                label={o('set_name')}
                value={set.title}
                onText={(title) => change({ title })}
                maxLength={60}
                lang="ja"
                test="set-name"
              />
              <TextField
                label={o('set_name_en')}
                optional
                value={set.title_en}
                onText={(title_en) => change({ title_en })}
                maxLength={60}
                test="set-name-en"
              />
              <TextField
                label={o('set_id')}
                hint={o('set_id_hint')}
                value={set.form_id}
                onText={(form_id) => change({ form_id })}
                maxLength={30}
                test="set-id"
              />
            </div>
            {set.measures.map((one, at) => (
              <OneMeasure key={at} n={at + 1} one={one} change={(part) => changeOne(at, part)} />
            ))}
            <div class="actions">
              <Button onPress={() => change({ measures: [...set.measures, BLANK] })} test="set-add">
                {o('set_add')}
              </Button>
              {set.measures.length > 1 && (
                <Button onPress={() => change({ measures: set.measures.slice(0, -1) })} test="set-less">
                  {o('set_less')}
                </Button>
              )}
            </div>
            {trouble && (
              <Message tone="problem" test="set-trouble">
                {trouble}
              </Message>
            )}
            {notes.length > 0 && <FormNotes notes={notes} />}
            <div class="actions">
              <Button kind="primary" submit test="set-make">
                {o('set_make')}
              </Button>
            </div>
          </form>
        </>
      }
    />
  );
}

interface MeasureProps {
  n: number;
  one: Written;
  change: (part: Partial<Written>) => void;
}

const WAYS: readonly (Direction | '')[] = ['', 'below', 'at_most', 'at_least', 'above'];

type WrittenText = Exclude<keyof Written, 'thresholds' | 'by' | 'direction'>;

/** One number for everybody, or one for each sex and age. */
function Threshold({ one, change }: Omit<MeasureProps, 'n'>) {
  const bands = bandsOf(one);
  const { by, ages, thresholds } = one;
  return (
    <>
      <Choice<By>
        label={o('set_by')}
        options={(['all', 'sex', 'age', 'both'] as const).map((value) => ({
          value,
          label: o(`set_by_${value}`),
        }))}
        value={by}
        onChoose={(chosen) => change({ by: chosen })}
        test="set-by"
      />
      {(by === 'age' || by === 'both') && (
        <TextField
          label={o('set_ages')}
          hint={o('set_ages_hint')}
          value={ages}
          onText={(text) => change({ ages: text })}
          test="set-ages"
        />
      )}
      {by !== 'all' && bands.length > 0 && <p class="hint">{o('set_band_empty')}</p>}
      {bands.map((band) => (
        <TextField
          key={band.key}
          label={bandText(band)}
          value={thresholds[band.key] ?? ''}
          onText={(text) => change({ thresholds: { ...thresholds, [band.key]: text } })}
          test={`set-threshold${band.key}`}
        />
      ))}
    </>
  );
}

function bandText({ key, sex, from_age, to_age }: BandAsked): string {
  if (key === '') return o('set_threshold');
  const who = sex ? t(`sex_${sex}`) : '';
  const open = from_age === 0 ? '' : o('set_band_from', { n: from_age });
  const ages = to_age === undefined ? open : `${open}${o('set_band_to', { n: to_age })}`;
  return o('set_threshold_of', { who: [who, ages].filter(Boolean).join(' ') });
}

function OneMeasure({ n, one, change }: MeasureProps) {
  const field = (part: WrittenText, label: string, more: { optional?: boolean; hint?: string } = {}) => (
    <TextField
      label={label}
      value={one[part]}
      onText={(text) => change({ [part]: text })}
      test={`set-${part}`}
      {...more}
    />
  );
  return (
    <fieldset class="panel o-set" data-test="set-measure">
      <legend>{o('set_measure', { n })}</legend>
      {field('name', o('set_measure_name'))}
      {field('name_en', o('set_name_en'), { optional: true })}
      {field('unit', o('set_unit'))}
      {field('unit_en', o('set_unit_en'), { optional: true })}
      <Choice
        label={o('set_decimals')}
        options={['0', '1', '2'].map((value) => ({ value, label: value }))}
        value={one.decimals}
        onChoose={(decimals) => change({ decimals })}
        test="set-decimals"
      />
      {field('minimum', o('set_minimum'))}
      {field('maximum', o('set_maximum'))}
      <Choice<Direction | ''>
        label={o('set_judged')}
        options={WAYS.map((value) => ({ value, label: o(value === '' ? 'set_judge_none' : `set_${value}`) }))}
        value={one.direction}
        onChoose={(direction) => change({ direction })}
        test="set-direction"
      />
      {one.direction !== '' && <Threshold one={one} change={change} />}
      {field('source', o('set_source'), { hint: o('set_source_hint') })}
    </fieldset>
  );
}
