import type { ComponentChildren } from 'preact';
import { Back } from '../parts/index.ts';
import { wide } from './place.ts';

interface PanesProps {
  list?: ComponentChildren;
  detail?: ComponentChildren;
  /** Where 「戻る」 leads on a narrow screen, when the detail stands alone. */
  back?: string | undefined;
  /** One wide column: tables and the morning. */
  whole?: boolean;
}

/** List and detail side by side where there is room; otherwise the detail alone, with its way back to the list. */
export function Panes({ list, detail, back, whole }: PanesProps) {
  const alone = !wide.value && detail !== undefined && list !== undefined && back !== undefined;
  return (
    <div class={whole ? 'o-panes o-panes-whole' : 'o-panes'}>
      {list !== undefined && !alone && (
        <section class="o-list" data-test="office-list">
          {list}
        </section>
      )}
      {detail !== undefined && (
        <section class="o-detail" data-test="office-detail">
          {alone && (
            <div class="o-back">
              <Back to={back} />
            </div>
          )}
          {detail}
        </section>
      )}
    </div>
  );
}
