/** How long the person index takes with 20,000 persons: `node tests/names-bench.ts [persons]`. */
import { performance } from 'node:perf_hooks';
import { buildIndex, type Person, reasons, traits } from '../src/names/index.ts';

const FAMILIES =
  'サトウ スズキ タカハシ タナカ ワタナベ イトウ ヤマモト ナカムラ コバヤシ カトウ ヨシダ ヤマダ ササキ ヤマグチ オオノ'.split(
    ' ',
  );
const GIVENS =
  'ハナコ キヨ ヨシ シズエ キョウコ カズコ イチロウ タケシ ハルオ フミ ヨネ トメ スミ ミサオ マサル キミ'.split(
    ' ',
  );
const QUERIES = [
  'たかはし',
  'た',
  'おおの',
  'やまもと おさむ',
  'わたなべ s15',
  'はな',
  'カスコ',
  '髙橋',
  '昭和15',
  'むら',
  'ん',
  'ざざざ',
];

const count = Number(process.argv[2] ?? 20_000);
const persons: Person[] = Array.from({ length: count }, (_, n) => ({
  id: `person-${n}`,
  family_kana: `${FAMILIES[n % FAMILIES.length]}${n % 7 === 0 ? 'ベ' : ''}`,
  given_kana: `${GIVENS[(n * 7) % GIVENS.length]}${n % 11 === 0 ? 'エ' : ''}`,
  family: n % 2 === 0 ? '髙橋' : '渡邊',
  given: '花子',
  born_on: `${1925 + (n % 30)}-0${1 + (n % 9)}-1${n % 10}`,
  phone: `0574-${String(n % 90).padStart(2, '0')}-${String((n * 31) % 10_000).padStart(4, '0')}`,
}));

function milliseconds(work: () => void, times: number): number {
  const taken = Array.from({ length: times }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return taken[times >> 1] ?? 0;
}

const started = performance.now();
const index = buildIndex(persons);
const report: Record<string, number> = { persons: count, build_ms: performance.now() - started };
for (const query of QUERIES) report[query] = milliseconds(() => index.search(query, 50), 21);
const person = persons[count >> 1];
if (person !== undefined) report.upsert_ms = milliseconds(() => index.upsert(person), 21);
if (person !== undefined) {
  const typed = traits({ ...person, sex: 'female', insured_no: '12345674' });
  const byId = new Map(persons.map((one) => [one.id, one]));
  report.alike_ms = milliseconds(() => {
    report.alike = index
      .alike(typed)
      .filter((id) => reasons(typed, traits({ ...byId.get(id) })).length > 0).length;
  }, 21);
}
process.stdout.write(
  `${JSON.stringify(report, (_, value) => (typeof value === 'number' ? Number(value.toFixed(2)) : value), 1)}\n`,
);
