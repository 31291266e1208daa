import type { KdbTold } from '../../forms/index.ts';
import { Message, Panel } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { kdbFactWord, kdbFromText, kdbValueText } from './kdb.ts';

/** What a result was judged with besides the answers: each fact with its source and day; none is said too. */
export function KdbUsed({ year, facts }: { year: number; facts: readonly KdbTold[] }) {
  return (
    <Panel title={t('kdb_used', { year })} test="kdb-used">
      {facts.length === 0 ? (
        <Message test="kdb-none">{t('kdb_none', { year })}</Message>
      ) : (
        <>
          <dl class="facts">
            {facts.map(({ id, value, said }) => (
              <>
                <dt key={`${id}-title`}>{kdbFactWord(id)}</dt>
                <dd key={id} data-test={id}>
                  {value === null ? t('kdb_differs') : <strong>{kdbValueText(value)}</strong>}
                  {said.map((one) => (
                    <p key={`${one.source} ${one.on}`} class="second">
                      {value === null
                        ? t('kdb_fact', { fact: kdbFromText(one), value: kdbValueText(one.value) })
                        : kdbFromText(one)}
                    </p>
                  ))}
                </dd>
              </>
            ))}
          </dl>
          <p class="second">{t('kdb_rest')}</p>
        </>
      )}
    </Panel>
  );
}
