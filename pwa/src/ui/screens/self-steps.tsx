import type { Definition, Item } from '../../forms/index.ts';
import type { Fields, Value } from '../../store/index.ts';
import { Button, Choice, textSize } from '../parts/index.ts';
import { answerText, isDeclined } from '../shown/answers.ts';
import { inWords } from '../shown/form.ts';
import { speak, useVoice } from '../shown/voice.ts';
import { language, t } from '../words/index.ts';

interface SelfWelcomeProps {
  form: Definition;
  items: readonly Item[];
  kana: boolean;
  onKana: (kana: boolean) => void;
}

/** はじめに: what is coming, and how she wants to read it. ふりがな only where the form itself brings it. */
export function SelfWelcome({ form, items, kana, onKana }: SelfWelcomeProps) {
  const large = textSize.value !== 'normal';
  return (
    <>
      <p class="resident-lead">{inWords(form.title)}</p>
      <p>{t('self_hello', { n: items.length })}</p>
      <p>{t('self_hello_free')}</p>
      <Button
        elder
        wide
        pressed={large}
        onPress={() => {
          textSize.value = large ? 'normal' : 'larger';
        }}
        test="self-large"
      >
        {t('self_large')}
      </Button>
      {items.some(({ reading }) => reading) && (
        <Button elder wide pressed={kana} onPress={() => onKana(!kana)} test="self-kana">
          {t('self_kana')}
        </Button>
      )}
    </>
  );
}

interface SelfQuestionProps {
  item: Item;
  value: Value | undefined;
  /** Show how it is read, under the official wording. */
  kana: boolean;
  onAnswer: (value: Value) => void;
}

const DECLINED = 'declined';

/** One question. An answer marks itself and waits; nothing goes on by itself. */
export function SelfQuestion({ item, value, kana, onAnswer }: SelfQuestionProps) {
  const options = item.options ?? [];
  const choose = (chosen: number | string) =>
    onAnswer(typeof chosen === 'number' ? chosen : { state: DECLINED });
  return (
    <section data-test="self-question" data-item={item.id}>
      <h2 class="self-question" id="self-question" lang="ja">
        {item.wording}
        {item.note && <span class="question-note">{item.note}</span>}
      </h2>
      {kana && item.reading && (
        <p class="self-reading" lang="ja" data-test="self-reading">
          {item.reading}
        </p>
      )}
      {language.value === 'en' && (
        <p class="reference" lang="en">
          {item.reference_en}
        </p>
      )}
      <Aloud item={item} />
      <Choice<number | string>
        labelledBy="self-question"
        class="self-answers"
        look="answer"
        options={[
          ...options.map(({ code, ja, en }) => ({
            value: code,
            label: ja,
            ...(language.value === 'en' ? { reference: en } : {}),
          })),
          { value: DECLINED, label: t('declined') },
        ]}
        value={isDeclined(value) ? DECLINED : typeof value === 'number' ? value : undefined}
        onChoose={choose}
        test="self-answers"
      />
    </section>
  );
}

/** 声で聞く: only where the tablet has a Japanese voice of its own. */
function Aloud({ item }: { item: Item }) {
  const voice = useVoice();
  if (!voice) return null;
  const answers = [...(item.options ?? []).map(({ ja }) => ja), t('declined')];
  const text = [item.reading ?? item.wording, item.note ?? '', ...answers].join('。');
  return (
    <div class="self-aloud">
      <Button elder icon="speech" onPress={() => speak(voice, text)} test="self-aloud">
        {t('self_aloud')}
      </Button>
      <span>{t('self_aloud_hint')}</span>
    </div>
  );
}

interface SelfReviewProps {
  items: readonly Item[];
  answers: Fields;
  onGo: (item: Item) => void;
}

/** All of it once more; each can be put right. */
export function SelfReview({ items, answers, onGo }: SelfReviewProps) {
  return (
    <>
      <p>{t('self_review')}</p>
      <ol class="list self-review">
        {items.map((item) => (
          <li key={item.id} data-test="self-given">
            <span lang="ja">{item.wording}</span>
            <strong>{answerText(item, answers[item.id])}</strong>
            <Button
              elder
              onPress={() => onGo(item)}
              label={`${t('sheet_number', { n: item.no })} ${t('self_change')}`}
              test="self-change"
            >
              {t('self_change')}
            </Button>
          </li>
        ))}
      </ol>
    </>
  );
}
