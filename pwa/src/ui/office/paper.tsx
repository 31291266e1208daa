import { go } from '../../router.ts';
import { Choice } from '../parts/index.ts';
import { ContactPart } from './contact.tsx';
import { KeyIn } from './key-in.tsx';
import { Panes } from './panes.tsx';
import { PaperOut } from './paper-out.tsx';
import { PaperPrint } from './paper-print.tsx';
import { PaneHead } from './rows.tsx';
import { o } from './words.ts';

const PARTS = ['print', 'out', 'key', 'contact'] as const;
type Part = (typeof PARTS)[number];

/** 紙の質問票: print sheets and labels, follow what is out, key in what comes back. */
export function PaperPage({ part }: { part: string | undefined }) {
  const open: Part = PARTS.find((one) => one === part) ?? 'print';
  const options = PARTS.map((value) => ({ value, label: o(`paper_part_${value}`) }));
  return (
    <Panes
      whole
      list={
        <>
          <div class="o-no-print">
            <PaneHead title={o('paper_title')} note={o('paper_hint')} test="paper-title" />
            <Choice
              label={o('paper_parts')}
              options={options}
              value={open}
              onChoose={(next) => go(`/o/paper/${next}`)}
              test="paper-parts"
            />
          </div>
          {open === 'print' && <PaperPrint />}
          {open === 'out' && <PaperOut />}
          {open === 'key' && <KeyIn />}
          {open === 'contact' && <ContactPart />}
        </>
      }
    />
  );
}
