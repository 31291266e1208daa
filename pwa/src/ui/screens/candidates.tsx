import type { Alike } from '../../store/index.ts';
import { Button, Message, Panel } from '../parts/index.ts';
import { lineOf, nameOf, sexText } from '../shown/person.ts';
import { type Decision, reasonsText } from '../shown/same.ts';
import { t } from '../words/index.ts';

interface CandidatesProps {
  hits: Alike[];
  decision: Decision | null;
  /** True once she wanted to go on without deciding. */
  asked: boolean;
  onSame: (hit: Alike) => unknown;
  onDecide: (decision: Decision) => void;
}

/** 「同じ方かもしれません」 with the reasons, before the button. It never blocks a registration. */
export function Candidates({ hits, decision, asked, onSame, onDecide }: CandidatesProps) {
  return (
    <div data-problem="same">
      <Panel title={t('register_same_title', { n: hits.length })} test="candidates">
        {asked && <Message tone="ask">{t('m12_same_person', { n: hits.length })}</Message>}
        <ul class="list">
          {hits.map((hit) => (
            <li key={hit.id} class="roster-row">
              <span class="roster-person">
                <span class="row-title">{nameOf(hit)}</span>
                <span class="row-note">
                  {lineOf(hit)} {sexText(hit.sex)}
                </span>
                <span class="row-note" data-test="same-reasons">
                  {reasonsText(hit.reasons)}
                </span>
              </span>
              <Button
                onPress={() => onSame(hit)}
                label={t('register_this_one_for', { name: nameOf(hit) })}
                test="same-person"
              >
                {t('register_this_one')}
              </Button>
            </li>
          ))}
        </ul>
        <div class="actions">
          <Button onPress={() => onDecide('another')} pressed={decision === 'another'} test="another-person">
            {t('register_another')}
          </Button>
          <Button onPress={() => onDecide('later')} pressed={decision === 'later'} test="decide-later">
            {t('register_later')}
          </Button>
        </div>
        {decision && (
          <p role="status">
            {t('register_same_decided', {
              choice: t(decision === 'later' ? 'register_later' : 'register_another'),
            })}
          </p>
        )}
      </Panel>
    </div>
  );
}
