import { useHere } from '../../windows.ts';
import { Button, Message, Screen } from '../parts/index.ts';
import { t } from '../words/index.ts';

/** M34: another window of this tablet is in use; what is open here stays as it is. */
export function Elsewhere() {
  return (
    <Screen
      name="here_title"
      test="m34"
      bare
      foot={
        <Button kind="primary" onPress={useHere} test="use-here">
          {t('here_use')}
        </Button>
      }
    >
      <Message>{t('m34_elsewhere')}</Message>
    </Screen>
  );
}
