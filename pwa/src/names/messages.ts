/** The sentences for a birth date that cannot be; forms/wareki.py has the same words. */
import { ERAS, type Limit, type WarekiProblem } from './wareki.ts';

const CHECK = '年・月・日を確かめてください。';
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

const PLAIN: Readonly<Record<string, readonly [string, string]>> = {
  'unknown-era': ['元号をえらんでください。', 'Choose an era.'],
  'year-zero': ['0年はありません。最初の年は1年です。', 'There is no year 0. The first year is 1.'],
  incomplete: ['年・月・日を入れてください。', 'Enter year, month and day.'],
  'impossible-date': [
    `この日付はありません。${CHECK}`,
    'This date does not exist. Check year, month and day.',
  ],
  'before-1873': [
    '明治5年までは旧暦のため、入れられません。',
    'Dates before 1873 were written in the lunar calendar and cannot be entered.',
  ],
  future: [
    '生まれた日が、今日より後になっています。元号と年を確かめてください。',
    'The birth date is after today. Check era and year.',
  ],
  'not-a-date': ['日付として読めません。', 'This cannot be read as a date.'],
};

/** The sentence for a problem, in both languages. */
export function warekiMessage(problem: WarekiProblem): { ja: string; en: string } {
  if (problem.problem === 'era-ended') return limitMessage(problem.limit, 'まで', 'ended');
  if (problem.problem === 'era-not-begun') return limitMessage(problem.limit, 'から', 'began');
  const [ja = '', en = ''] = PLAIN[problem.problem] ?? [];
  return { ja, en };
}

function limitMessage({ era, name, year, month, day }: Limit, direction: string, verb: string) {
  const english = ERAS.find((known) => known.key === era)?.english ?? '';
  return {
    ja: `${name}${year}年は${month}月${day}日${direction}です。${CHECK}`,
    en: `${english} ${year} ${verb} on ${day} ${MONTHS[month - 1]}. Check year, month and day.`,
  };
}
