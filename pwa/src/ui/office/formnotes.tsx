import { inWords } from '../shown/form.ts';
import type { FormNote } from './formtypes.ts';
import { o } from './words.ts';

const LEVELS = ['stops', 'left_out', 'changed'] as const;

/** What of a file must be mended, was left out or changed, by sheet and cell; what stops it first. */
export function FormNotes({ notes }: { notes: FormNote[] }) {
  return (
    <>
      {LEVELS.map((level) => {
        const here = notes.filter((note) => note.level === level);
        return here.length > 0 && <Level key={level} level={level} notes={here} />;
      })}
    </>
  );
}

function Level({ level, notes }: { level: FormNote['level']; notes: FormNote[] }) {
  return (
    <div data-test={`notes-${level}`}>
      <h3>
        {o(`form_notes_${level}`)} {o('n_things', { n: notes.length })}
      </h3>
      {level === 'stops' && <p>{o('form_notes_stops_hint')}</p>}
      <table class="o-table o-form-notes">
        <thead>
          <tr>
            <th scope="col">{o('form_note_cell')}</th>
            <th scope="col">{o('form_note_found')}</th>
            <th scope="col">{o('form_note_what')}</th>
            <th scope="col">{o('form_note_do')}</th>
          </tr>
        </thead>
        <tbody>
          {notes.map((note) => (
            <tr key={`${note.sheet}${note.cell}${note.rule}${note.found}`} data-rule={note.rule}>
              <th scope="row">
                {note.sheet} {note.cell}
              </th>
              <td data-label={o('form_note_found')}>
                <code>{note.found}</code>
              </td>
              <td data-label={o('form_note_what')}>{inWords(note)}</td>
              <td data-label={o('form_note_do')}>{inWords({ ja: note.do_ja, en: note.do_en })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
