import { useState } from 'preact/hooks';
import type { CriteriaSet, Words } from '../../forms/index.ts';
import { api } from '../../sync/index.ts';
import { Button, Message } from '../parts/index.ts';
import { inWords } from '../shown/form.ts';
import { criteriaText } from '../shown/judge.ts';
import { KdbUsed } from '../shown/kdb-used.tsx';
import { t } from '../words/index.ts';
import { Verdict } from './findings.tsx';
import { formTrouble } from './formcalls.ts';
import { Gradings } from './judged.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Select } from './select.tsx';
import type { Finding, FromKdb, Grading } from './types-sheets.ts';
import { moment } from './values.ts';
import { o } from './words.ts';

/** What the address of further results answers (server/judgements/schemas.py). */
interface Again {
  choices: { version: number; criteria_sets: Pick<CriteriaSet, 'id' | 'title' | 'default' | 'sets'>[] }[];
  judgements: Judgement[];
}

interface Judgement {
  id: string;
  version: number;
  criteria: Record<string, string>;
  by: string;
  at: string;
  findings: Finding[];
  gradings: Grading[];
  not_asked: string[];
  /** As it was when it was judged. */
  kdb: FromKdb | null;
}

/** 別の版・基準で見直す: further results of a sheet, each with what judged it. The first one stays as it is. */
export function JudgedAgain({ id, version }: { id: string; version: number }) {
  const [open, setOpen] = useState(false); // looked up when it is asked for: every look is noted
  return (
    <section class="panel" data-test="judged-again">
      <Button onPress={() => setOpen(!open)} expanded={open} test="again-open">
        {o('again_title')}
      </Button>
      {open && <Body id={id} version={version} />}
    </section>
  );
}

function Body({ id, version }: { id: string; version: number }) {
  const path = `/office/submissions/${id}/judgements`;
  const load = useLoad<Again>(path);
  const [trouble, setTrouble] = useState<string>();
  const judge = async (by: number, criteria: Record<string, string>) => {
    const reply = await api.act(path, { version: by, criteria });
    setTrouble(formTrouble(reply));
    await load.again();
  };
  return (
    <Loaded load={load} rows={2}>
      {({ choices, judgements }) => (
        <div class="o-forms">
          <p class="hint">{o('again_hint')}</p>
          <By choices={choices} first={version} judge={judge} />
          {trouble && <Message tone="problem">{trouble}</Message>}
          {judgements.map((one) => (
            <One key={one.id} judgement={one} choices={choices} />
          ))}
        </div>
      )}
    </Loaded>
  );
}

interface ByProps {
  choices: Again['choices'];
  first: number;
  judge: (version: number, criteria: Record<string, string>) => Promise<void>;
}

/** By which version, and by which criteria where there are several. */
function By({ choices, first, judge }: ByProps) {
  const [version, setVersion] = useState(first);
  const [criteria, setCriteria] = useState<Record<string, string>>({});
  const sets = choices.find((one) => one.version === version)?.criteria_sets ?? [];
  return (
    <div class="o-set">
      <Select
        label={o('again_version')}
        options={choices.map((one) => ({
          value: String(one.version),
          label: o('forms_version', { n: one.version }),
        }))}
        value={String(version)}
        onChoose={(chosen) => {
          setVersion(Number(chosen));
          setCriteria({});
        }}
        test="again-version"
      />
      {sets.map((question) => (
        <Select
          key={question.id}
          label={inWords(question.title)}
          options={question.sets.map((one) => ({ value: one.code, label: inWords(one) }))}
          value={criteria[question.id] ?? question.default}
          onChoose={(chosen) => setCriteria({ ...criteria, [question.id]: chosen })}
          test={`again-${question.id}`}
        />
      ))}
      <div class="actions">
        <Button onPress={() => judge(version, wholeOf(sets, criteria))} test="again-judge">
          {o('again_judge')}
        </Button>
      </div>
    </div>
  );
}

/** What stands on screen is what is asked for, also where nothing was changed. */
function wholeOf(sets: Again['choices'][number]['criteria_sets'], criteria: Record<string, string>) {
  return Object.fromEntries(sets.map(({ id, default: usual }) => [id, criteria[id] ?? usual]));
}

function One({ judgement, choices }: { judgement: Judgement; choices: Again['choices'] }) {
  const { version, criteria, by, at, findings, gradings, not_asked, kdb } = judgement;
  const sets = choices.find((one) => one.version === version)?.criteria_sets ?? [];
  const used = sets.flatMap(({ id, sets }) => wordsOf(sets, criteria[id]) ?? []);
  const shown = findings.filter(({ role, state }) => role === 'result' || state === 'positive');
  return (
    <section class="panel" data-test="judgement" data-version={version}>
      <h3>{[o('forms_version', { n: version }), ...used.map(inWords)].join(t('list_comma'))}</h3>
      <p class="second">{o('form_step_line', { at: moment(at), name: by })}</p>
      <ul class="list">
        {shown.map((finding) => (
          <li key={finding.id}>
            <Verdict finding={finding} /> {finding.title}{' '}
            <span class="second">{o('sheet_criteria', { criteria: criteriaText(finding.criteria) })}</span>{' '}
            {finding.provisional && <span class="o-provisional">{t('provisional')}</span>}
          </li>
        ))}
      </ul>
      <Gradings gradings={gradings} />
      {shown.length + gradings.length === 0 && <p>{o('not_judged')}</p>}
      {kdb && <KdbUsed {...kdb} />}
      {not_asked.length > 0 && <p>{o('again_not_asked', { n: not_asked.length })}</p>}
    </section>
  );
}

function wordsOf(sets: readonly (Words & { code: string })[], code: string | undefined): Words | undefined {
  return sets.find((one) => one.code === code);
}
