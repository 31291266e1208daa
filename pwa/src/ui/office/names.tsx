import { bornShort, sexText } from '../shown/person.ts';
import { t } from '../words/index.ts';
import type { PersonBrief } from './types.ts';
import { born } from './values.ts';
import { o } from './words.ts';

function yearsOf(person: PersonBrief): string {
  return typeof person.age === 'number' ? t('age', { n: person.age }) : '';
}

/** Under a name in a list: kana, birth, age, sex. */
export function factLine(person: PersonBrief): string {
  const facts = [person.kana, bornShort(person.born_on ?? ''), yearsOf(person), sexText(person.sex)];
  return facts.filter(Boolean).join(' ');
}

export function nameOf(person: PersonBrief | null): string {
  return person ? o('san', { name: person.name }) : o('no_person');
}

/** The person at hand as a heading names her: name, kana, birth in both calendars, age. */
export function PersonName({ person }: { person: PersonBrief | null }) {
  if (!person) return <span class="person-name">{o('no_person')}</span>;
  const facts = [person.kana, person.born_on && born(person.born_on), yearsOf(person), sexText(person.sex)];
  return (
    <>
      <span class="person-name" data-test="person-name">
        {person.name}
      </span>{' '}
      <span class="person-facts">{facts.filter(Boolean).join(' ')}</span>
    </>
  );
}
