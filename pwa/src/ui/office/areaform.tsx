import { useState } from 'preact/hooks';
import { Button, Choice, onSubmit, TextField } from '../parts/index.ts';
import { askedOf, type Entry, type Lack, lackOf, NEW, type Way } from './areaentry.ts';
import { Select } from './select.tsx';
import { Ticks } from './ticks.tsx';
import type { AreaStanding, Asked } from './types-areas.ts';
import { o } from './words.ts';

interface FormProps {
  areas: AreaStanding[];
  look: (asked: Asked) => Promise<void>;
  unfit: (lack: Lack) => void;
}

/** Rename, join or split; nothing happens before it has been looked at. */
export function AreaForm({ areas, look, unfit }: FormProps) {
  const blank: Entry = { way: 'rename', areas: [], to: NEW, name: '', salons: [], addresses: '' };
  const [entry, setEntry] = useState(blank);
  const set = (part: Partial<Entry>) => setEntry((now) => ({ ...now, ...part }));
  const { way } = entry;
  const ask = () => {
    const lack = lackOf(entry, areas);
    return lack ? unfit(lack) : look(askedOf(entry));
  };
  return (
    <form class="panel" onSubmit={onSubmit(ask)} data-test="area-form">
      <Choice<Way>
        label={o('areas_way')}
        options={(['rename', 'join', 'split'] as const).map((one) => ({
          value: one,
          label: o(`areas_${one}`),
        }))}
        value={way}
        onChoose={(chosen) => setEntry({ ...blank, way: chosen })}
        test="area-way"
      />
      <Which areas={areas} entry={entry} set={set} />
      {way === 'split' && <Part areas={areas} entry={entry} set={set} />}
      {way !== 'rename' && <Where areas={areas} entry={entry} set={set} />}
      {(way === 'rename' || entry.to === NEW || way === 'join') && (
        <TextField
          key={way}
          label={o('areas_new_name')}
          {...(way === 'join' && entry.to !== NEW ? { hint: o('areas_name_stays') } : {})}
          value=""
          onText={(name) => set({ name })}
          test="area-name"
        />
      )}
      <div class="actions">
        <Button submit test="area-look">
          {o('areas_look')}
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  areas: AreaStanding[];
  entry: Entry;
  set: (part: Partial<Entry>) => void;
}

function Which({ areas, entry, set }: PartProps) {
  const options = areas.map(({ id, name }) => ({ value: id, label: name }));
  if (entry.way === 'join')
    return (
      <Ticks
        label={o('areas_which_join')}
        options={options}
        chosen={entry.areas}
        onChoose={(chosen) => set({ areas: chosen, to: chosen.includes(entry.to) ? entry.to : NEW })}
        test="area-which"
      />
    );
  return (
    <Select
      label={o('areas_which')}
      options={[{ value: '', label: o('areas_choose') }, ...options]}
      value={entry.areas[0] ?? ''}
      onChoose={(id) => set({ areas: id ? [id] : [], salons: [] })}
      test="area-which"
    />
  );
}

/** Which part of an area goes. */
function Part({ areas, entry, set }: PartProps) {
  const salons = areas.find(({ id }) => id === entry.areas[0])?.salons ?? [];
  return (
    <>
      {entry.areas.length > 0 && salons.length === 0 && <p>{o('areas_no_salons')}</p>}
      {salons.length > 0 && (
        <Ticks
          label={o('areas_which_salons')}
          options={salons.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={entry.salons}
          onChoose={(chosen) => set({ salons: chosen })}
          test="area-salons"
        />
      )}
      <TextField
        label={o('areas_addresses')}
        hint={o('areas_addresses_hint')}
        value=""
        onText={(addresses) => set({ addresses })}
        test="area-addresses"
      />
    </>
  );
}

function Where({ areas, entry, set }: PartProps) {
  const join = entry.way === 'join';
  const may = areas.filter(({ id }) => entry.areas.includes(id) === join);
  return (
    <Select
      label={o(join ? 'areas_to' : 'areas_to_split')}
      options={[
        { value: NEW, label: o('areas_to_new') },
        ...may.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={entry.to}
      onChoose={(to) => set({ to })}
      test="area-to"
    />
  );
}
