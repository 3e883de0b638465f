import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { Copyable } from '../components/copyable.tsx'

export type Secret = { title: string; text: string }

/** A password or key that is shown this once. */
export const SecretModal = ({ secret, close }: { secret: Secret | undefined; close(): void }) => {
  const { t } = useTranslation()
  return (
    <Modal
      open={secret !== undefined}
      title={secret?.title}
      onOk={close}
      onCancel={close}
      okText={t('station.secretKept')}
      cancelButtonProps={{ className: 'hidden' }}
      mask={{ closable: false }}
      width={480}
    >
      <p className="soft">{t('station.secretOnce')}</p>
      <div className="secret">
        <Copyable text={secret?.text ?? ''} testId="secret" />
      </div>
    </Modal>
  )
}
