import { Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Copyable } from '../components/copyable.tsx'

export type Secret = { title: string; text: string; more?: ReactNode }

/** A password or key that is shown this once, and how it is used. */
export const SecretModal = ({ secret, close }: { secret: Secret | undefined; close(): void }) => {
  const { t } = useTranslation()
  return (
    <Modal
      open={secret !== undefined}
      title={secret?.title}
      onOk={close}
      onCancel={close}
      okText={t('station.secretKept')}
      okButtonProps={{ className: 'secret-kept' }}
      cancelButtonProps={{ className: 'hidden' }}
      mask={{ closable: false }}
      keyboard={false}
      closable={false}
      width={520}
    >
      <p className="soft">{t('station.secretOnce')}</p>
      <div className="secret">
        <Copyable text={secret?.text ?? ''} testId="secret" />
      </div>
      {secret?.more}
    </Modal>
  )
}
