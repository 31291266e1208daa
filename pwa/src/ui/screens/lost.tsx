import { acceptLoss } from '../../store/index.ts';
import { Button, Message, Screen } from '../parts/index.ts';
import { t } from '../words/index.ts';

/** M32: what this tablet kept is gone. She must know before she enters anything new. */
export function StorageLost() {
  return (
    <Screen
      name="lost_title"
      test="m32"
      foot={
        <Button kind="primary" onPress={() => acceptLoss()} test="accept-loss">
          {t('lost_told')}
        </Button>
      }
    >
      <Message tone="ask">{t('m32_store_lost')}</Message>
    </Screen>
  );
}

/** M33: this browser keeps nothing, so nothing may be entered. */
export function NoStorage() {
  return (
    <Screen name="no_storage_title" test="m33">
      <Message tone="ask">{t('m33_cannot_keep')}</Message>
    </Screen>
  );
}
