import type { Definition, Item } from '../../forms/index.ts';
import { QrPicture } from '../parts/qr.tsx';
import { fill } from '../words/speak.ts';
import { numberWord, type PrintedSheet } from './mailings.ts';
import { type Grid, labelPages, paperPages } from './paper-pages.ts';
import type { PersonBrief } from './types.ts';
import { type OfficeWord, officeWords } from './words.ts';

/** What stands on paper for a resident is Japanese, whatever the screen speaks. */
function ja(key: OfficeWord, vars = {}): string {
  return fill(officeWords[key][0], vars);
}

interface AnswerPaperProps {
  form: Definition;
  town: string;
  sheet: PrintedSheet;
}

/** One person's answer sheet: the official questions, her number as digits and as a QR code. */
export function AnswerPaper({ form, town, sheet }: AnswerPaperProps) {
  const pages = paperPages(form);
  return (
    <>
      {pages.map((items, place) => (
        <article key={items[0]?.id} class="a4" lang="ja" data-test="paper-page">
          <Head form={form} town={town} sheet={sheet} first={place === 0} />
          <ol class="paper-items">
            {items.map((item) => (
              <Question key={item.id} item={item} />
            ))}
          </ol>
          {place === pages.length - 1 && <AnsweredBy form={form} />}
          <p class="paper-foot">{ja('paper_page', { n: place + 1, of: pages.length })}</p>
        </article>
      ))}
    </>
  );
}

function Head({ form, town, sheet, first }: AnswerPaperProps & { first: boolean }) {
  return (
    <header class="paper-sheet-head">
      <div>
        <p class="paper-practice-mark">{ja('paper_practice')}</p>
        <h2>{form.title.ja}</h2>
        <p class="paper-for">{ja('paper_sama', { name: sheet.person.name })}</p>
        {first && <p>{ja('paper_day')}</p>}
        {first && <p>{ja('paper_how')}</p>}
        <p>{town}</p>
      </div>
      <div class="paper-number">
        <QrPicture picture={sheet.picture} label={ja('paper_number')} test="paper-qr" />
        <p>{numberWord(sheet.number)}</p>
      </div>
    </header>
  );
}

function Question({ item }: { item: Item }) {
  return (
    <li class="paper-item" data-test="paper-item" data-item={item.id}>
      <p class="paper-question">
        <span class="paper-no">{item.no}</span>
        <span>
          {item.wording}
          {item.note && <small>{item.note}</small>}
        </span>
      </p>
      <Space item={item} />
    </li>
  );
}

/** Where the answer goes: numbers to circle, boxes for a number, lines for words. */
function Space({ item }: { item: Item }) {
  if (item.options)
    return (
      <p class="paper-options">
        {item.options.map(({ code, ja: label }) => (
          <span key={code}>
            <b>{code}</b> {label}
          </span>
        ))}
        {item.type === 'multi' && <span>{ja('paper_many')}</span>}
      </p>
    );
  if (item.type === 'text') return <p class="paper-lines" />;
  return (
    <p class="paper-options">
      <span class="paper-blank" /> {item.type === 'date' ? ja('paper_date') : (item.unit?.ja ?? '')}
    </p>
  );
}

function AnsweredBy({ form }: { form: Definition }) {
  return (
    <div class="paper-item">
      <p class="paper-question">
        <span>{ja('paper_by')}</span>
      </p>
      <p class="paper-options">
        {form.answered_by.map(({ code, ja: label }, place) => (
          <span key={code}>
            <b>{place + 1}</b> {label}
          </span>
        ))}
      </p>
    </div>
  );
}

export interface Label {
  number: string;
  person: PersonBrief;
  address: string;
}

interface LabelSheetsProps {
  grid: Grid;
  labels: readonly Label[];
  used: number;
}

/** Address labels on the usual A4 sheets. The number lets an envelope that comes back be noted. */
export function LabelSheets({ grid, labels, used }: LabelSheetsProps) {
  return (
    <>
      {labelPages(grid, labels, used).map((page) => (
        <article
          key={page.find((label) => label !== null)?.number}
          class={`a4 labels labels-${grid.name}`}
          lang="ja"
          data-test="label-page"
        >
          {page.map((label, place) => (
            <div key={label?.number ?? place} class="label" data-test={label ? 'label' : 'label-empty'}>
              {label && (
                <>
                  <p>{label.address}</p>
                  <p class="label-name">{ja('paper_sama', { name: label.person.name })}</p>
                  <p class="label-number">{numberWord(label.number)}</p>
                </>
              )}
            </div>
          ))}
        </article>
      ))}
    </>
  );
}
